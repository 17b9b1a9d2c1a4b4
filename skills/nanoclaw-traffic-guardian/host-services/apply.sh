#!/bin/sh
# Applies the package, as often as you like: the outcome is the same. It makes the state home, and what is named:
#   --project DIR   a link to this package in DIR/.claude/skills, for a NanoClaw checkout
#   --units DIR     the systemd user units in DIR; enabling them is yours
# It starts nothing, enables nothing and changes no file of NanoClaw.
# Usage: host-services/apply.sh [--project DIR] [--units DIR] [--home DIR]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
. "$package/lib/state.sh"
. "$package/lib/wiring.sh"

options "$@"
find_home
if [ -n "$project" ]; then
    place=$(link)
    for folder in "$project/.claude" "$project/.claude/skills"; do
        if [ -L "$folder" ] || [ ! -d "$folder" ]; then
            fail 1 "--project: $folder is no folder of that checkout."
        fi
    done
    if [ "$place" != "$package" ] && { [ -e "$place" ] || [ -L "$place" ]; } && [ "$(readlink -- "$place")" != "$package" ]; then
        fail 1 "$place: something else is there. Move it away first."
    fi
    case $package/ in
        "$project"/*) say "note: the package lies in NanoClaw's project, which the main group's container can read. It holds nothing private." ;;
    esac
fi

if [ ! -d "$state" ]; then
    (umask 077 && mkdir -p -- "$state")
    say "Made $state."
fi
guard check-config

if [ -n "$project" ] && [ "$place" != "$package" ] && [ ! -L "$place" ]; then
    ln -s -- "$package" "$place"
    say "Linked $place."
fi
if [ -n "$units" ]; then
    guard setup --service systemd --output "$units/$unit.service"
fi

say "Applied. Nothing runs because of it. Next:"
[ -z "$units" ] || say "  systemctl --user daemon-reload && systemctl --user enable --now $unit.socket $unit.service"
[ -n "$units" ] || say "  $package/host-services/start.sh --background${named_home:+ --home '$named_home'}"
say "  $package/host-services/setup.sh${named_home:+ --home '$named_home'}    how containers are wired, with the values of this machine"
say "  $package/mcp-tools/registration.sh${named_home:+ --home '$named_home'}    the mounts and the MCP server for NanoClaw 2"
