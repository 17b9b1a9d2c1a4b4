#!/bin/sh
# Takes back what apply.sh made, as often as you like, and stops the monitor. Name the same folders.
# State is kept, unless --purge names the state home: then what the monitor wrote there is removed.
# Usage: host-services/remove.sh [--project DIR] [--units DIR] [--home DIR] [--purge STATE_HOME]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
. "$package/lib/state.sh"
. "$package/lib/wiring.sh"

purge_allowed=1
purged=
options "$@"
find_home
if [ -n "$purged" ] && [ "$purged" != "$state" ]; then
    fail 2 "--purge: $purged is not the state home. That is $state."
fi

# A socket unit that is still active would start the monitor again at the next connection.
if command -v systemctl >/dev/null 2>&1 && [ -n "$units" ] && [ -f "$units/$unit.socket" ]; then
    for name in "$unit.socket" "$unit.service"; do
        if systemctl --user --quiet is-active "$name" 2>/dev/null || systemctl --user --quiet is-enabled "$name" 2>/dev/null; then
            fail 1 "$name is in use. First: systemctl --user disable --now $unit.socket $unit.service"
        fi
    done
fi
guard stop

if [ -n "$project" ]; then
    place=$(link)
    if [ -L "$place" ] && [ "$(readlink -- "$place")" = "$package" ]; then
        rm -- "$place"
        say "Removed $place."
    fi
fi
if [ -n "$units" ]; then
    for file in "$units/$unit.service" "$units/$unit.socket"; do
        if [ -f "$file" ] && [ ! -L "$file" ] && grep -q "$unit" "$file"; then
            rm -- "$file"
            say "Removed $file."
        fi
    done
fi
if [ -n "$purged" ]; then
    purge "$state"
else
    say "State is kept in $state."
fi
say "Removed. Take the arguments and mounts out of NanoClaw's configuration and let it start its containers anew: REMOVE.md"
