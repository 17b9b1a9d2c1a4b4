#!/bin/sh
# Ends the monitor: requests in flight are finished, the log is flushed.
# Usage: scripts/stop.sh [--timeout SECONDS] [--home DIR]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become stop "$@"
