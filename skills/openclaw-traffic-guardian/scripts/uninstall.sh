#!/bin/sh
# Stops the monitor. State is kept, unless --purge names the state home: then what the monitor wrote there is removed.
# The package itself is a folder; delete it afterwards.
# Usage: scripts/uninstall.sh [--home DIR] [--purge STATE_HOME]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
. "$package/lib/state.sh"

named= named_home=
while [ $# -gt 0 ]; do
    case $1 in
        --home | --purge)
            [ $# -ge 2 ] || fail 2 "$1: name a folder."
            if [ "$1" = --home ]; then named_home=$2; else named=$2; fi
            shift 2
            ;;
        *) fail 2 "$1: the options are --home DIR and --purge STATE_HOME." ;;
    esac
done
set --
[ -z "$named_home" ] || set -- --home "$named_home"

home=$(state_home "$@")
if [ -n "$named" ] && [ "$named" != "$home" ]; then
    fail 2 "--purge: $named is not the state home. That is $home."
fi
ask stop "$@"
if [ -n "$named" ]; then
    purge "$home"
else
    say "State is kept in $home."
fi
say "Start the agent again without the variables of the monitor, then delete $package."
