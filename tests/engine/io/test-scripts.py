#!/usr/bin/python3
"""Every recorded script's graph, saved and opened again, tells the same steps and gives the same picture. As TAP.

usage: test-scripts.py CHAINRULE SAVE_GRAPH SCRIPTS...

Scripts that fail are saved too: their graph ends with the failure. The picture is drawn in one of the three views, by
turns. Of tensors beyond a graph file's bound a summary is saved, whose label is another: such pictures only have to be
drawn.
"""
import os
import re
import subprocess
import sys
import tempfile

APP, SAVE, *FOLDERS = map(os.path.abspath, sys.argv[1:])
VIEWS = ['full', 'variables', 'functions']


def run(*args):
    environment = {k: v for k, v in os.environ.items() if k not in ('DISPLAY', 'WAYLAND_DISPLAY', 'LANGUAGE')}
    done = subprocess.run(args, capture_output=True, timeout=120, env={**environment, 'LC_ALL': 'C.UTF-8'})
    if done.returncode not in (0, 1):
        raise AssertionError(f'{args}: {done.returncode}: {done.stderr.decode()}')
    return done.stdout


def picture(file, out, view):
    run(APP, 'render', '-o', out, '--view=' + view, file)
    with open(out, 'rb') as svg:
        return svg.read()


def check(script, folder, view):
    saved = os.path.join(folder, 'saved.chainrule')
    run(SAVE, script, saved)
    assert run(APP, 'steps', '--json', saved) == run(APP, 'steps', '--json', script), 'other steps'
    one = picture(script, os.path.join(folder, 'script.svg'), view)
    other = picture(saved, os.path.join(folder, 'saved.svg'), view)
    drawn = re.sub(rb'base64,[^"]*', b'', one)  # letters of an image may spell anything
    assert b'nan' not in drawn.lower(), f'a coordinate is no number in the view {view}'
    with open(saved, 'rb') as graph:
        assert one == other or b'"data":null' in graph.read(), f'another picture in the view {view}'


def main():
    scripts = sorted(os.path.join(folder, name) for folder in FOLDERS for name in os.listdir(folder)
                     if name.endswith('.py'))
    failed = not scripts
    print(f'1..{len(scripts)}')
    with tempfile.TemporaryDirectory() as folder:
        for number, script in enumerate(scripts, 1):
            name = os.path.basename(script)
            try:
                check(script, folder, VIEWS[number % 3])
                print(f'ok {number} {name}')
            except AssertionError as error:
                failed = True
                print(f'not ok {number} {name}\n# {error}')
                print(f'{name}: {error}', file=sys.stderr)  # the log of a run shows that only
    return 1 if failed else 0


sys.exit(main())
