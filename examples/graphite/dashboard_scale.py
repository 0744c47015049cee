#!/usr/bin/python3
"""Measures a dashboard on a Graphite with many series, as Grafana asks for it.

  dashboard_scale.py make FOLDER [ROUTES] [HOSTS]      writes the whisper files, 20 for each route and host node
  dashboard_scale.py measure WEB_URL DASHBOARD...      loads each dashboard for all routes and for one, thrice

FOLDER is the whisper folder of a Graphite that start.sh has started, WEB_URL that Graphite's. By default 1,000 routes
of two nodes and 4 hosts, with "all" 5 host nodes: 100,000 files, 3 hours of minutes in each, some 900 MB.
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
            base = os.path.join(folder, host, GROUP, *route(number).split("."))
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
        self.values = {"prefix": "", "group": GROUP, "host": "all", "filter": "", "route": chosen or whole}
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
        for variable in self.variables:
            query = self.text(variable["query"])
            if query.startswith("expand("):
                size += self.ask("/metrics/expand", [("query", query[7:-1])])
            else:
                size += self.ask("/metrics/find", [("query", query)])
        with concurrent.futures.ThreadPoolExecutor(CONNECTIONS) as pool:
            panels = list(pool.map(self.panel, self.panels))
        return time.perf_counter() - begin, size + sum(s for _, _, s in panels), panels


def measure(web, *files):
    for name in files:
        with open(name) as file:
            dashboard = json.load(file)
        for what, chosen in (("all routes", None), ("one route", route(7))):
            loads = [Page(web, dashboard, chosen).load() for _ in range(3)]
            seconds, size, panels = min(loads, key=lambda load: load[0])
            print("%s, %s: %.2f s, %.0f kB" % (name, what, seconds, size / 1000))
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
