#!/usr/bin/env python3
"""What connections cost a carbon: opens so many a second, each with one line, half-closes them and waits for the answer.

Usage: connection_cost.py PORT PID [PER_SECOND] [SECONDS]    a line receiver on this machine and its process; 200 for 15 s
"""
import os
import socket
import sys
import time

port, pid = int(sys.argv[1]), sys.argv[2]
rate = int(sys.argv[3]) if len(sys.argv) > 3 else 200
seconds = float(sys.argv[4]) if len(sys.argv) > 4 else 15


def processor_seconds():
    with open(f"/proc/{pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


before, start, count = processor_seconds(), time.time(), 0
while time.time() - start < seconds:
    with socket.create_connection(("127.0.0.1", port)) as carbon:
        carbon.sendall(f"connection-cost.count 1 {int(time.time())}\n".encode())
        carbon.shutdown(socket.SHUT_WR)
        carbon.recv(1)
    count += 1
    time.sleep(max(0, start + count / rate - time.time()))
elapsed = time.time() - start
used = processor_seconds() - before
print(f"{count / elapsed:.0f} connections a second: {100 * used / elapsed:.1f} % of a core")
