#!/usr/bin/python3
"""Every backward pass of the scripts here against what PyTorch's node hooks reported (record.py), as TAP: which function
runs when, what it receives and what it sends.

usage: test-order.py CHAINRULE [NAME...]

Floats differ by at most 1e-6 of the tensor's largest element, or of the number itself, times the few roundings that
sums in another order make in float32.
"""
import json
import math
import os
import subprocess
import sys

APP = os.path.abspath(sys.argv[1])
HERE = os.path.dirname(os.path.abspath(__file__))
TOLERANCE = 1e-6


def steps(script):
    environment = {k: v for k, v in os.environ.items() if k not in ('DISPLAY', 'WAYLAND_DISPLAY', 'LANGUAGE')}
    done = subprocess.run([APP, 'steps', '--json', '--seed=0', script], capture_output=True, timeout=120,
                          env={**environment, 'LC_ALL': 'C.UTF-8'})
    if done.returncode != 0:
        raise AssertionError(f'exit status {done.returncode}: {done.stderr.decode()}')
    return [json.loads(line) for line in done.stdout.splitlines()]


def close(ours, theirs, scale):
    if isinstance(ours, str) or isinstance(theirs, str):
        return ours == theirs
    return math.isclose(ours, theirs, rel_tol=TOLERANCE, abs_tol=TOLERANCE * scale)


def compare_tensor(where, ours, theirs):
    if ours is None or theirs is None:
        assert ours is None and theirs is None, f'{where}: {ours}, PyTorch {theirs}'
        return
    for key in ('shape', 'dtype'):
        assert ours[key] == theirs[key], f'{where}: {key} {ours[key]}, PyTorch {theirs[key]}'
    scale = max([abs(x) for x in theirs['data'] if not isinstance(x, str)], default=0)
    for i, (a, b) in enumerate(zip(ours['data'], theirs['data'], strict=True)):
        assert close(a, b, scale), f'{where}[{i}]: {a}, PyTorch {b}'


def compare(ours, theirs):
    order = [[(s['backward'], s['step'], s['function']) for s in steps] for steps in (ours, theirs)]
    for mine, other in zip(*order):
        assert mine == other, f'{mine}, PyTorch {other}'
    assert len(ours) == len(theirs), f'{len(ours)} steps, PyTorch {len(theirs)}'
    for mine, other in zip(ours, theirs):
        for key in ('received', 'sent'):
            where = f'backward {mine["backward"]}, step {mine["step"]}, {mine["function"]}, {key}'
            assert len(mine[key]) == len(other[key]), f'{where}: {mine[key]}, PyTorch {other[key]}'
            for i, (a, b) in enumerate(zip(mine[key], other[key])):
                compare_tensor(f'{where}[{i}]', a, b)


def check(name):
    with open(os.path.join(HERE, 'recorded', name + '.json'), encoding='utf-8') as file:
        recorded = [json.loads(line) for line in file]
    assert recorded, 'nothing was recorded'
    compare(steps(os.path.join(HERE, 'scripts', name + '.py')), recorded)


def main():
    names = sys.argv[2:] or sorted(f[:-3] for f in os.listdir(os.path.join(HERE, 'scripts')) if f.endswith('.py'))
    failed = False
    print(f'1..{len(names)}')
    for number, name in enumerate(names, 1):
        try:
            check(name)
            print(f'ok {number} {name}')
        except (AssertionError, OSError, ValueError) as error:
            failed = True
            print(f'not ok {number} {name}\n# {error}')
    return 1 if failed else 0


sys.exit(main())
