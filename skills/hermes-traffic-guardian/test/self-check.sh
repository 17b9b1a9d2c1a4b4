#!/bin/sh
# Tries the package out in a scratch home, on a free port: check, start, status, findings, stop. Touches no other home.
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
if "$program" --help | grep -q '^  posture '; then
    expect 0 'its posture can be told' posture --json
else
    say 'skip  its posture: this executable has no such verb'
fi
expect 0 'the monitor stops' stop
expect 3 'nothing runs any more' status
