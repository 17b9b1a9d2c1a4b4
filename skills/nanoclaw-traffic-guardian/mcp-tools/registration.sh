#!/bin/sh
# Prints, for NanoClaw 2 and with the values of this machine, the two folders to allow, the mounts of a group and its MCP
# server. Changes nothing.
# Usage: mcp-tools/registration.sh [--home DIR]
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
. "$package/lib/state.sh"

state=$(state_home "$@")
case $package in
    *[\"\\]*) fail 1 "$package: a name with a quote or a backslash can't be written here. Move the package." ;;
esac
cat <<END
In ~/.config/nanoclaw/mount-allowlist.json, under "allowedRoots":
  { "path": "$package", "allowReadWrite": false, "description": "Traffic Guardian: its MCP server" },
  { "path": "$state/snapshot", "allowReadWrite": false, "description": "Traffic Guardian: what containers may know" }

Mounts of the group (read-only):
  { "hostPath": "$package", "containerPath": "traffic-guardian", "readonly": true },
  { "hostPath": "$state/snapshot", "containerPath": "traffic-snapshot", "readonly": true }

MCP server of the group:
  "traffic-guardian": {
    "command": "/workspace/extra/traffic-guardian/mcp-tools/serve.sh",
    "args": ["--snapshot", "/workspace/extra/traffic-snapshot"]
  }
END
