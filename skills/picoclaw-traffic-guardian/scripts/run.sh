#!/bin/sh
# Runs one command with a monitor around it, and ends with the exit code of that command.
# Usage: scripts/run.sh [--https] [--quiet] -- COMMAND [ARG...]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become run "$@"
