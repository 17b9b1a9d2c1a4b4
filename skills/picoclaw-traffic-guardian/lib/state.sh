# Sourced after guardian.sh. What stands in the state home, and how to take it away.

# state_home [ARG...]: the folder, as the executable names it. The arguments are --home and --config, where they were given.
state_home() {
    code=0
    document=$(ask status --json "$@") || code=$?
    case $code in
        0 | 3 | 4) ;; # 3 and 4 say that nothing runs; the folder is named all the same
        *) exit "$code" ;;
    esac
    home=$(printf '%s\n' "$document" | sed -n 's/.*"home": *"\([^"\\]*\)".*/\1/p')
    case $home in
        /?*) printf '%s\n' "$home" ;;
        *) fail 1 "the state home can't be told. Ask 'status' for it." ;;
    esac
}

# purge FOLDER: removes what the monitor writes, by name, and the folder if nothing else is in it.
purge() {
    if [ -L "$1" ] || [ ! -d "$1" ]; then
        say "There is no state home at $1."
        return
    fi
    for name in config.json state.json state.lock control.sock posture.json posture-stable.json diagnostics.log; do
        rm -f -- "$1/$name" "$1/.$name".*.tmp
    done
    for name in findings runs ca snapshot group-snapshots; do
        if [ -d "$1/$name" ] && [ ! -L "$1/$name" ]; then
            rm -r -- "$1/$name"
        fi
    done
    if rmdir -- "$1" 2>/dev/null; then
        say "Removed $1."
    else
        say "Kept $1: something that is not the monitor's lies in it."
    fi
}
