# Sourced by the scripts of this package, which set 'package' to its folder first.
# Finds the one executable and becomes it. Writes nothing.

platform=
. "$package/lib/platform.sh"

say() {
    printf '%s\n' "$*"
}

# fail CODE MESSAGE: the codes are the executable's: 1 failed, 2 wrong usage, 127 not found.
fail() {
    printf '%s: %s\n' "$platform-traffic-guardian" "$2" >&2
    exit "$1"
}

# The packed executable; else that of the checkout this package lies in; else the one in PATH.
executable() {
    found=$package/bin/traffic-guardian
    if [ ! -e "$found" ] && [ -f "$package/../../TrafficGuardian.slnx" ]; then
        found=$package/../../traffic-guardian
    fi
    if [ ! -e "$found" ]; then
        found=$(command -v traffic-guardian) || return 1
    fi
    case $found in
        /*) printf '%s\n' "$found" ;;
        *) return 1 ;;
    esac
}

need_executable() {
    program=$(executable) ||
        fail 127 "the executable is missing. Take the released archive, which has it in bin/, or put 'traffic-guardian' into PATH."
}

# ask VERB [ARG...]: runs a verb for this platform, and comes back.
ask() {
    verb=$1
    shift
    need_executable
    "$program" "$verb" --platform "$platform" "$@"
}

# become VERB [ARG...]: the same, and the script ends with it: its streams, signals and exit code.
become() {
    verb=$1
    shift
    need_executable
    exec "$program" "$verb" --platform "$platform" "$@"
}
