#!/bin/sh
# Runs one part of `make test`, and keeps what it said, how long it took and what it skipped, for the summary.
# Usage: packaging/timed.sh [-q] <part> <what it checks> <command...>      -q: all that it says at its end
#        packaging/timed.sh begin|summary
# What a part leaves out it says in a line that begins with "skipped: ".
set -eu
cd "$(dirname "$0")/.."
out=build/test

case $1 in
    begin)
        rm -rf "$out"
        mkdir -p "$out"
        date +%s >"$out/began"
        exit
        ;;
    summary)
        echo
        cat "$out/took"
        sed -n 's/^skipped: /skipped: /p' "$out"/*.log | sort -u
        echo "all passed in $(($(date +%s) - $(cat "$out/began"))) s; what each said is in $out"
        exit
        ;;
esac

quiet=
[ "$1" != -q ] || { quiet=yes; shift; }
part=$1 what=$2 began=$(date +%s)
shift 2
run() {
    "$@" 2>&1 && touch "$out/$part.passed"
}
if [ -n "$quiet" ]; then
    run "$@" >"$out/$part.log" || :
    cat "$out/$part.log"
else
    { run "$@" || :; } | tee "$out/$part.log"
fi
if ! [ -e "$out/$part.passed" ]; then
    echo "FAILED $part: the above is in $out/$part.log; again with: $*" >&2
    exit 1
fi
printf '%6d s  %-14s %s\n' $(($(date +%s) - began)) "$part" "$what" >>"$out/took"
