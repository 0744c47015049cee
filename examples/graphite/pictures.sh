#!/usr/bin/env bash
# Draws the pictures of docs/dashboard.md: starts Graphite in a scratch folder, sends it the quickstart's traffic, and lets
# graphite-web draw the targets of grafana-dashboard.json, those of the panels that are named below.
# Usage: pictures.sh [FOLDER]        Default: pictures, beside this script.
#        Exit: 0 all are drawn, 1 one could not be, or what they need could not start.
# The ports are PORT to PORT+5 (default 12023). Needs mvn and what start.sh needs; takes less than a minute
#        once Maven has what it downloads.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
mkdir -p "${1:-$here/pictures}"
pictures=$(cd "${1:-$here/pictures}" && pwd -P)
port=${PORT:-12023}
scratch=$(mktemp -d)
shop=

end() {
  [[ -z $shop ]] || kill "$shop" 2>/dev/null || true
  "$here/stop.sh" "$scratch/graphite"
  rm -rf "$scratch"
}
trap end EXIT

export AGGREGATOR_PORT=$port AGGREGATOR_PICKLE_PORT=$((port + 1)) CACHE_PORT=$((port + 2))
export CACHE_PICKLE_PORT=$((port + 3)) CACHE_QUERY_PORT=$((port + 4)) WEB_PORT=$((port + 5))
# Traffic of 25 seconds is too little for minutes.
INTERVAL=1 "$here/start.sh" "$scratch/graphite"

GRAPHITE_BRIDGE_HOST=127.0.0.1 GRAPHITE_BRIDGE_PORT=$port GRAPHITE_BRIDGE_AGGREGATION_INTERVAL=1s \
  mvn -q -B -f "$here/../.." -Pquickstart -pl examples/quickstart -am -Dexec.args=--once &
shop=$!
wait "$shop"
shop=

/usr/bin/python3 - "$here/grafana-dashboard.json" "http://127.0.0.1:$WEB_PORT" "$pictures" <<'PYTHON'
import json, re, sys, time, urllib.parse, urllib.request

DASHBOARD, WEB, FOLDER = sys.argv[1:]
ALL_ROUTES = "**"
# The file, its title, the panels with what is added to their legends, the routes, and how it is drawn.
PICTURES = [
    ("calls", "Calls per route, a second", {"Calls per route": ""}, ALL_ROUTES, {"areaMode": "stacked"}),
    ("statuses", "Status codes per route, a second", {"Status codes per route": ""}, ALL_ROUTES,
     {"areaMode": "stacked"}),
    ("time-p99", "Processing time per route, p99, in seconds", {"Processing time per route: p99": ""}, ALL_ROUTES, {}),
    ("time-search", "Processing time of one route, in seconds",
     {"Processing time per route: mean": " mean", "Processing time per route: p99": " p99"}, "search", {}),
    ("size", "Response size per route, mean, in bytes", {"Response size per route: mean": ""}, ALL_ROUTES, {}),
]
LOOK = {
    "format": "png", "width": 800, "height": 340, "fontName": "DejaVu Sans", "fontSize": 11, "margin": 14,
    "bgcolor": "white", "fgcolor": "333333", "majorGridLineColor": "DDDDDD", "minorGridLineColor": "F2F2F2",
    "lineWidth": 2, "yMin": 0, "hideLegend": "false", "tz": "UTC", "xFormat": "%H:%M:%S", "minorY": 0,
    "yUnitSystem": "none", "lineMode": "connected", "areaAlpha": 0.75,
    "colorList": "4E79A7,F28E2B,59A14F,E15759,B07AA1,76B7B2,EDC948,9C755F,FF9DA7,BAB0AC,1F3B5C",
}


def expanded(target, routes):
    variables = {"prefix": "", "host": "all", "group": "graphite-bridge", "route": routes, "filter": "", "unit": "1"}
    return re.sub(r"\$\{(\w+)(?::\w+)?}", lambda use: variables[use[1]], target)


def targets_of(names, routes):
    """The panels' targets, in the order of their legends, so that a route has one colour in all pictures."""
    for name, added in names.items():
        for target in panels[name]["targets"]:
            yield "sortByName(aliasSub(%s, '$', '%s'))" % (expanded(target["target"], routes), added)


def render(**parameters):
    with urllib.request.urlopen(WEB + "/render", urllib.parse.urlencode(parameters, doseq=True).encode()) as answer:
        return answer.read()


def span():
    """The first second that has requests, and the last."""
    counts = "sumSeries(all.graphite-bridge.**.count)"
    series = json.loads(render(target=counts, format="json", **{"from": "-5min"}))
    seconds = [second for one in series for value, second in one["datapoints"] if value]
    return (min(seconds), max(seconds)) if seconds else None


# All is there when two looks, three of carbon's intervals apart, see the same.
before, now = None, span()
while now is None or now != before:
    time.sleep(3)
    before, now = now, span()
first, last = now

with open(DASHBOARD) as file:
    panels = {p["title"]: p for top in json.load(file)["panels"] for p in [top, *top.get("panels", [])]}
for file, title, names, routes, more in PICTURES:
    # Without the last second, in which the traffic ends.
    targets = list(targets_of(names, routes))
    picture = render(target=targets, title=title, **{"from": first - 1, "until": last - 1}, **LOOK, **more)
    if not picture.startswith(b"\x89PNG"):
        sys.exit("graphite-web did not draw " + file + ": " + picture[:300].decode(errors="replace"))
    path = FOLDER + "/" + file + ".png"
    with open(path, "wb") as out:
        out.write(picture)
    print("drawn:", path)
PYTHON
