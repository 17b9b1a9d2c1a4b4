#!/bin/sh
# Checks the unpacked package: each file against checksums.json, no file beside those, and with a key the signature.
# Usage: scripts/verify.sh [PUBLIC_KEY.pem]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
. "$package/lib/verify.sh"
verify "$@"
