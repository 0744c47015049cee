#!/usr/bin/env bash
# Draws the README's pictures of the quickstart's page: the test that looks at it in Chromium, with a minute of traffic.
# Usage: pictures.sh [FOLDER]        Default: pictures, beside this script.
#        Exit: 0 all are drawn, 1 one could not be.
# Needs mvn and Debian's chromium and chromium-driver; takes two minutes once Maven has what it downloads.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)
mkdir -p "${1:-$here/pictures}"
pictures=$(cd "${1:-$here/pictures}" && pwd -P)

mvn -q -B -f "$here/../.." -Pgraphite -pl examples/quickstart-browser -am verify \
  -Dtest=none -Dit.test=PagePicturesIT -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
  -Dspotless.check.skip -Dcheckstyle.skip -Dpictures="$pictures" -Dpictures.seconds=60 -Dpictures.port=7070
ls -l "$pictures"/*.png
