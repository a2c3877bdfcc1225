#!/usr/bin/env python3
"""pages.py <file>: a page or a header as Doxygen wants it, on standard output: the input filter of packaging/Doxyfile.
pages.py check <directory>: every link of the HTML that Doxygen made leads somewhere.

Pages: headings get the anchors that code hosts give them, with the page's name in front, for Doxygen's are of the whole book.
Headers: the parts that are told in plain comments become the file's text and groups; what is nobody's to look into is left out.
"""
import os
import re
import sys


def page_id(page):
    return re.sub(r'\W', '-', os.path.splitext(os.path.relpath(page))[0])


def anchor(heading):
    return re.sub(r'[^\w\- ]', '', heading.strip().lower()).replace(' ', '-')


def page(path, text):
    def link(match):
        target, _, name = match[2].partition('#')
        to = os.path.join(os.path.dirname(path), target) if target else path
        if re.match(r'[a-z]+:', target) or (to.endswith('.md') and not name):
            return match[0]
        if to.endswith('.md'):
            return f'[{match[1]}](#{page_id(to)}-{name})'
        shown = re.fullmatch(r'include/(opaygo\w*)\.h|docs/(\w+\.svg)', os.path.normpath(to))
        if not shown:
            return match[1]  # a file of the sources
        return f"[{match[1]}]({shown[2] or shown[1].replace('_', '__') + '_8h.html'})"

    seen, code, section, out = {}, False, False, []
    for line in text.split('\n'):
        fence = line.lstrip().startswith('```')
        code ^= fence
        heading = re.match(r'(##+) (.*)', line)
        if fence:
            line = re.sub(r'^(\s*```\w+) .*', r'\1', line)  # the words behind the language are tests/snippets.sh's
        elif not code and heading:
            section = section or heading[1] == '##'
            if not section:
                line = line.replace('###', '##', 1)  # none without a section
            name = anchor(heading[2])
            seen[name] = seen.get(name, -1) + 1
            line += f' {{#{page_id(path)}-{name}{f"-{seen[name]}" if seen[name] else ""}}}'
        elif not code:
            line = re.sub(r'(?<!!)\[((?:[^][]|\[[^]]*\])*)\]\(([^)\s]+)\)', link, line)
        out.append(line)
    return '\n'.join(out)


def header(path, text):
    levels = 0

    def part(match):
        nonlocal levels
        if match[1] == 'Conventions':
            return '/** @file\n'
        levels += 1
        return ('/** @} */\n' if levels > 1 else '') + f'/** @defgroup level{levels} {match[1]}\n * @{{\n'

    def hide(what):
        return f'/** @cond */\n{what}/** @endcond */\n'

    text = text.replace('/*\n', '/** @file\n', 1)
    text = re.sub(r'/\* -{4} (.*?) -+\n', part, text)
    if levels:
        text = re.sub(r'(#ifdef __cplusplus\n}\n)', r'/** @} */\n\1', text)
    # The sizes, the archive's name, what a text is read with, and what objects hold.
    text = re.sub(r'(?s)/\*\n \* The layout that .*(?=#endif /\*)', lambda m: hide(m[0]), text)
    text = re.sub(r'(?s)#if defined\(__AVR__\)\n#include.*?(?=/\*\*)', lambda m: hide(m[0]), text)
    text = re.sub(r'^ {4}\w+ opaque\[\d+\];\n|(?:^ {4}\w+ \w+;\n)+(?=} opaygo_cache_entry;)', lambda m: hide(m[0]), text, flags=re.M)
    return re.sub(r'(#define OPAYGO_VERSION_\w+ \d+)', r'\1 /**< See OPAYGO_VERSION. */', text)


def check(directory):
    names = sorted(os.listdir(directory))
    texts = {name: open(os.path.join(directory, name)).read() for name in names if name.endswith('.html')}
    anchors = {name: set(re.findall(r'(?:id|name)="([^"]+)"', text)) for name, text in texts.items()}
    links = dead = 0
    for name, text in texts.items():
        for link in re.findall(r'(?:href|src|data)="([^"]+)"', text):
            target, _, anchor = link.partition('#')
            if re.match(r'[a-z]+:', target):
                continue
            links += 1
            target = target or name
            if target.rstrip('/').split('/')[0] not in names or anchor and anchor not in anchors.get(target, ()):
                dead += 1
                print(f'FAILED docs: {name}: {link} leads nowhere', file=sys.stderr)
    print(f'docs: {len(texts)} pages, {links - dead} links passed, {dead} failed')
    return dead


if sys.argv[1] == 'check':
    sys.exit(check(sys.argv[2]) > 0)
relative = os.path.relpath(sys.argv[1])
with open(relative) as file:
    sys.stdout.write((page if relative.endswith('.md') else header)(relative, file.read()))
