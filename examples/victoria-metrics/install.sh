#!/usr/bin/env bash
# Installs VictoriaMetrics from Debian's or Ubuntu's own packages.
# Usage: install.sh          Exit: 0 it is there, 1 could not install. Starts nothing.
exec "$(dirname "${BASH_SOURCE[0]}")/../graphite/install.sh" victoria-metrics
