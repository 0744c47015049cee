#!/usr/bin/env bash
# Starts VictoriaMetrics on 127.0.0.1, as the calling user, with all files below DIR.
# Usage: start.sh DIR        Exit: 0 it is ready, 1 could not start, 2 wrong argument or setting.
# The settings are the environment variables right below; README.md explains them.
set -euo pipefail

GRAPHITE_PORT=${GRAPHITE_PORT:-2023}
HTTP_PORT=${HTTP_PORT:-8428}
RETENTION=${RETENTION:-24}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
RELABEL_CONFIG=${RELABEL_CONFIG:-$here/victoria-metrics-relabel.yml}

fail() {
  echo "start.sh: $1" >&2
  exit "${2:-1}"
}

[[ $# -eq 1 && -n $1 ]] || fail "usage: start.sh DIR" 2
for name in GRAPHITE_PORT HTTP_PORT; do
  [[ ${!name} =~ ^[1-9][0-9]{0,4}$ && ${!name} -le 65535 ]] || fail "$name=${!name} is not a port (1 to 65535)" 2
done
[[ $RETENTION =~ ^[1-9][0-9]*[hdwy]?$ ]] || fail "RETENTION=$RETENTION is not a number of months, or 90d, 52w, 2y" 2
[[ -f $RELABEL_CONFIG && -r $RELABEL_CONFIG ]] ||
  fail "RELABEL_CONFIG=$RELABEL_CONFIG is not a file this user can read" 2
command -v victoria-metrics >/dev/null || fail "VictoriaMetrics is not installed; install.sh does it"

mkdir -p "$1" 2>/dev/null || fail "cannot create the folder $1"
DIR=$(cd "$1" && pwd -P)
[[ -w $DIR ]] || fail "$DIR is not writable for user $(id -un)"
printf -v stop '%q %q' "$here/stop.sh" "$DIR"
[[ ! -e $DIR/victoria-metrics.pid ]] || fail "VictoriaMetrics runs in $DIR, or was not stopped; first: $stop"

# The file is copied: what runs does not change with the one given.
cp "$RELABEL_CONFIG" "$DIR/relabel.yml"
setsid victoria-metrics \
  -storageDataPath="$DIR/data" -retentionPeriod="$RETENTION" \
  -graphiteListenAddr="127.0.0.1:$GRAPHITE_PORT" -httpListenAddr="127.0.0.1:$HTTP_PORT" \
  -relabelConfig="$DIR/relabel.yml" -search.latencyOffset=5s \
  >"$DIR/victoria-metrics.log" 2>&1 </dev/null &
pid=$!
echo "$pid" >"$DIR/victoria-metrics.pid"
trap '"$here/stop.sh" "$DIR"' EXIT

answers() (
  exec 3<>"/dev/tcp/127.0.0.1/$HTTP_PORT" || exit
  printf 'GET /health HTTP/1.0\r\n\r\n' >&3
  read -r -t 5 status <&3 && [[ $status == *" 200 "* ]]
) 2>/dev/null

accepts() {
  (exec 3<>"/dev/tcp/127.0.0.1/$GRAPHITE_PORT") 2>/dev/null
}

deadline=$((SECONDS + 30))
until kill -0 "$pid" 2>/dev/null && answers && accepts; do
  if ! kill -0 "$pid" 2>/dev/null || ((SECONDS >= deadline)); then
    echo "start.sh: VictoriaMetrics did not start; $DIR/victoria-metrics.log ends with" >&2
    tail -n 5 "$DIR/victoria-metrics.log" >&2
    exit 1
  fi
  sleep 0.05
done
# A port that another process holds answers as well: what runs must still run.
sleep 0.2
kill -0 "$pid" 2>/dev/null || fail "VictoriaMetrics ended: $(tail -n 1 "$DIR/victoria-metrics.log")"

cat >"$DIR/victoria-metrics.env" <<ENV
GRAPHITE_PORT=$GRAPHITE_PORT
URL=http://127.0.0.1:$HTTP_PORT
ENV
trap - EXIT

cat <<TEXT
VictoriaMetrics is ready.
  send points to  127.0.0.1:$GRAPHITE_PORT (line protocol)
  read them from  http://127.0.0.1:$HTTP_PORT/vmui and /api/v1/query
  all of this     $DIR/victoria-metrics.env
  stop            $stop
TEXT
