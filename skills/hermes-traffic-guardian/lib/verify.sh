# Sourced after guardian.sh. Holds an unpacked package against its checksums and their signature. Writes nothing but one
# scratch file for the signature, in a folder of its own below TMPDIR, which it removes.

sums() {
    if command -v sha256sum >/dev/null 2>&1; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

# listed: one line a file of checksums.json, as sha256sum prints them.
listed() {
    sed -n 's/^ *"\([^"\\]*\)": { "sha256": "\([0-9a-f]\{64\}\)" },\{0,1\}$/\2  \1/p' checksums.json
}

# verify [PUBLIC_KEY.pem]
verify() {
    [ $# -eq 0 ] || [ -f "$1" ] || fail 2 "$1: there is no such key file."
    key=
    [ $# -eq 0 ] || key="$(CDPATH= cd -P -- "$(dirname -- "$1")" && pwd)/$(basename -- "$1")"
    cd -- "$package" || exit 1
    [ -f checksums.json ] || fail 1 "checksums.json is missing: this is a checkout, no released archive."

    [ -n "$(listed)" ] || fail 1 "checksums.json lists nothing."
    listed | sums -c - >/dev/null || fail 1 "a file is not as it was packed; it is named above."
    foreign=$(find . -type f ! -path ./checksums.json ! -path ./checksums.sig | sed 's|^\./||' | LC_ALL=C sort)
    expected=$(listed | cut -c 67- | LC_ALL=C sort)
    [ "$foreign" = "$expected" ] || fail 1 "there are files that checksums.json doesn't list."
    [ -z "$(find . -type l)" ] || fail 1 "there are symbolic links, and the package has none."
    say "The files are as they were packed."

    if [ -z "$key" ]; then
        say "The signature was not checked: name the maintainers' public key to do so."
        return
    fi
    signature=$(mktemp -d) || exit 1
    verdict=0
    openssl enc -d -base64 -A -in checksums.sig -out "$signature/sig" &&
        openssl pkeyutl -verify -rawin -pubin -inkey "$key" -sigfile "$signature/sig" -in checksums.json >/dev/null 2>&1 ||
        verdict=1
    rm -r -- "$signature"
    [ "$verdict" = 0 ] || fail 1 "the signature of checksums.json is not by this key."
    say "The signature is by this key."
}
