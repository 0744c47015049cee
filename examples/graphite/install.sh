#!/usr/bin/env bash
# Installs carbon, graphite-web, the web server it runs in here and carbon-c-relay, from Debian's or Ubuntu's own packages.
# Usage: install.sh          Exit: 0 all there, 1 could not install. Starts nothing.
set -euo pipefail

packages=(graphite-carbon graphite-web python3-waitress carbon-c-relay)

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

# Debian's packages would start carbon-cache and carbon-c-relay at once, and with systemd at every boot.
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
  [[ " ${missing[*]} " != *" graphite-carbon "* ]] || systemctl disable --quiet carbon-cache.service
  [[ " ${missing[*]} " != *" carbon-c-relay "* ]] || systemctl disable --quiet carbon-c-relay.service
fi
echo "installed: ${missing[*]}"
