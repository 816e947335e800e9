#!/usr/bin/env python3
"""Writes optimizer-cases.h: parameters after each of three steps with given gradients, as PyTorch 1.13 has them.

Run it with an interpreter that has torch; the tests never need it. Values are compared bit by bit.
"""
import pathlib

import torch
from torch import optim

N = 19  # a full row of eight twice, and a remainder

# name, the options as the row lists them, keyword arguments
CASES = [
    ('SGD', 'lr momentum dampening weight_decay nesterov maximize', [
        dict(lr=0.1), dict(lr=0.1, momentum=0.9), dict(lr=0.1, momentum=0.9, dampening=0.3, weight_decay=0.05),
        dict(lr=0.1, momentum=0.7, nesterov=True), dict(lr=0.1, maximize=True, weight_decay=0.1)]),
    ('Adam', 'lr betas eps weight_decay amsgrad maximize', [
        dict(), dict(lr=0.1, betas=(0.7, 0.95), weight_decay=0.1), dict(lr=0.1, amsgrad=True, maximize=True)]),
    ('AdamW', 'lr betas eps weight_decay amsgrad maximize', [dict(lr=0.1), dict(lr=0.1, amsgrad=True, weight_decay=0.2)]),
    ('RMSprop', 'lr alpha eps weight_decay momentum centered maximize', [
        dict(), dict(lr=0.1, momentum=0.9, weight_decay=0.1), dict(lr=0.1, centered=True, maximize=True)]),
    ('Adagrad', 'lr lr_decay eps weight_decay initial_accumulator_value maximize', [
        dict(), dict(lr=0.1, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.5)]),
]


def numbers(values):
    return '{ ' + ', '.join(float(v).hex() for v in values) + ' }'


def flat(group, names):
    for name in names.split():
        value = group[name]
        yield from value if isinstance(value, tuple) else [float(value or 0)]


def case(kind, names, options, dtype):
    torch.manual_seed(11)
    param = torch.randn(N, dtype=dtype).requires_grad_()
    grads = [torch.randn(N, dtype=dtype) for _ in range(3)]
    opt = getattr(optim, kind)([param], **options)
    start = param.detach().clone()
    after = []
    for grad in grads:
        param.grad = grad.clone()
        opt.step()
        after.append(param.detach().clone())
    tag = ', '.join(f'{k}={v}' for k, v in options.items())
    lines = [f'  {{ "{kind}", "{tag}", {"CR_DTYPE_FLOAT64" if dtype is torch.float64 else "CR_DTYPE_FLOAT32"},',
             f'    {numbers(flat(opt.param_groups[0], names))},', f'    {numbers(start)},',
             '    { ' + ',\n      '.join(numbers(g) for g in grads) + ' },',
             '    { ' + ',\n      '.join(numbers(a) for a in after) + ' } },']
    return '\n'.join(lines)


cases = [case(kind, names, options, dtype) for kind, names, list_ in CASES for options in list_
         for dtype in (torch.float32, torch.float64)]
pathlib.Path(__file__).with_name('optimizer-cases.h').write_text(
    '#pragma once\n/* Written by generate.py. */\n/* clang-format off */\n#define N_VALUES %d\nstatic const struct\n{\n'
    '  const char *name, *options_text;\n  CrDtype dtype;\n  double options[CR_OPTIMIZER_MAX_OPTIONS];\n'
    '  double start[N_VALUES], grads[3][N_VALUES], after[3][N_VALUES];\n} cases[] = {\n%s\n};\n' % (N, '\n'.join(cases)))
