#!/bin/sh
# The header and the pages as HTML, into build/docs/html: `make docs`. Fails at a warning of Doxygen's, and at a link that leads
# nowhere. Usage: packaging/docs.sh
set -eu
cd "$(dirname "$0")/.."
out=build/docs
rm -rf $out
mkdir -p $out
doxygen packaging/Doxyfile >$out/log 2>&1 || { cat $out/log >&2; exit 1; }
cp docs/*.svg $out/html/
python3 -B packaging/pages.py check $out/html
