#!/usr/bin/env python3
"""What packaging/avr/check.py must take and what it must refuse, where bits changed by chance seldom lead: avr_cases.py

Each case is a function of two 16-bit arguments, in r24 and r22, before and after, and whether the two are the same.
"""
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../packaging/avr'))
from check import check
from objects import Wrong, read

SIGNATURE = {'f': [[22, 23, 24, 25], [24], [], []]}
ANSWERS = 'ldi r24, 1; ret; 1: ldi r24, 2; ret'
SAME = [
    ('a number, and a register that holds it',
     f'ldi r18, 10; sub r24, r18; sbc r25, r1; brcs 1f; {ANSWERS}',
     f'subi r24, 10; sbci r25, 0; brcs 1f; {ANSWERS}'),
    ('an address in two steps',
     'movw r30, r24; subi r30, 157; sbci r31, 255; ld r24, Z; ret',
     'movw r30, r24; adiw r30, 63; ldd r24, Z+36; ret'),
    ('an address by two sums',
     'movw r30, r24; adiw r30, 10; adiw r30, 5; ld r24, Z; ret',
     'movw r30, r24; adiw r30, 15; ld r24, Z; ret'),
    ('an answer asked for twice',
     f'cp r24, r22; brne 2f; ldi r25, 3; 2: brne 1f; {ANSWERS}',
     f'cp r24, r22; brne 1f; {ANSWERS}'),
    ('bytes that are equal anyway',
     f'andi r24, 1; ldi r25, 0; cp r24, r1; cpc r25, r1; breq 1f; {ANSWERS}',
     f'andi r24, 1; breq 1f; {ANSWERS}'),
    ('equal bytes, whatever is borrowed',
     f'cp r24, r22; cpc r25, r25; breq 1f; {ANSWERS}',
     f'cp r24, r22; breq 1f; {ANSWERS}'),
    ('what one way alone sets',
     'cp r24, r22; breq 1f; ldi r24, 1; ret; 1: ldi r24, 2; ret',
     'cp r24, r22; ldi r24, 2; breq 1f; ldi r24, 1; 1: ret'),
]
OTHER = [
    ('the carry of another upper byte',
     f'subi r24, 10; sbci r25, 0; brcs 1f; {ANSWERS}',
     f'subi r24, 10; sbci r23, 0; brcs 1f; {ANSWERS}'),
    ('a difference of which the lower byte alone is asked',
     f'subi r24, 10; sbci r25, 0; breq 1f; {ANSWERS}',
     f'subi r24, 10; breq 1f; {ANSWERS}'),
    ('another number for the upper byte',
     f'subi r24, 10; sbci r25, 0; breq 1f; {ANSWERS}',
     f'subi r24, 10; sbci r25, 1; breq 1f; {ANSWERS}'),
    ('an address a byte off',
     'movw r30, r24; subi r30, 157; sbci r31, 255; ld r24, Z; ret',
     'movw r30, r24; adiw r30, 63; ldd r24, Z+35; ret'),
    ('an address with the upper byte of another', 'movw r30, r24; subi r30, 157; sbci r31, 255; ld r24, Z; ret',
     'movw r30, r24; mov r31, r23; subi r30, 157; sbci r31, 255; ld r24, Z; ret'),
    ('an answer to another question',
     f'cp r24, r22; breq 2f; cp r25, r22; breq 1f; 2: {ANSWERS}',
     f'cp r24, r22; breq 2f; 2: {ANSWERS}'),
    ('a part of what was told to be unequal', f'cp r24, r22; cpc r25, r23; breq 2f; cp r24, r22; breq 1f; 2: {ANSWERS}',
     f'cp r24, r22; cpc r25, r23; breq 2f; 2: {ANSWERS}'),
    ('an answer about what has changed since', f'cp r24, r22; breq 2f; mov r24, r25; cp r24, r22; breq 1f; 2: {ANSWERS}',
     f'cp r24, r22; breq 2f; mov r24, r25; 2: {ANSWERS}'),
    ('equal bytes behind a carry that tells of no difference',
     f'lsr r24; cpc r25, r25; breq 1f; {ANSWERS}',
     f'lsr r24; breq 1f; {ANSWERS}'),
    ('a sign that equal bytes change', f'cp r24, r1; cpc r25, r25; brmi 1f; {ANSWERS}', f'cp r24, r1; brmi 1f; {ANSWERS}'),
    ('what one way sets and the other needs', 'cp r24, r22; breq 1f; mov r24, r25; ret; 1: ldi r25, 2; mov r24, r25; ret',
     'cp r24, r22; ldi r25, 2; breq 1f; 1: mov r24, r25; ret'),
]


def code(text, work):
    source = '.section .text.f,"ax",@progbits\nf:\n' + '\n'.join(text.split(';')) + '\n'
    subprocess.run(['avr-gcc', '-mmcu=atmega328p', '-c', '-x', 'assembler', '-', '-o', work], input=source, text=True, check=True)
    return read(work)


def main():
    wrong = 0
    with tempfile.TemporaryDirectory() as work:
        for cases, same in ((SAME, True), (OTHER, False)):
            for what, *two in cases:
                try:
                    check('.text.f', *(code(text, f'{work}/f.o') for text in two), 'avr5', [SIGNATURE] * 2)
                    taken = True
                except Wrong:
                    taken = False
                if taken != same:
                    print(f'FAILED the check {"takes" if taken else "refuses"} {what}', file=sys.stderr)
                    wrong += 1
    if wrong:
        sys.exit(1)
    print(f'avr: the check takes {len(SAME)} changes that change nothing, and refuses {len(OTHER)} near to them')


main()
