#!/usr/bin/python3
"""What `chainrule render` writes beside graphs: frames, plots, numbers; and what the examples print. As TAP. What they
are to print was recorded from PyTorch 1.13.1 (examples/NAME.txt; of those that fail on purpose with the error's last
line).

usage: test-output.py CHAINRULE EXAMPLES PRINTED
"""
import csv
import os
import struct
import subprocess
import sys
import tempfile

APP, EXAMPLES, PRINTED = map(os.path.abspath, sys.argv[1:])
CHECKS = []
FOLDER = tempfile.TemporaryDirectory()
os.chdir(FOLDER.name)


def check(function):
    CHECKS.append(function)


def run(*args, script=None, env=None):
    """(exit status, standard output, standard error); no display is there."""
    clean = {k: v for k, v in os.environ.items() if k not in ('DISPLAY', 'WAYLAND_DISPLAY', 'LANGUAGE')}
    done = subprocess.run([APP, *args], input=script.encode() if script else None, capture_output=True, timeout=120,
                          env={**clean, 'LC_ALL': 'C.UTF-8', **(env or {})})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def same(actual, expected):
    if actual != expected:
        raise AssertionError(f'got {actual!r}, expected {expected!r}')


def render(*args, script=None, env=None):
    same(run('render', *args, script=script, env=env), (0, '', ''))


def refused(words, *args, script=None):
    code, out, err = run('render', *args, script=script)
    same((code, out), (2, ''))
    assert words in err, err


def read(path):
    with open(path, 'rb') as file:
        return file.read()


def size(path):
    png = read(path)
    assert png[:8] == b'\x89PNG\r\n\x1a\n', path
    return struct.unpack('>II', png[16:24])


def rows(path):
    with open(path, newline='', encoding='utf-8') as file:
        return list(csv.reader(file))


@check
def examples_print_what_pytorch_prints():
    names = sorted(name[:-3] for name in os.listdir(EXAMPLES) if name.endswith('.py'))
    same(names, sorted(name[:-4] for name in os.listdir(PRINTED)))
    for name in names:
        with open(os.path.join(PRINTED, name + '.txt'), encoding='utf-8') as file:
            expected = file.read()
        code, out, err = run('run', f'{EXAMPLES}/{name}.py')
        if code == 1:
            out += err.rstrip('\n').split('\n')[-1] + '\n'
        same((name, out), (name, expected))
        same(code, int(name in ('inplace_error', 'second_backward')))


@check
def frames_are_numbered_and_of_one_size():
    render(f'{EXAMPLES}/sine.py', '--frames', 'deep/film')
    names = sorted(os.listdir('deep/film'))
    same(names, [f'{i:04}.png' for i in range(1, len(names) + 1)])
    assert len(names) >= 7, names
    same(len({size(f'deep/film/{name}') for name in names}), 1)
    same(len({read(f'deep/film/{name}') for name in names}), len(names))
    render(f'{EXAMPLES}/sine.py', '--frames', 'again')
    same([read(f'again/{name}') for name in names], [read(f'deep/film/{name}') for name in names])


@check
def frames_have_a_size_and_steps_between():
    render(f'{EXAMPLES}/mean.py', '--frames', 'a', '--size=320x200', '--dark', '--view=variables')
    steps = len(os.listdir('a'))
    same(size('a/0001.png'), (320, 200))
    render(f'{EXAMPLES}/mean.py', '--frames', 'b', '--size=320x200', '--fps=10')
    assert len(os.listdir('b')) > 4 * steps, os.listdir('b')
    render(f'{EXAMPLES}/mean.py', '--frames', 'c', '--from=backward:1:1', '--to=backward:1:2')
    same(len(os.listdir('c')), 2)
    # Of the 120 graphs the last, or the one that is asked for.
    render(f'{EXAMPLES}/network.py', '--frames', 'd', '--generation=2', '--depth=none', '--scale=0.5')
    assert len(os.listdir('d')) > 5


@check
def frames_never_mix_with_others():
    os.mkdir('kept')
    for name in ('0001.png', '0999.png', 'mine.png', '1.png'):
        with open(f'kept/{name}', 'w', encoding='utf-8') as file:
            file.write(name)
    refused('holds 0', f'{EXAMPLES}/mean.py', '--frames', 'kept')
    same(sorted(os.listdir('kept')), ['0001.png', '0999.png', '1.png', 'mine.png'])
    same(read('kept/0001.png'), b'0001.png')
    render(f'{EXAMPLES}/mean.py', '--frames', 'kept', '--force')
    assert size('kept/0001.png') and not os.path.exists('kept/0999.png')
    same((read('kept/mine.png'), read('kept/1.png')), (b'mine.png', b'1.png'))


@check
def frames_that_cannot_be_are_refused():
    sine = f'{EXAMPLES}/sine.py'
    refused('no backward pass', '-', '--frames', 'x', script='import torch\na = torch.ones(2)\nb = a + 1\n')
    refused('different graphs', f'{EXAMPLES}/network.py', '--frames', 'x', '--from=start', '--to=end')
    refused('later than', sine, '--frames', 'x', '--from=end', '--to=backward:1:1')
    refused('leave -o out', sine, '--frames', 'x', '-o', 'a.png')
    refused('not --at', sine, '--frames', 'x', '--at=end')
    refused('belong to --frames', sine, '-o', 'a.png', '--fps=3')
    refused('--fps takes', sine, '--frames', 'x', '--fps=nan')
    refused('no such step', sine, '--frames', 'x', '--from=backward:7')
    refused('more than a PNG', sine, '--frames', 'x', '--scale=90')
    refused('without plots', sine, '--frames', 'x', '--plots')
    same(os.path.exists('x'), False)
    with open('file', 'w', encoding='utf-8') as file:
        file.write('no folder')
    refused('is no folder', sine, '--frames', 'file')


@check
def a_failed_run_has_frames_too():
    code, _, _ = run('render', f'{EXAMPLES}/second_backward.py', '--frames', 'failed')
    same(code, 1)
    assert len(os.listdir('failed')) > 1


@check
def plots_alone_are_pictures():
    sine = f'{EXAMPLES}/sine.py'
    render(sine, '--plot=1', '-o', 'one.png')
    render(sine, '--plot=2', '-o', 'two.png', '--scale=2')
    render(sine, '--plot=all', '-o', 'all.pdf', '--dark')
    render(sine, '--plot=2', '-o', 'two.svg')
    width, height = size('one.png')
    same(size('two.png'), (2 * width, 2 * height))
    assert read('all.pdf').startswith(b'%PDF') and b'<title>sine.py</title>' in read('two.svg')
    refused('from 1 to 2', sine, '--plot=3', '-o', 'a.png')
    refused('from 1 to 1', sine, '--plot=2', '--at=backward:1:1', '-o', 'a.png')
    refused('no plots', f'{EXAMPLES}/mean.py', '--plot=1', '-o', 'a.png')
    refused('--plot shows no graph', sine, '--plot=1', '--node=a', '-o', 'a.png')


@check
def tensors_are_tables():
    render(f'{EXAMPLES}/mean.py', '--node=x', '-o', 'x.csv')
    same(read('x.csv'), b'dim0,dim1,value,gradient\r\n0,0,1.0,6.0\r\n0,1,1.0,6.0\r\n1,0,1.0,6.0\r\n1,1,1.0,6.0\r\n')
    render(f'{EXAMPLES}/mean.py', '--node=x', '-o', 'x.csv', '--at=forward')
    same(rows('x.csv')[:2], [['dim0', 'dim1', 'value'], ['0', '0', '1.0']])
    odd = 'import torch\nt = torch.tensor([0.1, 1/3, float("nan"), float("inf"), -float("inf"), 3e38])\n'
    render('-', '--node=t', '-o', 't.csv', script=odd)
    same(rows('t.csv'), [['value'], ['0.1'], ['0.33333334'], ['NaN'], ['Infinity'], ['-Infinity'], ['3e+38']])
    refused('no tensor called', f'{EXAMPLES}/mean.py', '--node=nothing', '-o', 'a.csv')
    refused('whose numbers', f'{EXAMPLES}/mean.py', '-o', 'a.csv')
    refused('not of both', f'{EXAMPLES}/sine.py', '--plots', '--node=a', '-o', 'a.csv')
    refused('summary', '-', '--node=x', '-o', 'a.csv', '--max-trace=1',
            script='import torch\nx = torch.rand(500, 500)\ny = x + 1\n')
    same(os.path.exists('a.csv'), False)


@check
def plots_are_tables():
    render(f'{EXAMPLES}/sine.py', '--plot=2', '-o', 'sine.csv')
    table = rows('sine.csv')
    same((table[0], len(table)), (['a', 'gradient of a: 2 cos(a)', 'sin(a)'], 26))
    same([float(cell) for cell in table[1]], [0.0, 2.0, 0.0])
    render(f'{EXAMPLES}/sine.py', '--plots', '-o', 'sines.csv')
    same(sorted(name for name in os.listdir('.') if name.startswith('sines')), ['sines-1.csv', 'sines-2.csv'])
    same(rows('sines-2.csv'), table)


@check
def a_decimal_comma_changes_nothing():
    subprocess.run(['localedef', '-i', 'de_DE', '-f', 'UTF-8', './de_DE.utf8'], check=True)
    for options in (['--node=a'], ['--plot=2']):
        render(f'{EXAMPLES}/sine.py', *options, '-o', 'plain.csv')
        render(f'{EXAMPLES}/sine.py', *options, '-o', 'comma.csv',
               env={'LOCPATH': FOLDER.name, 'LC_ALL': 'de_DE.utf8'})
        same(read('comma.csv'), read('plain.csv'))


failed = False
print(f'1..{len(CHECKS)}')
for number, case in enumerate(CHECKS, 1):
    try:
        case()
        print(f'ok {number} - {case.__name__}', flush=True)
    except Exception as error:
        failed = True
        print(f'not ok {number} - {case.__name__}')
        print('\n'.join('# ' + line for line in f'{type(error).__name__}: {error}'.split('\n')), flush=True)
sys.exit(failed)
