#!/bin/sh
# Unpacks Debian packages, and what they need and is not installed in that version, into a directory; nothing of the
# system changes.
# Usage: packaging/unpack.sh <directory> <package>...
# Their commands are then in <directory>/bin, Rust's in <directory>/rust. They find their files from where they are
# themselves, so the directory can be moved or copied.
set -eu
mkdir -p "$1/debs" "$1/root" "$1/bin" "$1/rust"
cd "$1"
shift

# What they need on a machine where nothing is installed: what is installed here may be what they cannot stand beside. The
# C library is left out, for the loader is the system's.
packages=$(
    apt-get install -s -q -o Dir::State::status=/dev/null --no-install-recommends "$@" |
        sed -n 's/^Inst \([^ ]*\) (\([^ ]*\) .*/\1 \2/p' | grep -vE '^(libc6|libgcc-s1) ' |
        while read -r package version; do
            [ "$(dpkg-query -W -f '${Version}' "$package" 2>/dev/null)" = "$version" ] || echo "$package"
        done
)
# shellcheck disable=SC2086
(cd debs && apt-get download -q $packages)
for deb in debs/*.deb; do
    # Of Rust's source the library alone is built, a sixth of it.
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C root --no-wildcards-match-slash \
        --exclude './usr/src/rustc-*/src' --exclude './usr/src/rustc-*/compiler'
done

# shellcheck disable=SC2016  # $root is the wrapper's
libraries=$(cd root && find lib usr/lib -maxdepth 2 -name '*.so.*' -printf '$root/%h\n' | sort -u | paste -sd:)
for package; do
    case $package in *rust* | cargo*) commands=rust ;; *) commands=bin ;; esac
    for program in $(dpkg-deb -c "debs/${package}_"*.deb | sed -n 's|^-.* \./usr/bin/||p'); do
        cat >"$commands/$program" <<SH
#!/bin/sh
root=\$(dirname "\$(realpath "\$0")")/../root
LD_LIBRARY_PATH=$libraries\${LD_LIBRARY_PATH:+:\$LD_LIBRARY_PATH} exec "\$root/usr/bin/$program" "\$@"
SH
        chmod +x "$commands/$program"
    done
done
rm -rf debs
