"""Cases of what the first functions record: arithmetic, powers, reductions, products, views, copies."""
import torch

OPERATORS = {"add": lambda a, b: a + b, "sub": lambda a, b: a - b, "mul": lambda a, b: a * b,
             "div": lambda a, b: a / b, "pow": lambda a, b: a ** b}
METHODS = {"add": "__add__", "sub": "__sub__", "mul": "__mul__", "div": "__truediv__", "pow": "__pow__"}
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
        case("torch", METHODS[name], [number, T(2, 3)], lambda a, op=op, n=number: op(n, a), True)
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
    for shape in ((2, 3), (), (0, 2)):
        case("method", name, [T(*shape), None], None, True)
    for shape, dim, keep in [((2, 3), None, False), ((2, 3), None, True), ((2, 3), [0], False), ((2, 3), [1], True),
                             ((2, 3), [-1], False), ((2, 3, 2), [0, 2], False), ((2, 3, 2), [2, 0], True), ((), [0], False),
                             ((2, 3), [], False), ((1, 3), [0], False), ((2, 3), [], True)]:
        case("method", name, [T(*shape), dim, keep, None], None, True)
    case("method", name, [T(2, 3, layout="t"), [0], False, None], None, True)
    case("method", name, [T(2, 3, dtype=F32), F64])
    case("method", name, [T(2, 3, dtype=F32), [1], False, F64])
    case("method", name, [T(70, dtype=F32), None])
    case("method", name, [T(3, dtype=I64, grad=False), F32])
case("method", "sum", [T(3, dtype=I64, grad=False), None])

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
case("method", "double", [T(2, 3, dtype=F32)], lambda a: a.double())
case("method", "float", [T(2, 3)], lambda a: a.float())
case("method", "detach", [T(2, 3)], lambda a: a.detach())

for args in ([T(2, 3)], [T(3)], [T()], [T(2, 3, layout="t")]):
    case("inplace", "t", args, None, True)
for name in ("transpose", "swapaxes", "swapdims"):
    for args in ([T(2, 3), 0, 1], [T(2, 3, 2), -1, 0], [T(), 0, -1], [T(2, 3), 1, 1]):
        case("inplace", name, args, None, True)
for args in ([T(1, 3, 1), None], [T(2, 3), None], [T(1, 3, 1), 0], [T(2, 3, 1), -1], [T(2, 3), 1], [T(), None]):
    case("inplace", "squeeze", args, None if args[1] is not None else lambda a: a.squeeze_(), True)
for args in ([T(2, 3), 0], [T(2, 3), -1], [T(), 0], [T(2, 0, 3), 1]):
    case("inplace", "unsqueeze", args, None, True)
