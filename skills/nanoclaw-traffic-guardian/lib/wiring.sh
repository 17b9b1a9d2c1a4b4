# Sourced after guardian.sh and state.sh. The places that apply.sh makes and remove.sh takes away, and what they may be.

skill=nanoclaw-traffic-guardian
unit=traffic-guardian-nanoclaw
project=
units=
named_home=
state=

# options [ARG...]: --project, --units and --home; and --purge where a script lets 'purge_allowed' be 1.
options() {
    while [ $# -gt 0 ]; do
        case $1 in
            --project | --units | --home | --purge) [ $# -ge 2 ] || fail 2 "$1: name a folder." ;;
        esac
        case $1 in
            --project) project=$(folder "$1" "$2") || exit 2 ;;
            --units) units=$(folder "$1" "$2") || exit 2 ;;
            --home) named_home=$2 ;;
            --purge)
                [ "${purge_allowed:-0}" = 1 ] || fail 2 "--purge: only remove.sh takes it."
                purged=$2
                ;;
            *) fail 2 "$1: the options are --project DIR, --units DIR and --home DIR${purge_allowed:+, --purge STATE_HOME}." ;;
        esac
        shift 2
    done
    [ -z "$project" ] || need_nanoclaw
}

folder() {
    [ -d "$2" ] || fail 2 "$1: $2 is no folder."
    CDPATH= cd -P -- "$2" && pwd
}

# The versions this package is made for. Another is refused: its wiring may lie elsewhere.
need_nanoclaw() {
    manifest=$project/package.json
    grep -q '"name": *"nanoclaw"' "$manifest" 2>/dev/null || fail 2 "--project: $project is no NanoClaw checkout."
    version=$(sed -n 's/^ *"version": *"\([0-9][0-9.]*\).*/\1/p' "$manifest" | head -n 1)
    case $version in
        1.[2-9].* | 1.[1-9][0-9].* | 2.*) ;;
        *) fail 1 "--project: NanoClaw ${version:-of an unknown version} is not one of 1.2 to 2, which this package is made for." ;;
    esac
}

# guard [ARG...]: the verb for this package's home, where one was named.
guard() {
    if [ -n "$named_home" ]; then
        ask "$@" --home "$named_home"
    else
        ask "$@"
    fi
}

find_home() {
    if [ -n "$named_home" ]; then
        state=$(state_home --home "$named_home")
    else
        state=$(state_home)
    fi
}

link() {
    printf '%s/.claude/skills/%s\n' "$project" "$skill"
}
