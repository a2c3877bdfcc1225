#!/bin/sh
# Tries the README's two commands on machines as users bring them: fresh Debian trees, most with something installed
# that is in the way of the set-up. Each gets a clean clone of HEAD.
# Usage: packaging/machines.sh <demo|test|ci|"demo test"|page> [<machine>...]   (root, mmdebstrap; all machines by default)
# Logs and results go to build/machines; docs/machines.md is written from the results of all runs that are there, by
# "page" without another run.
# Packages come from the sources and with the certificates that this machine's own apt has.
set -eu
cd "$(dirname "$0")/.."
commands=${1:?usage: packaging/machines.sh <demo|test|\"demo test\"> [<machine>...]}
shift
out=$PWD/build/machines
trees=$out/trees results=$out/results
user=someone
mkdir -p "$trees" "$results"

all='12-root 12-user 12-qemu 12-rustc 12-stable 12-old 13-root 13-user 13-rustup 13-tools 13-container'

# describe <machine>: its line in the table
describe() {
    case $1 in
        12-root) echo 'Debian 12, as root' ;;
        12-user) echo 'Debian 12, a user with sudo' ;;
        12-qemu) echo "Debian 12, \`qemu-utils\` 10 from the backports" ;;
        12-rustc) echo "Debian 12, its own \`rustc\` and \`cargo\`" ;;
        12-stable) echo "Debian 12, rustup's stable first in PATH" ;;
        12-old) echo "Debian 12, a \`rustc\` 1.63 first in PATH" ;;
        13-root) echo 'Debian 13, as root' ;;
        13-user) echo 'Debian 13, a user with sudo' ;;
        13-rustup) echo "Debian 13, its \`rustup\` package, no toolchain" ;;
        13-tools) echo 'Debian 13, every tool is there, no dpkg and no apt-get' ;;
        13-container) echo "Debian 13, by the steps of \`packaging/container/Dockerfile\`, without docker" ;;
        *) echo "error: no machine \"$1\"; there are: $all" >&2; return 1 ;;
    esac
}

# furnish <machine>: what its owner did before; PATH's first entry, if it has one of its own, goes to $tree/first
furnish() {
    case $1 in
        12-qemu)
            sed -n "s/ $suite main/ $suite-backports main/p" "$tree/etc/apt/sources.list" >"$tree/etc/apt/sources.list.d/backports.list"
            install_in -t "$suite-backports" qemu-utils
            ;;
        12-rustc) install_in rustc cargo ;;
        12-stable)
            # Where rustup puts it, with nothing of rustup itself: a toolchain of this machine's stands in.
            cp -a "$(rustup run stable rustc --print sysroot)" "$tree/opt/stable"
            echo /opt/stable/bin >"$tree/first"
            ;;
        12-old)
            # shellcheck disable=SC2016
            as root 'cd /opt && apt-get update -q && apt-get download -q rustc cargo $(apt-cache depends --recurse --no-suggests \
                --no-recommends --no-conflicts --no-breaks --no-replaces --no-enhances rustc cargo |
                grep -E "^(libstd-rust|libllvm|libgit2|libhttp-parser|libmbed|libssh2|libedit|libbsd|libxml2|libicu|libz3|libcurl|libmd)") &&
                for deb in *.deb; do dpkg -x $deb old; done && rm *.deb'
            printf '#!/bin/sh\nLD_LIBRARY_PATH=/opt/old/usr/lib/x86_64-linux-gnu exec /opt/old/usr/bin/$(basename "$0") "$@"\n' >"$tree/opt/run"
            mkdir "$tree/opt/bin"
            for program in rustc cargo; do install -m 755 "$tree/opt/run" "$tree/opt/bin/$program"; done
            echo /opt/bin >"$tree/first"
            as root '/opt/bin/rustc --version | grep 1.63'
            ;;
        13-rustup) install_in rustup ;;
        13-container) container ;;
        13-tools)
            container
            rm -f "$tree"/usr/bin/apt* "$tree"/usr/bin/dpkg*
            rm -rf "$tree/var/lib/dpkg" "$tree/var/lib/apt" "$tree/etc/apt"
            ;;
    esac
}

# What the Dockerfile's RUN lines do, with what it copies.
container() {
    mkdir "$tree/setup"
    cp -a Cargo.toml packaging "$tree/setup/"
    sed -n 's/^RUN //p' packaging/container/Dockerfile | while read -r step; do
        as root "cd /setup && $step" </dev/null
    done
}

install_in() {
    as root "apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $*"
}

# as <user> <commands>: in the tree, with a plain environment and a process table of its own
as() {
    home=/root
    [ "$1" = root ] || home=/home/$1
    path=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
    [ ! -e "$tree/first" ] || path=$(cat "$tree/first"):$path
    # shellcheck disable=SC2016
    unshare --mount --pid --fork --kill-child sh -c '
        mount -t proc proc "$1/proc" && mount --rbind /dev "$1/dev" && mount --bind "$2" "$1/var/cache/apt/archives" || exit
        exec chroot --userspec="$3" "$1" env -i HOME="$4" PATH="$5" LC_ALL=C.UTF-8 sh -c "cd && $6"
    ' as "$tree" "$archives" "$1" "$home" "$path" "$2"
}

# Debian's addresses as this machine's apt has them.
address() {
    apt-get indextargets 'Created-By: Packages' "Label: $1" --format '$(REPO_URI)' | head -1
}

base() {
    archives=$out/packages-$release
    mkdir -p "$archives/partial"
    [ ! -e "$trees/base-$release" ] || return 0
    debian=$(address Debian) security=$(address Debian-Security)
    mmdebstrap --quiet --variant=apt --include=ca-certificates,git,make,passwd,sudo "$suite" "$trees/base-$release.part" \
        "deb $debian $suite main" "deb $debian $suite-updates main" "deb $security $suite-security main"
    # What this machine trusts.
    cp -a /usr/local/share/ca-certificates/. "$trees/base-$release.part/usr/local/share/ca-certificates/" 2>/dev/null || :
    chroot "$trees/base-$release.part" update-ca-certificates >/dev/null 2>&1
    # A tree that a crash loses is made again.
    echo force-unsafe-io >"$trees/base-$release.part/etc/dpkg/dpkg.cfg.d/unsafe-io"
    mv "$trees/base-$release.part" "$trees/base-$release"
}

packages() {
    chroot "$tree" dpkg-query -W -f '${Package}:${Architecture} ${Version} ${Status}\n' 2>/dev/null | sed -n 's/ install ok installed$//p'
}

# What was there and is gone or older now.
lost() {
    packages | sort >"$log/after"
    sort "$log/before" | join -a 1 - "$log/after" | while read -r package was now; do
        [ -n "$now" ] && dpkg --compare-versions "$now" ge "$was" || echo "$package $was ${now:-gone}"
    done
}

# Seconds that the processors have worked for what this shell has run.
processor() {
    awk '{print int(($16 + $17) / '"$(getconf CLK_TCK)"')}' /proc/$$/stat
}

try() {
    machine=$1 release=${1%%-*} tree=$trees/$1 log=$out/$1
    case $release in 12) suite=bookworm ;; 13) suite=trixie ;; esac
    case $machine in *-user) who=$user home=/home/$user ;; *) who=root home=/root ;; esac
    base
    rm -rf "$tree" "$log"
    mkdir -p "$log"
    cp -a "$trees/base-$release" "$tree"
    cp /etc/resolv.conf /etc/hosts "$tree/etc/"
    # sudo is the user's; on the other machines it is not called.
    chroot "$tree" useradd -m "$user"
    echo "$user ALL=(ALL) NOPASSWD: ALL" >"$tree/etc/sudoers.d/$user"
    git clone --quiet --no-hardlinks . "$tree$home/libopaygo"
    chroot "$tree" chown -R "$who" "$home/libopaygo"
    trap '[ $? = 0 ] || echo "$machine: not made or not passed, see $log" >&2' EXIT
    furnish "$machine" >"$log/furnish" 2>&1
    packages >"$log/before"
    failed=0
    for command in $commands; do
        rm -f "$results/$machine.$command"
        case $command in ci) run=.ci/run ;; *) run="make $command" ;; esac
        began=$(date +%s) worked=$(processor)
        said=passed
        as "$who" "cd libopaygo && timeout 6000 $run" >"$log/$command" 2>&1 ||
            said=FAILED$(sed -n 's/^FAILED \([a-z-]*\):.*/ \1/p' "$log/$command" | tr -d '\n')
        took="$(($(date +%s) - began)) $(($(processor) - worked))"
        lost >"$log/lost"
        [ ! -s "$log/lost" ] || said='FAILED, packages lost'
        echo "$(date -u +%F) $took $said" >"$results/$machine.$command"
        echo "$machine: $run: $(result "$machine" "$command") ($log/$command)"
        [ "$said" = passed ] || failed=1
    done
    rm -rf "$tree"
    return "$failed"
}

# result <machine> <command>: a cell of the table
result() {
    [ -e "$results/$1.$2" ] || { echo 'not run'; return; }
    sed 's/^[^ ]* \([0-9]*\) \([0-9]*\) \(.*\)/\3, \1 s (\2 s)/' "$results/$1.$2"
}
page() {
    cat <<'MD'
# Machines

Written by `make selfcheck-machines`. Each machine is a fresh Debian tree with git and make, in which what its line says
was there before; the commands run in a clean clone and install what is missing. A machine fails too when a package that
was there before is gone or older afterwards. The times include the set-up, with packages that are downloaded already,
on 2 cores that had much other work to do; in brackets is the time that the processors worked for it.

| machine | `make demo` | `make test` | tried |
|---|---|---|---|
MD
    for machine in $all; do
        tried=$(cat "$results/$machine".* 2>/dev/null | cut -d' ' -f1 | sort -u | paste -sd/)
        echo "| $(describe "$machine") | $(result "$machine" demo) | $(result "$machine" test) | $tried |"
    done
    cat <<'MD'

Debian 12 has no package of rustup; there a stable toolchain as rustup installs it stands in, first in PATH, with no
more than the host's target.
MD
    alone=$(
        for machine in $all; do
            for part in "$results/$machine".*; do
                case $part in
                    *.ci) run='.ci/run' ;;
                    *.check-*) run="make ${part##*.}" ;;
                    *) continue ;;
                esac
                echo "* \`$run\`, $(describe "$machine"): $(result "$machine" "${part##*.}")"
            done
        done
    )
    [ -z "$alone" ] || echo "
Where a part of \`make test\` failed, its name stands in the table. What was run alone, as a part is after its mend, in
another fresh tree:

$alone"
}

# shellcheck disable=SC2086  # a list
[ $# -gt 0 ] || set -- $all
failed=0
if [ "$commands" = page ]; then
    :
elif [ $# = 1 ]; then
    describe "$1" >/dev/null
    try "$1"
else
    for machine; do
        "$0" "$commands" "$machine" || failed=1
    done
fi
page >docs/machines.md
exit "$failed"
