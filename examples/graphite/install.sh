#!/usr/bin/env bash
# Installs carbon, graphite-web, the web server it runs in here and carbon-c-relay, or the packages that are named, from
# Debian's or Ubuntu's own.
# Usage: install.sh [PACKAGE]...          Exit: 0 all there, 1 could not install. Starts nothing.
set -euo pipefail

packages=("$@")
(($#)) || packages=(graphite-carbon graphite-web python3-waitress carbon-c-relay)

fail() {
  echo "install.sh: $1" >&2
  exit 1
}

installed() {
  [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

grep -qsE '^ID(_LIKE)?=.*(debian|ubuntu)' /etc/os-release || fail "needs Debian or Ubuntu"

missing=()
for package in "${packages[@]}"; do
  installed "$package" || missing+=("$package")
done
if ((${#missing[@]} == 0)); then
  echo "already installed: ${packages[*]}"
  exit 0
fi
((EUID == 0)) || fail "must run as root to install ${missing[*]} (try: sudo $0)"

# Debian's packages would start their daemons at once, and with systemd at every boot.
policy=/usr/sbin/policy-rc.d
if [[ ! -e $policy ]]; then
  trap 'rm -f "$policy"' EXIT
  printf '#!/bin/sh\nexit 101\n' >"$policy"
  chmod +x "$policy"
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update || fail "apt-get update failed"
apt-get install -y --no-install-recommends "${missing[@]}" || fail "apt-get install ${missing[*]} failed"
if command -v systemctl >/dev/null; then
  for package in "${missing[@]}"; do
    case $package in
      graphite-carbon) systemctl disable --quiet carbon-cache.service ;;
      carbon-c-relay | victoria-metrics) systemctl disable --quiet "$package.service" ;;
    esac
  done
fi
echo "installed: ${missing[*]}"
