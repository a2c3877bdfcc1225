#!/bin/sh
# The header and the pages as HTML, into build/docs/html. Fails at a warning of Doxygen's, and at a link that leads nowhere.
# Another version of it may find other things to warn of: there a warning is shown, and fails nothing.
# Usage: packaging/docs.sh [check]      "check", for `make test`, leaves it be where that version is not here
set -eu
cd "$(dirname "$0")/.."
out=build/docs
tried=1.9.4
version=$(doxygen --version 2>/dev/null | cut -d' ' -f1) || :
if [ "${1:-}" = check ] && [ "$version" != $tried ]; then
    echo "skipped: the manual as HTML is checked with Doxygen $tried, here is ${version:-none} (make docs)"
    exit 0
fi
rm -rf $out
mkdir -p $out
{
    cat packaging/Doxyfile
    [ "$version" = $tried ] || echo 'WARN_AS_ERROR = NO'
} | doxygen - >$out/log 2>&1 || { cat $out/log >&2; exit 1; }
cat $out/log >&2
cp docs/*.svg $out/html/
python3 -B packaging/pages.py check $out/html
