#!/usr/bin/env bash
# Stops what start.sh DIR has started; the data stays, and nothing is lost.
# Usage: stop.sh DIR         Exit: 0 nothing runs any more, 1 could not stop, 2 wrong argument.
set -euo pipefail

if [[ $# -ne 1 || -z $1 ]]; then
  echo "usage: stop.sh DIR" >&2
  exit 2
fi
[[ -d $1 ]] || exit 0
DIR=$(cd "$1" && pwd -P)

# Whether process $1 is the one of DIR: a pid file outlives a crash, and its number may be another process by now.
ours() {
  tr '\0' '\n' <"/proc/$1/cmdline" | grep -qxF -e "-storageDataPath=$DIR/data"
} 2>/dev/null

file=$DIR/victoria-metrics.pid
if [[ -f $file ]]; then
  pid=$(<"$file")
  if [[ $pid =~ ^[0-9]+$ ]] && ours "$pid"; then
    kill "$pid" || exit 1
    for ((tries = 0; tries < 300; tries++)); do
      ours "$pid" || break
      sleep 0.1
    done
    if ours "$pid"; then
      echo "stop.sh: VictoriaMetrics (pid $pid) did not stop within 30 seconds and is killed" >&2
      kill -KILL "$pid"
    fi
  fi
  rm -f "$file"
fi
rm -f "$DIR/victoria-metrics.env"
