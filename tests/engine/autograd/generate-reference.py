#!/usr/bin/python3
"""Writes reference/FAMILY.txt: what real PyTorch 1.13 computes for each case of reference/FAMILY.py.

Usage: /usr/bin/python3 generate-reference.py FAMILY...      (Debian's python3-torch 1.13.1)

A case calls one row of the functions' table (or an index) with all of its arguments; test-reference.c does the
same, compares values, dtypes, graph and gradients, and checks the gradients by central differences besides. What
a family's file may use:

  case (spelling, name, args, compute=None, smooth=False)
      spelling: "torch", "method", "nn", "linalg" or "inplace"; "index" and "put" for x[...] and x[...] = value; "corner" is
      "torch" where no derivative exists. args: one for each parameter of the row, defaults too: T, a list of T,
      int, float, bool, None, str, dtype, list of int. compute: the same in Python, of the tensors in order; without
      it the function of that name is called with args. smooth: the second derivative is checked as well.
  T (*shape, ...)   a tensor, see below; T (data=[...], dtype=I64) an index, T (data=..., dtype=BOOL) a mask
  F64, F32, I64, BOOL, torch, F (torch.nn.functional)
"""
import os
import re
import runpy
import sys

import torch
import torch.nn.functional as F

F64, F32, I64, BOOL = torch.float64, torch.float32, torch.int64, torch.bool
HERE = os.path.dirname(os.path.abspath(__file__))
ENGINE = os.path.join(HERE, "..", "..", "..", "engine", "autograd")


class T:
    """A tensor argument, a leaf, of random data in [low, high) or of @data. layout "t" has its last two dimensions
    swapped in memory, "s" takes every second element."""

    def __init__(self, *shape, dtype=F64, grad=None, layout="c", low=0.3, high=1.7, signs=False, data=None):
        if data is None:
            data = torch.rand(shape, dtype=F64) * (high - low) + low
            if signs:
                data = data * (torch.randint(0, 2, shape) * 2 - 1)
            data = (data * 1024).round() / 1024
            if dtype == I64:
                data = (data * 10).round()
            if dtype == BOOL:
                data = data > (low + high) / 2
        self.data, self.dtype, self.layout = torch.as_tensor(data).to(dtype), dtype, layout
        self.grad = dtype.is_floating_point if grad is None else grad

    def make(self):
        data = self.data.clone()
        if self.layout == "t":
            data = data.transpose(-1, -2).contiguous().transpose(-1, -2)
        if self.layout == "s":
            data = torch.stack([data, data], -1).flatten(-2)[..., ::2]
        return data.detach().requires_grad_(self.grad)


def weights(shape):
    n = 1
    for size in shape:
        n *= size
    return torch.tensor([((i * 7) % 5 - 2) * 0.5 + 0.25 for i in range(n)], dtype=F64).reshape(shape)


def graph(function):
    if function is None:
        return "None"
    name = type(function).__name__
    if name == "AccumulateGrad":
        return name
    return name + "(" + ", ".join(graph(next) for next, _ in function.next_functions) + ")"


def numbers(tensor):
    if tensor._is_zerotensor():  # has no storage, as the gradient of sgn
        tensor = torch.zeros(tensor.shape, dtype=tensor.dtype)
    if tensor.dtype == I64:
        return " ".join(str(x) for x in tensor.flatten().tolist())
    return " ".join(repr(x) for x in tensor.detach().to(F64).flatten().tolist())


def shape_of(tensor):
    return " ".join(str(x) for x in (tensor.dim(), *tensor.shape))


def name_of(dtype):
    return str(dtype).replace("torch.", "")


def words(arg):
    if isinstance(arg, T):
        values = numbers(arg.data)
        return f"tensor {name_of(arg.dtype)} {int(arg.grad)} {arg.layout} {shape_of(arg.data)} {values}"
    if arg is None:
        return "none"
    if arg is ...:
        return "dots"
    if isinstance(arg, bool):
        return f"bool {int(arg)}"
    if isinstance(arg, int):
        return f"int {arg}"
    if isinstance(arg, float):
        return f"float {arg!r}"
    if isinstance(arg, str):
        return f"str {arg}"
    if isinstance(arg, torch.dtype):
        return f"dtype {name_of(arg)}"
    if isinstance(arg, slice):
        return " ".join(["slice", *("-" if x is None else str(x) for x in (arg.start, arg.stop, arg.step))])
    return " ".join(["ints", str(len(arg)), *map(str, arg)])


def is_tensors(arg):
    return isinstance(arg, (list, tuple)) and len(arg) > 0 and isinstance(arg[0], T)


def parameters_of(name, n):
    """Names of the parameters of the first row called @name with @n of them, and how many may be positional."""
    for file in sorted(os.listdir(ENGINE)):
        if file.startswith("cr-functions-") and file.endswith(".def"):
            text = re.sub(r'"\s*\n\s*"', "", open(os.path.join(ENGINE, file)).read())
            for row in re.findall(r'CR_FUNCTION(?:_MANY)? \("%s",[^"]*?(?:"[^ "]*",\s*)?"([^"]*)"' % name, text):
                parts = row.split(", ")
                plain = [part for part in parts if part != "*"]
                if len(plain) == n:
                    names = [part.split(" ")[1].split("=")[0] for part in plain]
                    return names, parts.index("*") if "*" in parts else n
    raise LookupError(f"no row {name} of {n} parameters")


def call_named(spelling, name, args):
    """The function of that name, with @args (T replaced by tensors) by position, those behind the star by name."""
    if spelling in ("index", "put"):
        first = 1 if spelling == "index" else 2
        index = args[first] if len(args) == first + 1 else tuple(args[first:])
        if spelling == "index":
            return args[0][index]
        tensor = args[0].clone()
        tensor[index] = args[1]
        return tensor
    names, n = parameters_of(name, len(args))
    keywords = {key: value for key, value in zip(names[n:], args[n:]) if value is not None}
    if spelling == "inplace":
        return getattr(args[0], name + "_")(*args[1:n], **keywords)
    if spelling == "method":
        return getattr(args[0], name)(*args[1:n], **keywords)
    return getattr({"nn": F, "linalg": torch.linalg}.get(spelling, torch), name)(*args[:n], **keywords)


class Family:
    def __init__(self, file):
        self.file, self.count = file, 0

    def write(self, *parts):
        print(*parts, file=self.file)

    def case(self, spelling, name, args, compute=None, smooth=False):
        self.count += 1
        self.write(f"case {self.count}-{name}{'-smooth' if smooth else ''}")
        self.write(f"call {spelling} {name} {int(smooth)}")
        leaves, made = [], []
        for arg in args:
            if is_tensors(arg):
                self.write("arg tensors", len(arg))
                for item in arg:
                    self.write("item", words(item))
                made.append([item.make() for item in arg])
                leaves += made[-1]
                continue
            self.write("arg", words(arg))
            made.append(arg.make() if isinstance(arg, T) else arg)
            if isinstance(arg, T):
                leaves.append(made[-1])
        self.compute(spelling, name, leaves, made, compute)

    def compute(self, spelling, name, leaves, made, compute):
        if spelling == "inplace":
            inputs = [leaves[0].clone() if leaves[0].requires_grad else leaves[0], *leaves[1:]]
            made[0] = inputs[0]
            if compute:
                compute(*inputs)
            else:
                call_named(spelling, name, made)
            out = inputs[0]
        else:
            out = compute(*leaves) if compute else call_named(spelling, name, made)
        outs = [out] if isinstance(out, torch.Tensor) else list(out)
        for out in outs:
            self.write("out", name_of(out.dtype), shape_of(out), numbers(out))
            self.write("graph", graph(out.grad_fn))
        roots = [out for out in outs if out.requires_grad]
        if roots:
            torch.autograd.backward(roots, [weights(out.shape).to(out.dtype) for out in roots])
        for leaf in leaves:
            self.write("grad", "none" if leaf.grad is None else numbers(leaf.grad))
        self.write("end")


for family in sys.argv[1:]:
    torch.manual_seed(5)
    with open(os.path.join(HERE, "reference", family + ".txt"), "w") as output:
        writer = Family(output)
        runpy.run_path(os.path.join(HERE, "reference", family + ".py"),
                       {"case": writer.case, "T": T, "F64": F64, "F32": F32, "I64": I64, "BOOL": BOOL, "F": F})
    print(f"{family}: {writer.count} cases")
