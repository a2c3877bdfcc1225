#!/usr/bin/env python3
"""The links in the Markdown files of a release: links.py mend|check <tree> [<old path>=<new path>...]

`mend`: a link to a file that has another place here leads there; one to a file that the release has not becomes its
text. `check`: a link that leads nowhere, or to a heading that is not there, fails. Knows no page's meaning.
"""
import os
import re
import sys

LINK = re.compile(r'(?<!!)\[((?:[^][]|\[[^]]*\])*)\]\(([^)\s]+)\)')
PICTURE = re.compile(r'!\[([^]]*)\]\(([^)\s]+)\)')


def pages(tree):
    for at, _, names in os.walk(tree):
        yield from (os.path.join(at, name) for name in names if name.endswith('.md'))


def outside(target):
    return re.match(r'[a-z]+:', target) is not None


def anchors(page):
    found, code = set(), False
    for line in open(page):
        code ^= line.startswith('```')
        if not code and re.match('#+ ', line):
            heading = re.sub(r'[^\w\- ]', '', line.lstrip('#').strip().lower()).replace(' ', '-')
            again = len([x for x in found if re.fullmatch(re.escape(heading) + r'(-\d+)?', x)])
            found.add(f'{heading}-{again}' if again else heading)
    return found


def mend(tree, moved):
    for page in pages(tree):
        here = os.path.dirname(page)

        def place(match):
            target, mark, anchor = match[2].partition('#')
            path = os.path.normpath(os.path.join(here, target)) if target else page
            if outside(match[2]) or os.path.exists(path):
                return match[0]
            new = moved.get(os.path.relpath(path, tree))
            if new is None:
                return match[1]
            return f'[{match[1]}]({os.path.relpath(os.path.join(tree, new), here)}{mark}{anchor})'

        text = open(page).read()
        made = LINK.sub(place, text)
        if made != text:
            open(page, 'w').write(made)


def check(tree):
    dead = links = 0
    for page in pages(tree):
        text = re.sub(r'(?ms)^```.*?^```', '', open(page).read())
        for _, target in LINK.findall(text) + PICTURE.findall(text):
            if outside(target):
                continue
            links += 1
            target, _, anchor = target.partition('#')
            path = os.path.normpath(os.path.join(os.path.dirname(page), target)) if target else page
            if not os.path.exists(path) or anchor and path.endswith('.md') and anchor not in anchors(path):
                dead += 1
                print(f'FAILED {os.path.relpath(page, tree)}: {target}#{anchor} leads nowhere', file=sys.stderr)
    print(f'links: {links - dead} passed, {dead} failed')
    return dead


if sys.argv[1] == 'mend':
    mend(sys.argv[2], dict(pair.split('=') for pair in sys.argv[3:]))
else:
    sys.exit(check(sys.argv[2]) > 0)
