#!/bin/sh
# Writes the posture fragment, or prints it with --json.
# Usage: scripts/export-posture.sh [--output FILE] [--generated-at TIME] [--stable] [--json]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become posture "$@"
