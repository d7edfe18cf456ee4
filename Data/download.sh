#!/bin/sh
# Fetches the four files of MNIST, checks them, and puts them into Data/mnist beside this script. `make data` calls it.
#
#   MNIST_DIR          a folder to take the place of Data/mnist
#   MNIST_MIRROR       folders to fetch from before the public mirrors, one or several with spaces in between; each
#                      begins with http://, https:// or file:// (where %20 stands for a space)
# and for tests:
#   MNIST_MIRROR_ONLY  not empty: no public mirrors
#   MNIST_SUMS         a file with other checksums than those below
#
# It needs curl or wget, gunzip, and sha256sum or shasum. A file gets its name only when it is known to be right: until
# then it is .mnist.<process>.partial, which no lesson reads. Whatever ends this script, short of kill -9, removes it.

# Without -f a mirror with a * in it would become the names of files.
set -fu

public_mirrors='https://ossci-datasets.s3.amazonaws.com/mnist https://storage.googleapis.com/cvdf-datasets/mnist'

# SHA-256 of the unpacked files, which don't depend on how a mirror packed them.
sums() {
    if [ -n "${MNIST_SUMS:-}" ]; then
        cat "$MNIST_SUMS"
    else
        cat <<'END'
ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db  train-images-idx3-ubyte
65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5  train-labels-idx1-ubyte
0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7  t10k-images-idx3-ubyte
ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2  t10k-labels-idx1-ubyte
END
    fi
}

has() { command -v "$1" >/dev/null 2>&1; }
complain() { printf '%s\n' "$1" >&2; }
fail() { complain "$1"; exit 1; }

# Runs a program beside this script: a signal is noticed at once, and not only when the program has ended.
child=
run() {
    "$@" &
    child=$!
    wait "$child"
    status=$?
    child=
    return "$status"
}

folder=${MNIST_DIR:-$(dirname "$0")/mnist}
# So that no program takes a name that begins with - for an option.
case $folder in -*) folder=./$folder ;; esac
# In the same folder, because only there renaming is one step.
unpacked=$folder/.mnist.$$.partial
packed=$unpacked.gz
messages=$unpacked.messages

remove_temporaries() { rm -f "$packed" "$unpacked" "$messages"; }
interrupt() {
    trap '' HUP INT TERM PIPE
    if [ -n "$child" ]; then
        kill "$child" 2>/dev/null
        wait "$child" 2>/dev/null
    fi
    exit "$1"
}
trap remove_temporaries EXIT
trap 'interrupt 129' HUP
trap 'interrupt 130' INT
trap 'interrupt 141' PIPE
trap 'interrupt 143' TERM

sha256() {
    if has sha256sum; then sha256sum; else shasum -a 256; fi <"$1" | cut -c 1-64
}

# Downloads $1 into $packed, once, going on from what is there already. A mirror must answer within 15 s, and may not
# fall silent. On a terminal the program shows how far it is and says itself what goes wrong; elsewhere its messages go
# to a file, whose last line then says it.
download() {
    if has curl; then
        set -- --fail --location --proto '=http,https' --connect-timeout 15 --speed-limit 1000 --speed-time 30 \
            --output "$packed" "$1"
        [ ! -s "$packed" ] || set -- --continue-at - "$@"
        if [ -t 2 ]; then
            run curl --progress-bar "$@"
        else
            run curl --silent --show-error "$@" 2>"$messages"
        fi
    else
        set -- -T 15 -t 1 -O "$packed" "$1"
        [ ! -s "$packed" ] || set -- -c "$@"
        if [ -t 2 ]; then
            run wget "$@"
        else
            run wget -nv "$@" 2>"$messages"
        fi
    fi
}

# Gets the packed file $1 into $packed; if it can't, sets $reason. A download that broke off is tried three times, each
# from where the one before ended.
fetch() {
    case $1 in
    file://*)
        path=$(printf '%s\n' "${1#file://}" | sed 's/^localhost//; s/%20/ /g')
        if [ ! -f "$path" ]; then
            reason='there is no such file'
            return 1
        fi
        # Not cp, which would keep a mirror's permissions.
        run cat "$path" 2>"$messages" >"$packed" && return 0
        reason=$(tail -n 1 "$messages")
        return 1
        ;;
    http://* | https://*) ;;
    *)
        reason='an address begins with http://, https:// or file://'
        return 1
        ;;
    esac
    if ! has curl && ! has wget; then
        reason='neither curl nor wget is installed'
        return 1
    fi

    attempt=1
    while :; do
        isResumed=
        [ ! -s "$packed" ] || isResumed=yes
        if download "$1"; then return 0; fi
        # Curl's 22 and wget's 8 are the mirror's answer that it won't give the file: it won't a second later. But it
        # may refuse only to give a part of it, and curl's 33 says that it can't.
        if [ -n "$isResumed" ]; then
            case $status in 8 | 22 | 33) rm -f "$packed" ;; esac
        else
            case $status in 8 | 22) break ;; esac
        fi
        [ "$attempt" -lt 3 ] || break
        attempt=$((attempt + 1))
        run sleep 1
    done
    if [ -s "$messages" ]; then
        reason=$(tail -n 1 "$messages")
    else
        reason="the download ended with status $status"
    fi
    return 1
}

# Gets the file $1, whose checksum is $2, from the mirror $3; if it can't, sets $reason.
get() {
    remove_temporaries
    fetch "$3/$1.gz" || return 1
    if ! run gunzip -c "$packed" >"$unpacked" 2>"$messages"; then
        reason="it can't be unpacked: $(tail -n 1 "$messages")"
        return 1
    fi
    sum=$(sha256 "$unpacked")
    if [ "$sum" != "$2" ]; then
        reason="it is another file, with the SHA-256 $sum"
        return 1
    fi
    mv -f "$unpacked" "$folder/$1" || { reason="it can't be put into $folder"; return 1; }
}

has gunzip || fail 'gunzip is not installed'
has sha256sum || has shasum || fail 'neither sha256sum nor shasum is installed'
mkdir -p "$folder" || fail "The folder $folder can't be made"

# Split at the spaces: from here on "$1" is the mirror to try next.
if [ -n "${MNIST_MIRROR_ONLY:-}" ]; then
    set -- ${MNIST_MIRROR:-}
else
    set -- ${MNIST_MIRROR:-} $public_mirrors
fi
[ $# -gt 0 ] || fail 'There is no mirror to fetch from'

for name in train-images-idx3-ubyte train-labels-idx1-ubyte t10k-images-idx3-ubyte t10k-labels-idx1-ubyte; do
    expected=$(sums | sed -n "s/^\([0-9a-f]\{64\}\)  $name\$/\1/p")
    [ -n "$expected" ] || fail "There is no checksum for $name"
    if [ -f "$folder/$name" ]; then
        if [ "$(sha256 "$folder/$name")" = "$expected" ]; then
            echo "$name is there already"
            continue
        fi
        echo "$name is there, but its contents are not those of MNIST; it will be replaced"
    elif [ -e "$folder/$name" ]; then
        # Else the file would be put into it.
        fail "$folder/$name is not a file; move it away"
    fi

    tries=$#
    until get "$name" "$expected" "${1%/}"; do
        complain "${1%/}/$name.gz: $reason"
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || fail "$name could not be fetched; try again later, or name another mirror in MNIST_MIRROR"
        # It comes last from now on, so that a mirror that keeps silent is waited for once.
        failed=$1
        shift
        set -- "$@" "$failed"
    done
    echo "$name is fetched from ${1%/}"
done
echo "The whole of MNIST is in $folder."
