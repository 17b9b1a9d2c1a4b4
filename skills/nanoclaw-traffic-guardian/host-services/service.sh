#!/bin/sh
# Prints service files for this user, or writes them with --output; installs nothing.
# Usage: host-services/service.sh [systemd|launchd] [--output FILE]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
become setup --service "$@"
