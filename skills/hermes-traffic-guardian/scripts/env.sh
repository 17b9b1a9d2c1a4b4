#!/bin/sh
# Prints the variables that lead one process through the monitor; sets none.
# Usage: scripts/env.sh [--format sh|dotenv|systemd|json]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become env "$@"
