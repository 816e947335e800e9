#!/usr/bin/python3
"""Checks what can be checked of the project's structure, as TAP: sizes of files and functions,
the walls between the layers, the form of the code, complete translations.

usage: check-structure.py SOURCE_ROOT
"""
import os
import re
import shutil
import statistics
import subprocess
import sys

ROOT = sys.argv[1]
os.chdir(ROOT)

MAX_FILE, MAX_FUNCTION, MAX_MEDIAN, MAX_MOST = 800, 80, 15, 40
TOP_LEVEL = {'app', 'engine', 'ui', 'tests', 'meson.build', 'meson_options.txt', 'README.md', 'LICENSE'}

# Which folders' headers each folder may include: the transitive closure of DESIGN's arrows.
ENGINE = ['engine/tensor', 'engine/autograd', 'engine/nn', 'engine/lang', 'engine/trace',
          'engine/replay', 'engine/query', 'engine/io']
ARROWS = {folder: ENGINE[:i] for i, folder in enumerate(ENGINE)}
ARROWS['ui/layout'] = []
ARROWS['ui/draw'] = ENGINE[:5] + ['ui/layout']
ARROWS['ui/session'] = ENGINE + ['ui/layout', 'ui/draw']
ARROWS['ui/widgets'] = ENGINE + ['ui/layout', 'ui/draw', 'ui/session']
ARROWS['ui/panels'] = ARROWS['ui/widgets'] + ['ui/widgets']
GTK = re.compile(r'(gtk|gdk|adwaita|gtksourceview)')
CAIRO = re.compile(r'(cairo|pango)')


def files(*endings):
    return sorted(f'{folder[2:]}/{name}'
                  for folder, folders, names in os.walk('./')
                  if not folder[2:].startswith(('build', '.git'))
                  for name in names if name.endswith(endings) and '/' in f'{folder[2:]}')


def functions(path):
    """(name, lines) of each function definition: in this style its body's braces stand in column 1."""
    lines = open(path, encoding='utf-8').read().split('\n')
    start = name = None
    for i, line in enumerate(lines):
        match = re.match(r'(\w+) \(', line)
        if match:
            name = match.group(1)
        if line == '{' and name:
            start = i
        elif line == '}' and start is not None:
            yield name, i - start - 1
            start = name = None


def top_level():
    names = {n for n in os.listdir('.') if not n.startswith(('.', 'build'))}
    return [f'{n}: nothing else belongs at the top' for n in sorted(names - TOP_LEVEL)]


def file_sizes():
    for path in files('.c', '.h', '.py', '.ui'):
        lines = open(path, encoding='utf-8').read().split('\n')
        # What a script writes is data: nobody reads it from top to bottom.
        generated = any(line.startswith('/* Written by ') for line in lines[:3])
        n = len(lines)
        if n > MAX_FILE and not generated:
            yield f'{path}: {n} lines, at most {MAX_FILE}'


def function_sizes():
    found = [(n, path, name) for path in files('.c') if not path.startswith('tests/')
             for name, n in functions(path)]
    sizes = sorted(n for n, _, _ in found)
    for n, path, name in found:
        if n > MAX_FUNCTION and not name.endswith(('_class_init',)):
            yield f'{path}: {name} has {n} lines, at most {MAX_FUNCTION}'
    if len(sizes) < 100:
        yield f'only {len(sizes)} functions found: the check does not see the code'
    elif statistics.median(sizes) > MAX_MEDIAN:
        yield f'the median function has {statistics.median(sizes)} lines, at most {MAX_MEDIAN}'
    elif sizes[int(len(sizes) * 0.9)] > MAX_MOST:
        yield f'one function in ten has over {sizes[int(len(sizes) * 0.9)]} lines, at most {MAX_MOST}'


def layer_of(path):
    """A layer may have folders: engine/lang/torch/x.c belongs to engine/lang."""
    folder = os.path.dirname(path)
    while folder and folder not in ARROWS:
        folder = os.path.dirname(folder)
    return folder or os.path.dirname(path)


def layers():
    home = {os.path.basename(p): layer_of(p) for p in files('.h')}
    seen = 0
    for path in files('.c', '.h'):
        folder = layer_of(path)
        if folder not in ARROWS:
            continue
        for include in re.findall(r'#include [<"]([^>"]+)[>"]', open(path, encoding='utf-8').read()):
            seen += 1
            target = home.get(os.path.basename(include))
            if target and target != folder and target not in ARROWS[folder]:
                yield f'{path} includes {include} of {target}'
            if GTK.match(include) and folder not in ('ui/widgets', 'ui/panels'):
                yield f'{path} includes {include}: only ui/widgets, ui/panels and app know GTK'
            if CAIRO.match(include) and folder not in ('ui/draw', 'ui/widgets'):
                yield f'{path} includes {include}: only ui/draw and ui/widgets paint'
    if seen < 100:
        yield f'only {seen} includes found: the check does not see the code'


def headers():
    for path in files('.h'):
        if '#pragma once' not in open(path, encoding='utf-8').read():
            yield f'{path} has no #pragma once'


def leftovers():
    for path in files('.c', '.h', '.ui', '.py'):
        if path.startswith('tests/structure/'):
            continue
        for i, line in enumerate(open(path, encoding='utf-8'), 1):
            if re.search(r'\b(TODO|FIXME|XXX|HACK)\b', line):
                yield f'{path}:{i}: {line.strip()}'


def formatting():
    program = shutil.which('clang-format')
    if not program:
        return ['clang-format is not installed']
    done = subprocess.run([program, '--dry-run', '--Werror', *files('.c', '.h')], capture_output=True, text=True)
    return sorted({line.split(':')[0] + ': run clang-format -i on it'
                   for line in done.stderr.split('\n') if 'error:' in line})


def translatable():
    """Every source with a _() stands in POTFILES.in, and every language is complete."""
    listed = {l.strip() for l in open('app/po/POTFILES.in', encoding='utf-8') if l.strip() and l[0] != '#'}
    sources = set(files('.c', '.h', '.def', '.ui', '.xml', '.desktop')) - set(files('.gresource.xml'))
    marked = re.compile(r'(?<!\w)(_|N_|C_|ngettext) ?\(\s*"|translatable="?(yes|true|1)|<component|<mime-info|\[Desktop Entry\]')
    for path in sorted(sources - listed):
        if not path.startswith('tests/') and marked.search(open(path, encoding='utf-8').read()):
            yield f'{path} has text for people and is not in app/po/POTFILES.in'
    missing = sorted(path for path in listed if not os.path.exists(path))
    yield from (f'app/po/POTFILES.in lists {path}, which is not there' for path in missing)
    for language in open('app/po/LINGUAS', encoding='utf-8').read().split():
        yield from incomplete(f'app/po/{language}.po', sorted(listed - set(missing)))


def incomplete(path, sources):
    """What is wrong with a language's file, then the texts in the sources that it lacks. xgettext knows a file by
    its ending, and takes one that it does not know (.def, or .xml where its rules are not installed) for C."""
    def run(*command, given=None):
        done = subprocess.run(command, input=given, capture_output=True, encoding='utf-8')
        if done.returncode:
            faults.extend(f'{command[0]}: {line}' for line in done.stderr.strip().split('\n'))
        return done.stdout

    faults = []
    if not shutil.which('xgettext'):
        return ['gettext is not installed']
    run('msgfmt', '--check', '--check-accelerators=_', '-o', '/dev/null', path)
    pot = run('xgettext', '--from-code=UTF-8', '-k_', '-kN_', '-kC_:1c,2', '-kngettext:1,2', '-o', '-', *sources)
    merged = run('msgmerge', '--quiet', '--no-fuzzy-matching', '--no-wrap', '-o', '-', path, '-', given=pot)
    for state in ('--untranslated', '--only-fuzzy'):
        lacking = run('msgattrib', state, '--no-obsolete', '--no-wrap', '-', given=merged)
        texts = re.findall(r'^msgid (.+?)\nmsgstr', lacking, re.M | re.S)[1:]  # the first is the header
        faults += [f'{path}: {state[2:]}: ' + text.replace('\n', '') for text in texts]
    return faults[:40]


CHECKS = [top_level, file_sizes, function_sizes, layers, headers, leftovers, formatting, translatable]

print(f'1..{len(CHECKS)}')
for number, check in enumerate(CHECKS, 1):
    faults = list(check())
    print(f'{"not ok" if faults else "ok"} {number} - {check.__name__}')
    for fault in faults:
        print(f'# {fault}')
sys.exit(0)
