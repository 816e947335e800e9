#!/usr/bin/python3
"""The command line as a person uses it, as TAP. Expected numbers were recorded from PyTorch 1.13.1.

usage: test-cli.py CHAINRULE EXAMPLES
"""
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import xml.dom.minidom

APP, EXAMPLES = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
CHECKS = []
FOLDER = tempfile.TemporaryDirectory()
os.chdir(FOLDER.name)

SECOND = ('Trying to backward through the graph a second time (or directly access saved tensors after they have already been '
          'freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify '
          'retain_graph=True if you need to backward through the graph a second time or if you need to access saved tensors '
          'after calling backward.')


def check(function):
    CHECKS.append(function)


def run(*args, script=None, env=None):
    """(exit status, standard output, standard error); no display is there."""
    clean = {k: v for k, v in os.environ.items() if k not in ('DISPLAY', 'WAYLAND_DISPLAY', 'LANGUAGE')}
    done = subprocess.run([APP, *args], input=script.encode() if isinstance(script, str) else script,
                          capture_output=True, timeout=120, env={**clean, 'LC_ALL': 'C.UTF-8', **(env or {})})
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def same(actual, expected):
    if actual != expected:
        raise AssertionError(f'got {actual!r}, expected {expected!r}')


def fails(script, message, *options, status=1):
    code, _, err = run('run', *options, '-', script=script)
    same(code, status)
    same(err.rstrip('\n').split('\n')[-1], message)
    return err


@check
def version_and_help():
    same(run('--version')[0], 0)
    assert run('--version')[1].startswith('chainrule ')
    code, out, _ = run('--help')
    same(code, 0)
    for verb in ('run', 'check', 'steps', 'render'):
        assert f'chainrule {verb}' in out, verb
        same(run(verb, '--help')[0], 0)


@check
def usage_errors():
    same(run('run')[0], 2)
    same(run('run', 'a.py', 'b.py')[0], 2)
    same(run('run', '--no-such-option', 'a.py')[0], 2)
    same(run('run', '--max-steps=0', '-', script='')[0], 2)
    same(run('run', '--max-seconds=nan', '-', script='')[0], 2)
    same(run('run', '--seed=x', '-', script='')[0], 2)
    same(run('render', '-', script='')[0], 2)
    same(run('render', '-', '-o', 'x.bmp', script='')[0], 2)
    same(run('render', '-', '-o', 'x.svg', '--view=odd', script='')[0], 2)
    same(run('render', '-', '-o', 'x.svg', '--at=backward:1:1', script='')[0], 2)


@check
def unreadable_files():
    open('bad.py', 'wb').write(b'x = 1\ny = "\xff"\n')
    open('large.py', 'wb').truncate(100 << 20)
    for name, word in (('missing.py', 'missing.py'), ('.', 'folder'), ('bad.py', 'UTF-8'), ('large.py', 'large')):
        for verb in ('run', 'check', 'steps'):
            code, out, err = run(verb, name)
            same((code, out), (2, ''))
            assert err.startswith('chainrule: ') and word in err, err
            same(err.count('\n'), 1)


@check
def scalar_example():
    same(run('run', f'{EXAMPLES}/scalar.py')[:2], (0, 'y = 7.0\ndy/dw = tensor(2.)\ndy/db = tensor(1.)\n'))


@check
def regression_example():
    code, out, _ = run('run', f'{EXAMPLES}/regression.py')
    same((code, out), (0, 'w = tensor([[2.9886]], requires_grad=True)\nb = tensor([[2.1050]], requires_grad=True)\n'
                          'loss = tensor(0.2855, grad_fn=<SumBackward0>)\n'))


@check
def sine_example_steps():
    code, out, _ = run('steps', '--json', f'{EXAMPLES}/sine.py')
    same(code, 0)
    steps = [json.loads(line) for line in out.splitlines()]
    same([s['function'] for s in steps], ['SumBackward0', 'AddBackward0', 'MulBackward0', 'SinBackward0', 'AccumulateGrad'])
    same([s['step'] for s in steps], [1, 2, 3, 4, 5])
    same([s['variable'] for s in steps], ['out', 'd', 'c', 'b', 'a'])
    same(steps[0]['received'], [{'shape': [], 'dtype': 'float32', 'data': [1.0]}])
    gradient = steps[4]['received'][0]
    same((gradient['shape'], gradient['dtype']), ([25], 'float32'))
    for i, g in enumerate(gradient['data']):
        assert abs(g - 2 * math.cos(2 * math.pi * i / 24)) < 1e-6, (i, g)
    same(steps[1]['to'][0]['function'], 'MulBackward0')
    same(steps[3]['to'][0]['function'], 'AccumulateGrad')


@check
def steps_say_why():
    script = 'import torch\nx = torch.tensor([3., 1.5], requires_grad=True)\ny = x * x + x\ny.sum().backward()\n'
    code, out, _ = run('steps', '--why=x[1]', '-', script=script)
    same(code, 0)
    lines = out.splitlines()
    same(lines[:3], ['Why is x.grad[1] 4.0?', '  nothing was there: .grad was None', '  4.0 added by backward 1 (line 4)'])
    same(lines[-1], '    1.0 + 1.5 + 1.5 = 4.0, exactly.')
    same(sum('backward 1 began with it' in line for line in lines), 3)
    same(run('steps', '--why=x.grad[1]', '-', script=script)[1], out)
    for wrong in ('q', 'x[2]', 'x[', 'x[1, 1]'):
        code, out, err = run('steps', '--why=' + wrong, '-', script=script)
        same((code, out), (2, ''))
        assert err.startswith('chainrule: --why: '), err


@check
def steps_say_why_of_another_name():
    script = 'import torch\nx = torch.tensor([3.], requires_grad=True)\ny = x\ny = y * 2\ny.sum().backward()\ndel x\n'
    code, out, _ = run('steps', '--why=x', '-', script=script)
    same((code, out.splitlines()[-1].strip()), (0, '1.0 backward 1 began with it (line 5)'))


@check
def steps_say_why_of_no_elements():
    script = 'import torch\nx = torch.zeros(0, 3, requires_grad=True)\nx.sum().backward()\n'
    same(run('steps', '--why=x', '-', script=script)[::2], (2, 'chainrule: --why: x has no elements.\n'))


@check
def steps_follow_pytorch_order():
    code, out, _ = run('steps', '--json', '-', script='import torch\nx = torch.ones(2, requires_grad=True)\n'
                       'u = x * 2\nv = x * 3\nw = u + v\nw.sum().backward()\n')
    same(code, 0)
    steps = [json.loads(line) for line in out.splitlines()]
    same([(s['function'], s['variable']) for s in steps],
         [('SumBackward0', None), ('AddBackward0', 'w'), ('MulBackward0', 'v'), ('MulBackward0', 'u'), ('AccumulateGrad', 'x')])
    same(steps[4]['received'][0]['data'], [5.0, 5.0])
    same([s['made_at'] for s in steps[1:4]], [{'line': 5, 'column': 5}, {'line': 4, 'column': 5}, {'line': 3, 'column': 5}])
    same({(s['called_at']['line'], s['called_at']['column']) for s in steps}, {(6, 1)})


@check
def steps_for_people():
    code, out, err = run('steps', f'{EXAMPLES}/sine.py')
    same((code, err), (0, ''))
    lines = out.splitlines()
    same(lines[:2], ['Backward pass 1 from out, line 22', '1. SumBackward0 of out (line 13): received 1; sends 25 elements '
                     '[1, 1, 1, 1, 1, 1, …] to AddBackward0 of d'])
    same([line.split()[1] for line in lines[1:]],
         ['SumBackward0', 'AddBackward0', 'MulBackward0', 'SinBackward0', 'AccumulateGrad'])
    assert lines[4].endswith('; its saved tensors are freed'), lines[4]
    assert '; a.grad: was None, is now 25 elements [2, ' in lines[5], lines[5]
    code, out, _ = run('steps', f'{EXAMPLES}/regression.py')
    same(code, 0)
    same(sum(line.startswith('Backward pass ') for line in out.splitlines()), 800)
    code, out, err = run('steps', '-', script='import torch\nx = torch.ones(2, requires_grad=True)\n(x * 2).backward()\n')
    same((code, out), (1, 'The run failed in line 3: RuntimeError: grad can be implicitly created only for scalar outputs\n'))
    assert err.startswith('Traceback'), err
    code, out, err = run('steps', '-', script='x = 1\n')
    same((code, out), (0, ''))
    assert 'there is no backward pass' in err, err


@check
def errors_are_pythons():
    fails('x = (1,\n', "SyntaxError: '(' was never closed")
    err = fails('import torch\nx = torch.ones(3)\nprint(y)\n', "NameError: name 'y' is not defined")
    assert '-:3:7: error:' in err or '<stdin>:3:7: error:' in err, err
    fails('import torch\ntorch.ones(2, 3) @ torch.ones(2, 3)\n',
          'RuntimeError: mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)')
    fails('import torch\ntorch.ones(3) + torch.ones(4)\n',
          'RuntimeError: The size of tensor a (3) must match the size of tensor b (4) at non-singleton dimension 0')
    fails('import torch\nx = torch.ones(3, requires_grad=True)\n(x * 2).backward()\n',
          'RuntimeError: grad can be implicitly created only for scalar outputs')
    fails('import torch\nx = torch.ones(3, requires_grad=True)\ny = (x * x).sum()\ny.backward()\ny.backward()\n',
          'RuntimeError: ' + SECOND)


@check
def output_before_an_error_stays():
    code, out, _ = run('run', '-', script='print(1)\nprint(nothing)\n')
    same((code, out), (1, '1\n'))


@check
def an_endless_loop_is_bounded():
    code, _, err = run('run', '--max-steps=10000', '-', script='while True:\n    pass\n')
    same(code, 1)
    assert '--max-steps' in err, err
    code, _, err = run('run', '--max-seconds=0.2', '-', script='while True:\n    pass\n')
    same(code, 1)
    assert '--max-seconds' in err, err
    code, _, err = run('run', '--max-bytes=1000000', '-', script='import torch\nx = torch.ones(1000, 1000)\n')
    same(code, 1)
    assert '--max-bytes' in err, err


@check
def an_endless_record_is_bounded():
    code, _, err = run('steps', '--max-trace=4000000', '-', script='import torch\nx = torch.ones(2, requires_grad=True)\n'
                       'while True:\n    y = x * 2\n')
    same(code, 1)
    assert '--max-trace' in err, err


@check
def check_runs_nothing():
    same(run('check', '-', script='print(1)\nwhile True:\n    pass\n'), (0, '', ''))
    code, out, err = run('check', '-', script='x = = 1\ny = )\nz = 2\n')
    same((code, out), (1, ''))
    assert ':1:' in err and ':2:' in err, err


@check
def plots_as_json():
    code, _, _ = run('run', '--plot-json', 'plots.json', f'{EXAMPLES}/sine.py')
    same(code, 0)
    calls = json.load(open('plots.json', encoding='utf-8'))['calls']
    same([c['call'] for c in calls], ['plot', 'title', 'xlabel', 'legend', 'show', 'plot', 'plot', 'title', 'xlabel', 'legend', 'show'])
    same(calls[0]['kwargs'], {'label': 'sin(a)'})
    same((calls[5]['args'][1]['shape'], calls[5]['args'][1]['dtype'], calls[5]['args'][2]), ([25], 'float32', 'r-'))


@check
def pictures():
    for options in ([], ['--dark'], ['--plots'], ['--at=backward:1:2'], ['--at=0'], ['--size=400x300']):
        same(run('render', f'{EXAMPLES}/sine.py', '-o', 'a.svg', *options), (0, run('run', f'{EXAMPLES}/sine.py')[1][:0], ''))
        xml.dom.minidom.parse('a.svg')
        first = open('a.svg', 'rb').read()
        run('render', f'{EXAMPLES}/sine.py', '-o', 'a.svg', *options)
        same(first == open('a.svg', 'rb').read(), True)
    run('render', f'{EXAMPLES}/sine.py', '-o', 'a.png')
    assert open('a.png', 'rb').read().startswith(b'\x89PNG')
    run('render', f'{EXAMPLES}/sine.py', '-o', 'a.pdf')
    assert open('a.pdf', 'rb').read().startswith(b'%PDF')
    code, _, err = run('render', '-', '-o', 'empty.png', script='')
    same((code, 'no graph' in err), (0, True))
    same(run('render', '-', '-o', 'failed.png', script='import torch\nx = torch.ones(2) * 2\nx.sum().backward()\n')[0], 1)
    assert os.path.getsize('failed.png') > 0
    same(run('render', '-', '-o', 'no/such/folder/a.png', script='')[0], 2)


def size(path):
    """Width and height that a file says it has: a PNG in pixels, an SVG or PDF in points."""
    data = open(path, 'rb').read()
    if path.endswith('.png'):
        return int.from_bytes(data[16:20], 'big'), int.from_bytes(data[20:24], 'big')
    found = re.search(rb'<svg [^>]*width="(\d+)[a-z]*" height="(\d+)', data) or \
        re.search(rb'/MediaBox \[ ?0 0 (\d+)[.\d]* (\d+)', data)
    return int(found[1]), int(found[2])


def rendered(out, *options, script=None):
    """The bytes of the picture of the sine example, or of @script; they are the same twice."""
    once = None
    for _ in range(2):
        code, printed, _ = run('render', '-' if script else f'{EXAMPLES}/sine.py', '-o', out, *options, script=script)
        same((code, printed), (0, ''))
        again = open(out, 'rb').read()
        assert once in (None, again), f'{out} {options}: other bytes'
        once = again
    return once


@check
def pictures_of_every_kind():
    for ending in ('svg', 'pdf', 'png'):
        plain = rendered(f'a.{ending}')
        width, height = size(f'a.{ending}')
        assert width > 100 and height > 100, (width, height)
        assert rendered(f'a.{ending}', '--dark') != plain
        same(size(f'a.{ending}'), (width, height))
        rendered(f'a.{ending}', '--key')
        assert size(f'a.{ending}')[1] > height + 50
        rendered(f'a.{ending}', '--scale=2')
        twice = size(f'a.{ending}')
        assert abs(twice[0] - 2 * width) <= 2 and abs(twice[1] - 2 * height) <= 2, (twice, width, height)
        rendered(f'a.{ending}', '--left-to-right')
        assert size(f'a.{ending}')[0] > size(f'a.{ending}')[1]
        rendered(f'a.{ending}', '--region=10,20,100.5,50')
        same(size(f'a.{ending}'), (101, 50))
        rendered(f'a.{ending}', '--node=c')
        part = size(f'a.{ending}')
        assert part[0] <= width and part[1] < height / 2, (part, width, height)
    assert b'<title>sine.py</title>' in rendered('a.svg')
    group = 'import torch\ndef twice(a):\n    return a * 2 + a\nx = torch.ones(2, requires_grad=True)\ntwice(x).sum()\n'
    for depth in ('all', 'none'):  # open and folded
        rendered('a.svg', f'--depth={depth}', script=group)
        whole = size('a.svg')
        rendered('a.svg', f'--depth={depth}', '--node=twice', script=group)
        assert size('a.svg')[1] < whole[1], depth


@check
def pictures_are_no_other_on_another_screen():
    """Letters are drawn the same whatever the desktop says of subpixels and hinting."""
    with open('fonts.conf', 'w', encoding='utf-8') as file:
        file.write('<?xml version="1.0"?><fontconfig><include>/etc/fonts/fonts.conf</include><match target="pattern">'
                   '<edit name="rgba" mode="assign"><const>rgb</const></edit>'
                   '<edit name="hintstyle" mode="assign"><const>hintfull</const></edit></match></fontconfig>')
    for ending in ('svg', 'pdf', 'png'):
        here = rendered(f'a.{ending}', '--key')
        same(run('render', f'{EXAMPLES}/sine.py', '-o', f'a.{ending}', '--key',
                 env={'FONTCONFIG_FILE': os.path.abspath('fonts.conf')})[0], 0)
        same(open(f'a.{ending}', 'rb').read() == here, True)


@check
def pictures_of_every_moment():
    pictures = {at: rendered('a.svg', f'--at={at}') for at in
                ('start', 'forward', 'forward:1', 'backward:1:1', 'backward:1:2', 'backward:1', 'end')}
    same(pictures['forward'] == pictures['forward:1'], True)
    del pictures['forward:1']
    same(pictures['backward:1'] == pictures['end'], True)  # the rest of the script plots
    del pictures['end']
    same(len(set(pictures.values())), len(pictures))
    loop = ('import torch\nw = torch.ones(2, requires_grad=True)\nfor i in range(3):\n'
            '    (w * w).sum().backward()\n    with torch.no_grad():\n        w -= w.grad\n')
    one, two = (rendered('a.svg', f'--generation={n}', script=loop) for n in (1, 2))
    assert one != two
    for wrong in ('--at=0:1', '--at=backward:0', '--at=backward:9', '--at=forward:1:1', '--at=soon', '--generation=0',
                  '--generation=5', '--depth=deep', '--scale=0', '--scale=1x', '--region=1,2,3', '--region=1,2,0,5',
                  '--region=nan,0,5,5', '--region=9000,0,5,5', '--region=0,-9,5,5', '--node=nobody', '--size=9x9'):
        code, _, err = run('render', '-', '-o', 'never.svg', wrong, script=loop)
        same((code, os.path.exists('never.svg')), (2, False))
        assert err.startswith('chainrule: --'), err
    same(run('render', '-', '-o', 'never.svg', '--scale=2', '--size=100x100', script=loop)[0], 2)
    code, _, err = run('render', '-', '-o', '-', script=loop)
    same((code, 'standard output' in err), (2, True))


@check
def too_large_a_picture_is_refused_with_what_fits():
    for ending, scale in (('svg', 100), ('pdf', 50), ('png', 60)):
        script = 'import torch\nx = torch.ones(1, requires_grad=True)\n' + 'x = x * 2\n' * (1000 if ending == 'svg' else 9)
        options = ('render', '-', '-o', f'large.{ending}')
        code, _, err = run(*options, f'--scale={scale}', script=script)
        same((code, os.path.exists(f'large.{ending}')), (2, False))
        fits = re.search(r'--scale=([0-9.]+) is the most', err)[1]
        if ending != 'png':  # a gigabyte of pixels takes a while
            same(run(*options, f'--scale={fits}', script=script)[0], 0)
            assert max(size(f'large.{ending}')) > (14000 if ending == 'pdf' else 7000000)


@check
def too_many_nodes_are_refused_with_what_to_do():
    lines = 'import torch\ny = torch.tensor(1., requires_grad=True)\n' + 'y = y * 1.0001\n' * 20000
    for out, told in (('many.svg', 'fold groups, or write a PNG.'), ('many.png', 'or choose a part of it')):
        status, _, error = run('render', '-', '-o', out, '--depth=all', script=lines)
        assert status != 0 and told in error and 'write an SVG' not in error, error
        assert not os.path.exists(out)


@check
def names_of_any_kind():
    script = ('import torch\n\u91cd\u307f = torch.tensor([1., 2.], requires_grad=True)\n'
              '\u0648\u0632\u0646 = \u91cd\u307f * 2\n\u043c = \u0648\u0632\u0646 + 1\n' + 'n' * 10000 + ' = \u043c * \u043c\n'
              + 'n' * 10000 + '.sum().backward()\n')
    # Of an OpenType font with CFF outlines, as Chinese ones are, Cairo 1.16 leaks a few bytes when it goes into a PDF.
    scripts = {'svg': script, 'png': script, 'pdf': script.replace('\u91cd\u307f', '\u0432\u0435\u0441')}
    for view in ('full', 'variables', 'functions'):
        for ending in scripts:
            rendered(f'names.{ending}', f'--view={view}', script=scripts[ending])
            assert size(f'names.{ending}')[0] < 3000, size(f'names.{ending}')
        xml.dom.minidom.parse('names.svg')


@check
def a_decimal_comma_changes_nothing():
    for language in ('de_DE', 'zh_CN'):
        subprocess.run(['localedef', '-i', language, '-f', 'UTF-8', f'./{language}.utf8'], check=True)
    for verb in (('run',), ('steps', '--json'), ('run', '--plot-json', 'plots.json')):
        plain = run(*verb, f'{EXAMPLES}/sine.py')
        written = os.path.exists('plots.json') and open('plots.json').read()
        for locale in ('de_DE.utf8', 'zh_CN.utf8'):
            same(run(*verb, f'{EXAMPLES}/sine.py', env={'LOCPATH': FOLDER.name, 'LC_ALL': locale}), plain)
            same(os.path.exists('plots.json') and open('plots.json').read(), written)


@check
def chinese_speaks_chinese():
    script = 'x = 1\nx.y\n'
    out = run('--help', env={'LC_ALL': 'C.UTF-8', 'LANGUAGE': 'zh_CN'})[1]
    assert any('\u4e00' <= c <= '\u9fff' for c in out), out
    # Python's own words stay Python's.
    same(run('run', '-', script=script, env={'LANGUAGE': 'zh_CN'})[2].rstrip().split('\n')[-1],
         "AttributeError: 'int' object has no attribute 'y'")


print(f'1..{len(CHECKS)}')
for number, case in enumerate(CHECKS, 1):
    try:
        case()
        print(f'ok {number} - {case.__name__}')
    except Exception as error:
        print(f'not ok {number} - {case.__name__}')
        print('\n'.join('# ' + line for line in f'{type(error).__name__}: {error}'.split('\n')))
