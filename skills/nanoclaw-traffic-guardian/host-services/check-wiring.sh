#!/bin/sh
# Tells what of the wiring is there and what is missing; changes nothing. Ends with 1 when something is missing.
# Usage: host-services/check-wiring.sh [--project DIR] [--units DIR] [--home DIR]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
. "$package/lib/state.sh"
. "$package/lib/wiring.sh"

options "$@"
find_home
missing=0

# seen NAME COMMAND...
seen() {
    name=$1
    shift
    if "$@" >/dev/null 2>&1; then
        say "ok       $name"
    else
        say "missing  $name"
        missing=1
    fi
}

allowlisted() {
    list=${XDG_CONFIG_HOME:-$HOME/.config}/nanoclaw/mount-allowlist.json
    [ -f "$list" ] || list=$HOME/.config/nanoclaw/mount-allowlist.json
    # The list may name the folder from the root or from the user's home.
    short=\~${state#"$HOME"}
    grep -q -F -e "\"$state/snapshot\"" -e "\"$state/group-snapshots" -e "\"$short/snapshot\"" -e "\"$short/group-snapshots" "$list"
}

linked() {
    [ "$(link)" = "$package" ] || [ "$(readlink -- "$(link)")" = "$package" ]
}

seen "a valid configuration" guard check-config
seen "a monitor that runs" guard status
seen "a snapshot for containers" test -f "$state/snapshot/status.json"
seen "the snapshot in NanoClaw's list of allowed mounts (NanoClaw 2)" allowlisted
[ -z "$project" ] || seen "the link in $project/.claude/skills" linked
if [ -n "$units" ]; then
    seen "$units/$unit.service" test -f "$units/$unit.service"
    seen "$units/$unit.socket" test -f "$units/$unit.socket"
fi
exit "$missing"
