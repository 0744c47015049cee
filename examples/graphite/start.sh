#!/usr/bin/env bash
# Starts carbon-cache, carbon-aggregator and graphite-web on 127.0.0.1, as the calling user, with all files below DIR;
# with AGGREGATORS=2 two of each carbon, behind a carbon-relay.
# Usage: start.sh DIR        Exit: 0 all are ready, 1 could not start, 2 wrong argument or setting.
# The settings are the environment variables right below; README.md explains them.
set -euo pipefail

AGGREGATOR_PORT=${AGGREGATOR_PORT:-2023}
AGGREGATOR_PICKLE_PORT=${AGGREGATOR_PICKLE_PORT:-2024}
AGGREGATOR_UDP_PORT=${AGGREGATOR_UDP_PORT:-$AGGREGATOR_PORT}
CACHE_PORT=${CACHE_PORT:-2003}
CACHE_PICKLE_PORT=${CACHE_PICKLE_PORT:-2004}
CACHE_QUERY_PORT=${CACHE_QUERY_PORT:-7002}
WEB_PORT=${WEB_PORT:-8080}
INTERVAL=${INTERVAL:-60}
READY_SECONDS=${READY_SECONDS:-30}
AGGREGATORS=${AGGREGATORS:-1}
AGGREGATOR_A_PICKLE_PORT=${AGGREGATOR_A_PICKLE_PORT:-2124}
AGGREGATOR_B_PICKLE_PORT=${AGGREGATOR_B_PICKLE_PORT:-2224}
CACHE_B_PICKLE_PORT=${CACHE_B_PICKLE_PORT:-2104}
CACHE_B_QUERY_PORT=${CACHE_B_QUERY_PORT:-7102}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
# The storage files go with the rules: they stand beside them.
rules_given=${AGGREGATION_RULES:-}
AGGREGATION_RULES=${AGGREGATION_RULES:-$here/aggregation-rules.conf}
STORAGE_SCHEMAS=${STORAGE_SCHEMAS:-$(dirname "$AGGREGATION_RULES")/storage-schemas.conf}
STORAGE_AGGREGATION=${STORAGE_AGGREGATION:-$(dirname "$AGGREGATION_RULES")/storage-aggregation.conf}
RELAY_AGGREGATION_RULES=${RELAY_AGGREGATION_RULES:-$here/relay-aggregation-rules.conf}
tcp_ports=(AGGREGATOR_PORT AGGREGATOR_PICKLE_PORT CACHE_PORT CACHE_PICKLE_PORT CACHE_QUERY_PORT WEB_PORT)
conf_files=(AGGREGATION_RULES STORAGE_SCHEMAS STORAGE_AGGREGATION)
if [[ $AGGREGATORS == 2 ]]; then
  tcp_ports+=(AGGREGATOR_A_PICKLE_PORT AGGREGATOR_B_PICKLE_PORT CACHE_B_PICKLE_PORT CACHE_B_QUERY_PORT)
  conf_files+=(RELAY_AGGREGATION_RULES)
fi

fail() {
  echo "start.sh: $1" >&2
  exit "${2:-1}"
}

# --- the request

[[ $# -eq 1 && -n $1 ]] || fail "usage: start.sh DIR" 2
for name in "${tcp_ports[@]}" AGGREGATOR_UDP_PORT; do
  [[ ${!name} =~ ^[1-9][0-9]{0,4}$ && ${!name} -le 65535 ]] || fail "$name=${!name} is not a port (1 to 65535)" 2
done
# The archives of storage-schemas.conf go on with 5 minutes, and whisper wants each step to divide the next.
[[ $INTERVAL =~ ^[1-9][0-9]{0,2}$ && $INTERVAL -lt 300 && $((300 % INTERVAL)) -eq 0 ]] ||
  fail "INTERVAL=$INTERVAL is not a number of seconds below 300 that divides 300, such as 1, 5, 10, 30 or 60" 2
[[ $READY_SECONDS =~ ^[1-9][0-9]{0,3}$ ]] ||
  fail "READY_SECONDS=$READY_SECONDS is not a number of seconds from 1 to 9999" 2
[[ $AGGREGATORS == [12] ]] || fail "AGGREGATORS=$AGGREGATORS is not 1 or 2" 2
for name in "${conf_files[@]}"; do
  [[ -f ${!name} && -r ${!name} ]] || fail "$name=${!name} is not a file this user can read${rules_given:+; \
\"generate --into FOLDER\" makes the rules and their storage files}" 2
done

# --- what must be there, and what must not

command -v carbon-cache >/dev/null || fail "carbon is not installed; install.sh does it"
/usr/bin/python3 -c 'import graphite, waitress' 2>/dev/null ||
  fail "graphite-web or waitress is not installed; install.sh does it"

mkdir -p "$1" 2>/dev/null || fail "cannot create the folder $1"
DIR=$(cd "$1" && pwd -P)
[[ -w $DIR ]] || fail "$DIR is not writable for user $(id -un)"
printf -v stop '%q %q' "$here/stop.sh" "$DIR"
for file in "$DIR"/*.pid; do
  [[ ! -e $file ]] || fail "Graphite runs in $DIR, or was not stopped ($file is there); first: $stop"
done

ports=()
for name in "${tcp_ports[@]}"; do ports+=("$name:${!name}:tcp"); done
/usr/bin/python3 - "${ports[@]}" "AGGREGATOR_UDP_PORT:$AGGREGATOR_UDP_PORT:udp" <<'PYTHON' || exit 1
import socket, sys

held, free = [], True
for name, port, protocol in (argument.split(":") for argument in sys.argv[1:]):
    probe = socket.socket(socket.AF_INET, socket.SOCK_STREAM if protocol == "tcp" else socket.SOCK_DGRAM)
    held.append(probe)  # until the end: two variables with one port are found too
    try:
        if protocol == "tcp":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(("127.0.0.1", int(port)))
        if protocol == "tcp":
            probe.listen()
    except OSError as e:
        free = False
        print(f"start.sh: cannot listen on 127.0.0.1:{port}/{protocol}, set {name} to a free port: {e.strerror}",
              file=sys.stderr)
sys.exit(not free)
PYTHON

# --- the files

mkdir -p "$DIR"/{conf,run,whisper,log/graphite-web}
rm -f "$DIR"/run/*
cp "$here"/{carbon.conf,graphite_web.py} "$DIR/conf/"
cp "$STORAGE_AGGREGATION" "$DIR/conf/storage-aggregation.conf"
sed "s/(60)/($INTERVAL)/" "$AGGREGATION_RULES" >"$DIR/conf/aggregation-rules.conf"
sed "s/^retentions = 60s:/retentions = ${INTERVAL}s:/" "$STORAGE_SCHEMAS" >"$DIR/conf/storage-schemas.conf"

# An instance's section overrides the program's; a is the instance that runs when none is named. Sparse files, as a
# trial fills only the beginning of its archives: a series takes some 10 kB of disk, not 540 kB or more.
cat >"$DIR/run/scratch" <<CONF
USER =
STORAGE_DIR = ${DIR//%/%%}
LOCAL_DATA_DIR = ${DIR//%/%%}/whisper
PID_DIR = ${DIR//%/%%}/run
WHISPER_SPARSE_CREATE = True
CONF

section() { # NAME LINE...: of carbon.conf
  printf '\n# Appended by start.sh.\n[%s]\n' "$1"
  cat "$DIR/run/scratch"
  printf '%s\n' "${@:2}"
} >>"$DIR/conf/carbon.conf"

listeners=("LINE_RECEIVER_PORT = $AGGREGATOR_PORT"
  "PICKLE_RECEIVER_PORT = $AGGREGATOR_PICKLE_PORT"
  "UDP_RECEIVER_PORT = $AGGREGATOR_UDP_PORT")
section cache:a "LINE_RECEIVER_PORT = $CACHE_PORT" "PICKLE_RECEIVER_PORT = $CACHE_PICKLE_PORT" \
  "CACHE_QUERY_PORT = $CACHE_QUERY_PORT"
if ((AGGREGATORS == 1)); then
  section aggregator:a "${listeners[@]}" "DESTINATIONS = 127.0.0.1:$CACHE_PICKLE_PORT"
else
  section relay:a "${listeners[@]}"
  cp "$RELAY_AGGREGATION_RULES" "$DIR/conf/relay-aggregation-rules.conf"
  # carbon-scaled.conf has the instances' sections itself: they gain the lines above, and other ports. By way of names,
  # or a port just written could be taken for the next one to replace.
  sed -e 's/\b2004\b/CACHE_PICKLE_PORT/' -e 's/\b2104\b/CACHE_B_PICKLE_PORT/' -e 's/\b7102\b/CACHE_B_QUERY_PORT/' \
    -e 's/\b2124\b/AGGREGATOR_A_PICKLE_PORT/' -e 's/\b2224\b/AGGREGATOR_B_PICKLE_PORT/' \
    -e "/^\[.*:.\]$/r $DIR/run/scratch" "$here/carbon-scaled.conf" |
    sed -e "s/\bCACHE_PICKLE_PORT\b/$CACHE_PICKLE_PORT/" -e "s/\bCACHE_B_PICKLE_PORT\b/$CACHE_B_PICKLE_PORT/" \
      -e "s/\bCACHE_B_QUERY_PORT\b/$CACHE_B_QUERY_PORT/" \
      -e "s/\bAGGREGATOR_A_PICKLE_PORT\b/$AGGREGATOR_A_PICKLE_PORT/" \
      -e "s/\bAGGREGATOR_B_PICKLE_PORT\b/$AGGREGATOR_B_PICKLE_PORT/" >>"$DIR/conf/carbon.conf"
fi

# --- the daemons

launch() { # NAME COMMAND...
  local name=$1
  shift
  : >"$DIR/log/$name.log" # here already, or a check below reads what an earlier run has left
  setsid "$@" >>"$DIR/log/$name.log" 2>&1 </dev/null &
  echo $! >"$DIR/$name.pid"
}

await() { # NAME CHECK...: returns when the check succeeds; ends all if the daemon ends, or is not ready in time
  local deadline=$((SECONDS + READY_SECONDS)) why
  while true; do
    if ! kill -0 "$(<"$DIR/$1.pid")" 2>/dev/null; then
      why="ended"
    elif "${@:2}"; then
      return
    elif ((SECONDS >= deadline)); then
      why="was not ready after $READY_SECONDS seconds"
    else
      sleep 0.05
      continue
    fi
    echo "start.sh: $1 $why; $DIR/log/$1.log ends with" >&2
    tail -n 15 "$DIR/log/$1.log" >&2
    exit 1
  done
}

accepts() { # PORT...
  local port
  for port in "$@"; do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || return
  done
}

sends() { # NAME DESTINATIONS PORT...: is connected to all its destinations, and accepts
  (($(grep -c 'Destination is up' "$DIR/log/$1.log") >= $2)) && accepts "${@:3}"
}

web_ready() (
  exec 3<>"/dev/tcp/127.0.0.1/$WEB_PORT" || exit
  printf 'GET /render?target=constantLine(1)&format=json&from=-5min HTTP/1.0\r\n\r\n' >&3
  read -r -t 5 status <&3 && [[ $status == *" 200 "* ]]
) 2>/dev/null

trap '"$here/stop.sh" "$DIR"' EXIT
export GRAPHITE_ROOT=$DIR WEB_PORT CACHE_QUERY_PORT CACHE_B_QUERY_PORT AGGREGATORS
carbon() { # PROGRAM [INSTANCE]
  launch "$1${2:+-$2}" "$1" --config="$DIR/conf/carbon.conf" --instance="${2:-a}" --nodaemon start
}
front=("$AGGREGATOR_PORT" "$AGGREGATOR_PICKLE_PORT")
carbon carbon-cache
launch graphite-web /usr/bin/python3 "$DIR/conf/graphite_web.py"
((AGGREGATORS == 1)) || carbon carbon-cache b
await carbon-cache accepts "$CACHE_PORT" "$CACHE_PICKLE_PORT" "$CACHE_QUERY_PORT"
carbon carbon-aggregator
if ((AGGREGATORS == 1)); then
  await carbon-aggregator sends carbon-aggregator 1 "${front[@]}"
else
  await carbon-cache-b accepts "$CACHE_B_PICKLE_PORT" "$CACHE_B_QUERY_PORT"
  carbon carbon-aggregator b
  await carbon-aggregator sends carbon-aggregator 2 "$AGGREGATOR_A_PICKLE_PORT"
  await carbon-aggregator-b sends carbon-aggregator-b 2 "$AGGREGATOR_B_PICKLE_PORT"
  carbon carbon-relay
  await carbon-relay sends carbon-relay 2 "${front[@]}"
fi
await graphite-web web_ready

cat >"$DIR/graphite.env" <<ENV
AGGREGATOR_PORT=$AGGREGATOR_PORT
AGGREGATOR_PICKLE_PORT=$AGGREGATOR_PICKLE_PORT
AGGREGATOR_UDP_PORT=$AGGREGATOR_UDP_PORT
CACHE_PORT=$CACHE_PORT
WEB_URL=http://127.0.0.1:$WEB_PORT
WHISPER_DIR=$DIR/whisper
LOG_DIR=$DIR/log
ENV
trap - EXIT

cat <<TEXT
Graphite is ready.
  send points to  127.0.0.1:$AGGREGATOR_PORT (line protocol, UDP $AGGREGATOR_UDP_PORT, pickle $AGGREGATOR_PICKLE_PORT)
  read them from  http://127.0.0.1:$WEB_PORT/render and /metrics/find
  logs            $DIR/log
  all of this     $DIR/graphite.env
  stop            $stop
TEXT
