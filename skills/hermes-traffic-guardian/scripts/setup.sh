#!/bin/sh
# Prints how this platform is set up, with the real values, and how to undo it; changes nothing.
# Usage: scripts/setup.sh
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become setup "$@"
