#!/bin/sh
# Shows whether a monitor runs and what it has seen. Ends with 0 (running), 3 (not running) or 4 (stale).
# Usage: host-services/status.sh [--json] [--home DIR]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become status "$@"
