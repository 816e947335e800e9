#!/usr/bin/python3
"""Writes reference.txt: what real PyTorch 1.13 computes for each case, its graph and its gradients.

Usage: /usr/bin/python3 generate-reference.py > reference.txt      (Debian's python3-torch 1.13.1)

A case calls one row of the functions' table (or an index) with all its arguments; test-reference.c
does the same, compares, and checks the gradients by central differences besides.
"""
import torch

torch.manual_seed(5)
F64, F32, I64 = torch.float64, torch.float32, torch.int64


class T:
    """A tensor argument: data in [low, high), a leaf; layout "t" has its last two dimensions swapped in memory."""

    def __init__(self, *shape, dtype=F64, grad=True, layout="c", low=0.3, high=1.7, signs=False):
        data = torch.rand(shape, dtype=F64) * (high - low) + low
        if signs:
            data = data * (torch.randint(0, 2, shape) * 2 - 1)
        data = (data * 1024).round() / 1024
        if dtype == I64:
            data = (data * 10).round()
        self.data, self.dtype, self.grad, self.layout = data.to(dtype), dtype, grad, layout

    def make(self):
        data = self.data.clone()
        if self.layout == "t":
            data = data.transpose(-1, -2).contiguous().transpose(-1, -2)
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
    return " ".join(repr(x) for x in tensor.detach().to(F64).flatten().tolist())


def shape_of(tensor):
    return " ".join(str(x) for x in (tensor.dim(), *tensor.shape))


def name_of(dtype):
    return str(dtype).replace("torch.", "")


def argument(arg):
    if isinstance(arg, T):
        values = numbers(arg.data)
        return f"tensor {name_of(arg.dtype)} {int(arg.grad)} {arg.layout} {shape_of(arg.data)} {values}"
    if arg is None:
        return "none"
    if isinstance(arg, bool):
        return f"bool {int(arg)}"
    if isinstance(arg, int):
        return f"int {arg}"
    if isinstance(arg, float):
        return f"float {arg!r}"
    if isinstance(arg, torch.dtype):
        return f"dtype {name_of(arg)}"
    if isinstance(arg, (list, tuple)):
        return " ".join(["ints", str(len(arg)), *map(str, arg)])
    if isinstance(arg, slice):
        return " ".join(["slice", *("-" if x is None else str(x) for x in (arg.start, arg.stop, arg.step))])
    return "dots"


count = 0


def case(spelling, name, args, compute, smooth=False):
    """@args: all the row's arguments; @compute: the same in Python, of the tensors in order."""
    global count
    count += 1
    print(f"case {count}-{name}{'-smooth' if smooth else ''}")
    print(f"call {spelling} {name} {int(smooth)}")
    leaves = []
    for arg in args:
        print("arg", argument(arg))
        if isinstance(arg, T):
            leaves.append(arg.make())
    if spelling == "inplace":
        inputs = [leaves[0].clone() if leaves[0].requires_grad else leaves[0], *leaves[1:]]
        compute(*inputs)
        out = inputs[0]
    else:
        out = compute(*leaves)
    print("out", name_of(out.dtype), shape_of(out), numbers(out))
    print("graph", graph(out.grad_fn))
    if out.requires_grad:
        out.backward(weights(out.shape).to(out.dtype))
    for leaf in leaves:
        print("grad", "none" if leaf.grad is None else numbers(leaf.grad))
    print("end")


OPERATORS = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
             "div": lambda a, b: a / b, "pow": lambda a, b: a ** b}
PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (3,)), ((), (2, 2)), ((2, 3), ()), ((4, 1, 3), (2, 1)), ((), ()),
         ((0, 3), (3,)), ((1,), (1, 1, 1))]
for name, op in OPERATORS.items():
    rest = [1] if name in ("add", "sub") else []
    for a, b in PAIRS:
        case("torch", name, [T(*a), T(*b), *rest], op, True)
    case("torch", name, [T(2, 3, layout="t"), T(2, 3), *rest], op, True)
    case("torch", name, [T(2, 3), T(2, 3, grad=False), *rest], op)
    case("torch", name, [T(2, 3, grad=False), T(2, 3), *rest], op)
    case("torch", name, [T(2, 3, grad=False, dtype=F32), T(2, 3), *rest], op)
    case("torch", name, [T(2, 3, dtype=F32), T(2, 3, dtype=F64), *rest], op)
    case("torch", name, [T(3, dtype=F32), T(dtype=F64), *rest], op)
    case("torch", name, [T(3, dtype=F32), T(3, dtype=I64, grad=False), *rest], op)
    for number in (2, 2.5, 0.1):
        case("torch", name, [T(2, 3), number, *rest], lambda a, op=op, n=number: op(a, n), True)
        case("torch", name, [T(2, 3, dtype=F32), number, *rest], lambda a, op=op, n=number: op(a, n))
        case("torch", name, [number, T(2, 3), *rest], lambda a, op=op, n=number: op(n, a), True)
        case("torch", name, [T(3, dtype=I64, grad=False), number, *rest], lambda a, op=op, n=number: op(a, n))
    case("inplace", name, [T(2, 3), T(3), *rest], lambda a, b, n=name: getattr(a, n + "_")(b))
    case("inplace", name, [T(2, 3), 2, *rest], lambda a, n=name: getattr(a, n + "_")(2))
    case("inplace", name, [T(2, 3, grad=False), T(3), *rest], lambda a, b, n=name: getattr(a, n + "_")(b))
case("torch", "add", [T(2, 3), T(3), 2.5], lambda a, b: torch.add(a, b, alpha=2.5), True)
case("torch", "sub", [T(2, 3), T(3), 2.5], lambda a, b: torch.sub(a, b, alpha=2.5), True)
case("torch", "add", [T(2, 3), T(3), -2], lambda a, b: torch.add(a, b, alpha=-2), True)
case("torch", "rsub", [T(2, 3), T(3), 2], lambda a, b: torch.rsub(a, b, alpha=2), True)
case("torch", "rsub", [T(2, 3), 4, 1], lambda a: torch.rsub(a, 4), True)
for exponent in (0, 1, 2, 3, -1, 0.5, -2.0):
    case("torch", "pow", [T(5), exponent], lambda a, n=exponent: a ** n, True)
zeros = T(4)
zeros.data = torch.tensor([0.0, 0.0, 2.0, 0.0], dtype=F64)
exponents = T(4)
exponents.data = torch.tensor([0.0, 2.0, 0.0, 1.0], dtype=F64)
case("corner", "pow", [zeros, exponents], lambda a, b: a ** b)
case("torch", "square", [T(2, 2, signs=True)], lambda a: a.square(), True)
for name in "exp log sin cos tanh sigmoid sqrt neg reciprocal".split():
    for arg in (T(5), T(), T(2, 3, layout="t"), T(3, dtype=F32), T(2, 3, dtype=F32, layout="t"), T(0)):
        case("torch", name, [arg], lambda a, n=name: getattr(torch, n)(a), arg.dtype == F64)
    case("inplace", name, [T(2, 3)], lambda a, n=name: getattr(torch, n + "_" if n != "neg" else "neg_")(a))
for name in "relu abs sign".split():
    for arg in (T(7, signs=True), T(signs=True), T(2, 3, layout="t", signs=True), T(3, dtype=F32, signs=True)):
        case("torch", name, [arg], lambda a, n=name: getattr(torch, n)(a), arg.dtype == F64)
case("inplace", "relu", [T(2, 3, signs=True)], lambda a: a.relu_())
case("inplace", "zero", [T(2, 3)], lambda a: a.zero_())
case("inplace", "fill", [T(2, 3), 2.5], lambda a: a.fill_(2.5))
case("inplace", "fill", [T(2, 3), T()], lambda a, b: a.fill_(b))
case("inplace", "copy", [T(2, 3), T(3), False], lambda a, b: a.copy_(b))
case("inplace", "copy", [T(2, 3, grad=False), T(2, 1, dtype=F32), False], lambda a, b: a.copy_(b))
choice = T(3, dtype=I64, grad=False)
choice.data = torch.tensor([True, False, True])
choice.dtype = torch.bool
case("torch", "where", [choice, T(2, 3), T(3)], lambda c, a, b: torch.where(c, a, b), True)

for name in ("sum", "mean"):
    def reduce(a, dim, keep, dtype, name=name):
        if dim is None:
            return getattr(a, name)(dtype=dtype)
        return getattr(a, name)(dim, keep, dtype=dtype)
    for shape, dim, keep in [((2, 3), None, False), ((), None, False), ((2, 3), [0], False), ((2, 3), [1], True),
                             ((2, 3), [-1], False), ((2, 3, 2), [0, 2], False), ((2, 3, 2), [2, 0], True), ((), [0], False),
                             ((2, 3), [], False), ((1, 3), [0], False), ((2, 3), [], True)]:
        case("method", name, [T(*shape), dim, keep, None], lambda a, d=dim, k=keep: reduce(a, d, k, None), True)
    case("method", name, [T(2, 3, layout="t"), [0], False, None], lambda a: reduce(a, [0], False, None), True)
    case("method", name, [T(2, 3, dtype=F32), None, False, F64], lambda a: reduce(a, None, False, F64))
    case("method", name, [T(2, 3, dtype=F32), [1], False, F64], lambda a: reduce(a, [1], False, F64))
    case("method", name, [T(70, dtype=F32), None, False, None], lambda a: reduce(a, None, False, None))
    case("method", name, [T(3, dtype=I64, grad=False), None, False, F32], lambda a: reduce(a, None, False, F32))
case("method", "sum", [T(3, dtype=I64, grad=False), None, False, None], lambda a: a.sum())

for a, b in [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 2)), ((2, 3), (3, 4)), ((4, 2, 3), (3, 2)), ((4, 2, 3), (3,)),
             ((3,), (4, 3, 2)), ((2, 3), (4, 3, 2)), ((4, 2, 3), (4, 3, 2)), ((4, 2, 3), (1, 3, 2)),
             ((2, 1, 2, 3), (4, 3, 2)), ((1, 1), (1, 1)), ((2, 0), (0, 3)), ((0,), (0,))]:
    case("torch", "matmul", [T(*a), T(*b)], torch.matmul, True)
case("torch", "matmul", [T(4, 2, 3, grad=False), T(3, 2)], torch.matmul, True)
case("torch", "matmul", [T(2, 3, layout="t"), T(3, 4, layout="t")], torch.matmul, True)
case("torch", "matmul", [T(2, 3, dtype=F32), T(3, 4, dtype=F32)], torch.matmul)
case("torch", "mm", [T(2, 3), T(3, 4, grad=False)], torch.mm, True)
case("torch", "mv", [T(2, 3), T(3)], torch.mv, True)
case("torch", "dot", [T(3), T(3)], torch.dot, True)
case("torch", "bmm", [T(2, 2, 3), T(2, 3, 2)], torch.bmm, True)

case("torch", "t", [T(2, 3)], lambda a: a.t(), True)
case("torch", "t", [T(3)], lambda a: a.t(), True)
case("torch", "t", [T()], lambda a: a.t(), True)
case("torch", "transpose", [T(2, 3, 2), 0, -1], lambda a: a.transpose(0, -1), True)
case("torch", "transpose", [T(2, 3, 2), 1, 1], lambda a: a.transpose(1, 1), True)
case("method", "permute", [T(2, 3, 4), [2, 0, 1]], lambda a: a.permute(2, 0, 1), True)
case("method", "view", [T(2, 3), [3, -1]], lambda a: a.view(3, -1), True)
case("method", "view", [T(2, 3, layout="t"), [2, 1, 3]], lambda a: a.view(2, 1, 3), True)
case("method", "view", [T(), [1, 1]], lambda a: a.view(1, 1), True)
case("method", "reshape", [T(2, 3), [6]], lambda a: a.reshape(6), True)
case("method", "reshape", [T(2, 3, layout="t"), [-1]], lambda a: a.reshape(-1), True)
case("method", "reshape", [T(1), []], lambda a: a.reshape(()), True)
case("method", "flatten", [T(2, 3, 2), 1, -1], lambda a: a.flatten(1), True)
case("method", "flatten", [T(), 0, -1], lambda a: a.flatten(), True)
case("method", "unsqueeze", [T(2, 3), 1], lambda a: a.unsqueeze(1), True)
case("method", "unsqueeze", [T(2, 3), -1], lambda a: a.unsqueeze(-1), True)
case("method", "squeeze", [T(1, 2, 1, 2, 1), None], lambda a: a.squeeze(), True)
case("method", "squeeze", [T(1, 2, 1), -1], lambda a: a.squeeze(-1), True)
case("method", "squeeze", [T(1, 2, 1), 1], lambda a: a.squeeze(1), True)
case("method", "expand", [T(2, 1), [3, 2, 4]], lambda a: a.expand(3, 2, 4), True)
case("method", "expand", [T(2, 1), [-1, 3]], lambda a: a.expand(-1, 3), True)
case("method", "expand_as", [T(2, 1), T(2, 2, grad=False)], lambda a, b: a.expand_as(b), True)
case("method", "select", [T(2, 3), 1, -1], lambda a: a.select(1, -1), True)
case("method", "clone", [T(2, 3, layout="t")], lambda a: a.clone(), True)
case("method", "contiguous", [T(2, 3, layout="t")], lambda a: a.contiguous(), True)
case("method", "to", [T(2, 3, dtype=F32), F64], lambda a: a.to(F64))
case("method", "double", [T(2, 3, dtype=F32)], lambda a: a.double())
case("method", "float", [T(2, 3)], lambda a: a.float())
case("method", "detach", [T(2, 3)], lambda a: a.detach())

INDICES = [(0,), (-1,), (slice(0, 2),), (slice(None, None, 2),), (slice(None), 1), (0, 1), (None,), (...,),
           (slice(None), None), (..., 0), (slice(1, None), slice(None, None, 2)), (0, slice(0, 3)), (slice(0, 2), 1),
           (slice(-1, None),), (slice(5, None),), (slice(2, 1),), (None, ..., 1, None), (..., slice(1, 2)),
           (slice(None), slice(0, 9, 7))]
for index in INDICES:
    for layout in "ct":
        python = index if len(index) > 1 else index[0]
        case("index", "index", [T(2, 3, layout=layout), *[NotImplemented if i is ... else i for i in index]],
             lambda a, i=python: a[i], True)


def put(tensor, value, index):
    tensor = tensor.clone()
    tensor[index] = value
    return tensor


PUTS = [((0,), ()), ((0,), (3,)), ((slice(None), 1), (2,)), ((slice(1, None),), (1, 1, 3)), ((0, slice(0, 2)), ()),
        ((slice(None),), (3,)), ((..., 1), (2,)), ((None, 0), (1, 3))]
for index, shape in PUTS:
    python = index if len(index) > 1 else index[0]
    for both in ((True, True), (True, False), (False, True)):
        tensors = [T(2, 3, grad=both[0]), T(*shape, grad=both[1])]
        case("put", "index", [*tensors, *[NotImplemented if i is ... else i for i in index]],
             lambda a, b, i=python: put(a, b, i), True)
case("put", "index", [T(2, 3), T(3), NotImplemented], lambda a, b: put(a, b, ...), True)
case("put", "index", [T(2, 3), T(), NotImplemented], lambda a, b: put(a, b, ...), True)
