#!/bin/sh
# Checks the configuration, the rules and the home; starts and changes nothing.
# Usage: scripts/check-config.sh [--json] [--home DIR] [--config FILE]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become check-config "$@"
