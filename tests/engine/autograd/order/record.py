#!/usr/bin/python3
"""Runs each script here in the real PyTorch (1.13.1) and records what its node hooks report.

usage: record.py [NAME...]          writes recorded/NAME.json next to scripts/NAME.py

Before a script's own backward(), autograd.backward() or autograd.grad() is passed on, a hook is registered on every
grad_fn that is reachable from the roots and on the AccumulateGrads behind them. A hook is called when its function has
been applied; what it is given is written down: name, gradients received (grad_outputs) and sent (grad_inputs).

What the node hooks of PyTorch cannot see, and what therefore is not compared:
- which call a hook is in, where one backward is called within another (by a hook or a custom function): no script here
  does so;
- a function that fails: its hook is not called;
- the tensors among which .grad is accumulated, names of variables, places: these are Chainrule's own;
- GraphRoot, which sends the first gradients, is no function of the graph and has no hook;
- a hook of the script on the same node that is registered after the walk changes what is sent unseen: the walk is made
  at the last moment, so that the script's hooks come first and what they return is what is written down;
- torch.autograd.functional and nn.Module call the same Python functions, so they are seen like the rest;
- with create_graph=True the functions that are made on the way are seen only by the next backward, as in a script.
A hook on an AccumulateGrad is given the gradient as it arrived, before the hooks of the tensor.
"""
import contextlib
import io
import json
import math
import os
import sys
import warnings

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
GIVEN = torch.Tensor.backward, torch.autograd.backward, torch.autograd.grad


def number(x):
    if isinstance(x, float) and not math.isfinite(x):
        return 'NaN' if math.isnan(x) else 'Infinity' if x > 0 else '-Infinity'
    return x


def form(tensor):
    if tensor is None:
        return None
    return {'shape': list(tensor.shape), 'dtype': str(tensor.dtype)[6:],
            'data': [number(x) for x in tensor.detach().reshape(-1).tolist()]}


class Recorder:
    def __init__(self):
        self.nodes = {}  # the wrappers live as long as the recording, or the hooks would be registered twice
        self.passes = []
        self.current = None

    def hook(self, node):
        def call(sent, received):
            name = node.name().split('::')[-1]
            self.current.append({'function': name, 'received': [form(t) for t in received],
                                 'sent': [form(t) for t in sent]})
        node.register_hook(call)

    def walk(self, roots):
        waiting = [t.grad_fn if t.grad_fn is not None else t.expand_as(t).grad_fn.next_functions[0][0]
                   for t in roots if t.requires_grad]
        while waiting:
            node = waiting.pop()
            if node is None or id(node) in self.nodes:
                continue
            self.nodes[id(node)] = node
            self.hook(node)
            waiting.extend(next_node for next_node, _ in node.next_functions)

    def begin(self, roots):
        self.walk([roots] if isinstance(roots, torch.Tensor) else list(roots))
        self.current = []
        self.passes.append(self.current)

    # The walk goes through the nodes that this very graph has at the call; later ones are walked then.
    def install(self):
        def backward(tensors, *args, **kwargs):
            self.begin(tensors)
            return GIVEN[1](tensors, *args, **kwargs)

        def grad(outputs, *args, **kwargs):
            self.begin(outputs)
            return GIVEN[2](outputs, *args, **kwargs)
        torch.autograd.backward = backward  # Tensor.backward() calls it by this name
        torch.autograd.grad = grad


def record(name):
    recorder = Recorder()
    recorder.install()
    torch.manual_seed(0)
    with open(os.path.join(HERE, 'scripts', name + '.py'), encoding='utf-8') as file:
        code = compile(file.read(), name, 'exec')
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter('ignore')
        exec(code, {'__name__': '__main__'})
    torch.autograd.backward, torch.autograd.grad = GIVEN[1:]
    lines = [json.dumps({'backward': number, 'step': step, **entry})
             for number, entries in enumerate(recorder.passes, 1) for step, entry in enumerate(entries, 1)]
    with open(os.path.join(HERE, 'recorded', name + '.json'), 'w', encoding='utf-8') as out:
        out.write('\n'.join(lines) + '\n')
    print(f'{name}: {len(recorder.passes)} passes, {len(lines)} steps')


def main():
    os.makedirs(os.path.join(HERE, 'recorded'), exist_ok=True)
    names = sys.argv[1:] or sorted(f[:-3] for f in os.listdir(os.path.join(HERE, 'scripts')) if f.endswith('.py'))
    for name in names:
        record(name)


main()
