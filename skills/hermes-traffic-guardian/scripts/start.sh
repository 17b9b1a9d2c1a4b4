#!/bin/sh
# Starts the monitor: in the foreground, or with --background detached; then it returns once it listens.
# Usage: scripts/start.sh [--background] [--home DIR] [--config FILE]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become start "$@"
