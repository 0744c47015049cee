#!/usr/bin/python3
"""Measures a dashboard on a Graphite with many series, as Grafana asks for it.

  dashboard_scale.py make FOLDER [ROUTES] [HOSTS]      writes the whisper files, 20 for each route and host node
  dashboard_scale.py measure FOLDER DASHBOARD...       loads each dashboard for all routes and for one, thrice

FOLDER is that of a Graphite that start.sh has started. By default 1,000 routes of two nodes and 4 hosts, with "all" 5
host nodes: 100,000 files, 3 hours of minutes in each, some 500 MB. It prints the best of three: seconds until the whole
page is there (for one route: until its panels are, as in a page that is open), the processor time that graphite-web
took, and the bytes of the answers. With PANELS=1 in the environment, each panel too.
"""

import concurrent.futures
import json
import os
import re
import struct
import sys
import time
import urllib.parse
import urllib.request

GROUP = "graphite-bridge"
LEAVES = (
    "count pt pt.p50 pt.p95 pt.p99 pt.max size size.max"
    " status_type.2XX status_type.3XX status_type.4XX status_type.5XX"
    " status_code.200 status_code.201 status_code.204 status_code.301 status_code.304 status_code.400"
    " status_code.404 status_code.500"
).split()
ARCHIVES = ((60, 10080), (300, 17280), (3600, 17520))
MINUTES = 180
CONNECTIONS = 6  # of a browser to one server


def route(number):
    return "part%d.route%d" % (number % 40, number)


def header(leaf):
    last = leaf.split(".")[-1]
    method = 1 if leaf in ("pt", "size") else 4 if last[0] == "p" or last == "max" else 2
    offset = 16 + 12 * len(ARCHIVES)
    packed = struct.pack("!LLfL", method, ARCHIVES[-1][0] * ARCHIVES[-1][1], 0.0, len(ARCHIVES))
    for step, points in ARCHIVES:
        packed += struct.pack("!LLL", offset, step, points)
        offset += 12 * points
    return packed, offset


def make(folder, routes=1000, hosts=4):
    first = int(time.time()) // 60 * 60 - (MINUTES - 1) * 60
    heads = {leaf: header(leaf) for leaf in LEAVES}
    points = struct.Struct("!" + "Ld" * MINUTES)
    for number in range(routes):
        level = 1 + 37 * number % 101
        values = []
        for minute in range(MINUTES):
            values += (first + 60 * minute, level + (minute * 7 + number) % 13)
        body = points.pack(*values)
        for host in ["all"] + ["web-%d" % i for i in range(1, hosts + 1)]:
            base = os.path.join(folder, "whisper", host, GROUP, *route(number).split("."))
            for below in ("pt", "size", "status_type", "status_code"):
                os.makedirs(os.path.join(base, below), exist_ok=True)
            for leaf, (head, size) in heads.items():
                with open(os.path.join(base, *leaf.split(".")) + ".wsp", "wb") as file:
                    file.write(head + body)
                    file.truncate(size)


class Page:
    def __init__(self, web, dashboard, chosen):
        self.web = web
        self.panels = [p for p in dashboard["panels"] if p.get("targets")]
        self.variables = [v for v in dashboard["templating"]["list"] if v["type"] == "query"]
        whole = next(v for v in dashboard["templating"]["list"] if v["name"] == "route")["allValue"]
        self.values = {"prefix": "", "group": GROUP, "host": "all", "filter": "", "unit": "1", "route": chosen or whole}
        self.is_all = chosen is None

    def text(self, template):
        def value(use):
            text = self.values[use.group(1)]
            literal = use.group(2) and not (use.group(1) == "route" and self.is_all)
            return re.escape(text) if literal else text

        return re.sub(r"\$\{(\w+)(:regex)?}", value, template)

    def ask(self, path, form):
        with urllib.request.urlopen(self.web + path, urllib.parse.urlencode(form).encode()) as answer:
            body = answer.read()
        return len(body)

    def panel(self, panel):
        begin = time.perf_counter()
        form = [("target", self.text(t["target"])) for t in panel["targets"]]
        form += [("from", "-3h"), ("until", "now"), ("format", "json"), ("maxDataPoints", "900")]
        try:
            size = self.ask("/render", form)
        except OSError as e:
            size = 0
            print("    %s: %s" % (panel["title"], e))
        return panel["title"], time.perf_counter() - begin, size

    def load(self):
        begin = time.perf_counter()
        size = 0
        for variable in self.variables if self.is_all else ():
            query = self.text(variable["query"])
            if query.startswith("expand("):
                size += self.ask("/metrics/expand", [("query", query[7:-1])])
            else:
                size += self.ask("/metrics/find", [("query", query)])
        with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
            panels = list(pool.map(self.panel, self.panels))
        return time.perf_counter() - begin, size + sum(s for _, _, s in panels), panels


def processor_seconds(session):
    ticks = 0
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open("/proc/%s/stat" % pid) as file:
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            continue  # has ended
        if fields[3] == session:
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def timed(page, session):
    before = processor_seconds(session)
    seconds, size, panels = page.load()
    return seconds, processor_seconds(session) - before, size, panels


def measure(folder, *files):
    with open(os.path.join(folder, "graphite.env")) as file:
        web = dict(line.rstrip().split("=", 1) for line in file)["WEB_URL"]
    with open(os.path.join(folder, "graphite-web.pid")) as file:
        session = file.read().strip()
    for name in files:
        with open(name) as file:
            dashboard = json.load(file)
        for what, chosen in (("all routes", None), ("one route", route(7))):
            loads = [timed(Page(web, dashboard, chosen), session) for _ in range(3)]
            seconds, processor, size, panels = min(loads, key=lambda load: load[0])
            print("%s, %s: %.2f s, processor %.2f s, %.0f kB" % (name, what, seconds, processor, size / 1000))
            if os.environ.get("PANELS"):
                for title, took, length in panels:
                    print("    %6.2f s %8.1f kB  %s" % (took, length / 1000, title))


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "make":
        make(sys.argv[2], *map(int, sys.argv[3:5]))
    elif len(sys.argv) > 3 and sys.argv[1] == "measure":
        measure(*sys.argv[2:])
    else:
        sys.exit(__doc__)
