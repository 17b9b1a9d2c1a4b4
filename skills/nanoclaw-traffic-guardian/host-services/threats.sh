#!/bin/sh
# Shows the findings, redacted as they were written.
# Usage: host-services/threats.sh [--json] [--since 1h] [--severity high] [--pattern NAME] [--limit N] [--follow]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become threats "$@"
