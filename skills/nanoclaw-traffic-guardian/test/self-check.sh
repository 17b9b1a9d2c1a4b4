#!/bin/sh
# Tries the package out in a scratch home, on a free port: check, start, status, findings, MCP, stop. Touches no other home.
# Usage: test/self-check.sh
set -eu

package=$(CDPATH= cd -P -- "$(dirname -- "$0")/.." && pwd)
. "$package/lib/guardian.sh"
need_executable

scratch=$(mktemp -d)
home=$scratch/home
finish() {
    ask stop --home "$home" >/dev/null 2>&1 || :
    rm -r -- "$scratch"
}
trap finish EXIT
trap 'exit 1' HUP INT TERM

# expect CODE NAME VERB [ARG...]
expect() {
    wanted=$1
    name=$2
    shift 2
    code=0
    ask "$@" --home "$home" >"$scratch/said" 2>&1 || code=$?
    if [ "$code" = "$wanted" ]; then
        say "ok    $name"
    else
        sed 's/^/      /' "$scratch/said"
        fail 1 "$name: ended with $code instead of $wanted."
    fi
}

(umask 077 && mkdir -- "$home" && printf '{ "listen": "127.0.0.1:0" }\n' >"$home/config.json")
expect 0 'the configuration is checked without a start' check-config
expect 3 'nothing runs' status
expect 0 'the monitor starts' start --background
expect 0 'it runs' status --json
expect 0 'its findings can be asked for' threats --json
waited=0
until [ -f "$home/snapshot/status.json" ] || [ "$waited" = 50 ]; do
    waited=$((waited + 1))
    sleep 0.1 2>/dev/null || sleep 1
done
hello='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18","capabilities":{},"clientInfo":{"name":"self-check","version":"1"}}}'
call='{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"clawsec_traffic_status","arguments":{}}}'
printf '%s\n' "$hello" '{"jsonrpc":"2.0","method":"notifications/initialized"}' "$call" |
    "$package/mcp-tools/serve.sh" --snapshot "$home/snapshot" >"$scratch/said" 2>&1 || :
grep -q '"running"' "$scratch/said" || fail 1 "the MCP server didn't tell from the snapshot that the monitor runs."
say 'ok    an agent is told so by MCP'
expect 0 'the monitor stops' stop
expect 3 'nothing runs any more' status
