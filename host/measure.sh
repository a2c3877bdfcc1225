#!/bin/sh
# The desk at its full size: a million units, ten million tokens, a million payments in one file, thousands of lives.
# Writes the table into docs/desk.md. Takes minutes and 2 GB of disk in a folder of its own. Usage: host/measure.sh
set -eu
cd "$(dirname "$0")/.."
desk=$PWD/build/bin/opaygo
page=$PWD/docs/desk.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# Runs a command; leaves the processors' time in $took, its greatest memory in $memory. That time is the same beside other work.
measure() {
    python3 -c '
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:])
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"{used.ru_utime + used.ru_stime:.2f}", used.ru_maxrss // 1024, file=open("cost", "w"))
sys.exit(done.returncode)' "$@" >said
    read -r took memory <cost
}
row() {
    echo "| $1 | $took s | $memory MB | $2 |" >>rows
    echo "$1: $took s, $memory MB" >&2
}
mb() {
    echo "$(($(stat -c %s "$1") / 1000000)) MB"
}

measure "$desk" units new --prefix SLT --digits 7 --count 1000000 --csv units.csv --ledger l
row 'a million new units, into the ledger and a device list' "ledger $(mb l), list $(mb units.csv)"
measure "$desk" units check units.csv
row 'a million rows checked' ''
measure "$desk" units import units.csv --ledger imported
row 'a million rows imported' ''
rm -f imported
measure "$desk" units new --prefix TST --count 10000 --test-code shared --ledger t
row 'ten thousand units with a shared test code, each tried against 1,000 tokens' ''

# A million payments, with every unit at count 49 and at count 1: the difference is 48 hashes a token.
{
    printf 'Serial Number,Action,Value,Reason\r\n'
    seq -f 'SLT%07.0f,add,30,p' 1 1000000
} >payments.csv
for count in 1 49; do
    sed "s/^\(SLT[0-9]*,[0-9]*,[0-9a-f]*\),[0-9]*,/\1,$count,/" units.csv >at.csv
    "$desk" units import at.csv --ledger at >/dev/null
    measure "$desk" token batch payments.csv --out tokens.csv --ledger at
    [ $count = 49 ] || first=$took
    rm -f at tokens.csv
done
hashes=$(echo "$took $first" | awk '{printf "%.2f", ($1 - $2) * 50 / 48}')
row 'a million payments in one file, each token of count 50' "of it $hashes s for making the tokens"

# Nine more tokens for each unit of the first ledger, and then one.
i=0
while [ $i -lt 10 ]; do
    "$desk" token batch payments.csv --out "tokens$i.csv" --ledger l >/dev/null
    rm -f "tokens$i.csv"
    i=$((i + 1))
done
measure "$desk" token add 30 --unit SLT0500000 --ledger l
row 'one token, in a ledger of a million units and ten million tokens' "ledger $(mb l)"
measure "$desk" token explain 123456789 --unit SLT0500000 --ledger l
row 'a token explained that is nobody'"'"'s: all ten million are looked through' ''
measure "$desk" units list --ledger l --limit 1000
row 'a thousand units listed there' ''

measure "$desk" simulate life --units 1000 --days 365 --pay weekly --late 0.1 --lost 0.05 --reentered 0.1 --cuts 2/day
row 'a thousand units for a year, by the command of its own help' ''
measure "$desk" audit guess --units 1000 --days 30
row 'a thousand units guessed at for a month' ''
measure "$desk" audit starting-code --count 40
row 'a starting code searched from a leaked key, tokens of counts 40 and 42' ''

{
    echo '# The desk at its full size'
    echo
    echo "Written by \`host/measure.sh\` on $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)."
    echo 'Time is that of all processors together; memory the greatest that the command had.'
    echo
    echo '| what | processor time | memory | |'
    echo '|---|---:|---:|---|'
    cat rows
} >"$page"
