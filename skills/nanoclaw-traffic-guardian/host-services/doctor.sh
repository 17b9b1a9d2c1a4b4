#!/bin/sh
# Tells which traffic is seen and which goes round the monitor. Ends with 1 when something goes round.
# Usage: host-services/doctor.sh [--json]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become doctor "$@"
