"""Cases of pointwise mathematics, reductions and linear algebra."""
import torch

NAN, INF = float("nan"), float("inf")
CORNERS = [NAN, INF, -INF, 0.0, -0.0, 1.0, -1.0, 0.5, 1e-30, -2.5, 700.0]


def corners(name, spelling="corner", **kinds):
    """Values alone, of numbers where the slope may be anything."""
    for dtype in (F64, F32):
        case(spelling, name, [T(data=CORNERS, dtype=dtype, grad=False)])


# Of one element: where it is smooth, and a shift that takes the argument there.
SMOOTH = {"exp2": 0, "expm1": 0, "log1p": 0, "log2": 0, "log10": 0, "rsqrt": 0, "tan": 0, "asin": -0.9, "acos": -0.9,
          "atan": 0, "sinh": 0, "cosh": 0, "asinh": 0, "acosh": 1, "atanh": -0.9, "erf": 0, "erfc": 0, "lgamma": 0,
          "digamma": 0, "deg2rad": 0, "rad2deg": 0, "sinc": 0, "frac": -0.3, "positive": 0,
          "arcsin": -0.9, "arccos": -0.9, "arctan": 0, "arcsinh": 0, "arccosh": 1, "arctanh": -0.9}
for name, shift in SMOOTH.items():
    low, high = 0.35 + shift, (0.75 if name in ("tan", "frac") else 1.65) + shift
    for arg in (T(5, low=low, high=high), T(low=low, high=high), T(2, 3, layout="t", low=low, high=high),
                T(3, dtype=F32, low=low, high=high), T(2, 3, dtype=F32, layout="s", low=low, high=high),
                T(0), T(17, dtype=F32, grad=False, low=low, high=high)):
        case("torch", name, [arg], None, arg.dtype == F64)
    if name not in ("frac", "positive"):
        case("torch", name, [T(data=[0, 1], dtype=I64)])
        case("torch", name, [T(data=[True, False], dtype=BOOL)])
    if name != "positive":
        # PyTorch cannot differentiate some of these in place.
        case("inplace", name, [T(3, low=low, high=high, grad=not name.endswith("h") or name in ("sinh", "cosh"))])
    if name not in ("digamma", "lgamma", "positive"):
        corners(name)
for name in "floor ceil trunc fix round sgn".split():
    for arg in (T(7, signs=True), T(signs=True), T(2, 3, layout="t", signs=True), T(3, dtype=F32, signs=True)):
        case("torch", name, [arg])
    case("torch", name, [T(data=[-2, 0, 3], dtype=I64)])
    case("inplace", name, [T(2, 3)])
    corners(name)
case("torch", "round", [T(data=[0.5, 1.5, 2.5, -0.5, -1.5], grad=False)])
case("torch", "round", [T(7, signs=True), 2])
case("torch", "round", [T(7, low=-500, high=500), -2])
case("torch", "round", [T(7, signs=True, dtype=F32), 0])
for name in "isnan isinf isfinite isposinf isneginf signbit logical_not".split():
    corners(name, "torch")
    case("torch", name, [T(data=[-2, 0, 3], dtype=I64)])
    case("torch", name, [T(2, 3, layout="t")])
    case("torch", name, [T(data=[True, False], dtype=BOOL)])
case("torch", "bitwise_not", [T(data=[-2, 0, 3], dtype=I64)])
case("torch", "bitwise_not", [T(data=[True, False], dtype=BOOL)])
case("torch", "__invert__", [T(data=[True, False], dtype=BOOL)], lambda a: ~a)
for shape in ((4,), (), (2, 2)):
    case("torch", "logit", [T(*shape, low=0.2, high=0.8), None], None, True)
    case("torch", "logit", [T(*shape, low=0.2, high=0.8), 0.1], None, True)
case("torch", "logit", [T(data=[-0.1, 0.05, 0.5, 0.95, 1.1]), 0.1])
case("corner", "logit", [T(data=[-0.1, 0.05, 0.5, 0.95, 1.1]), None])
case("torch", "polygamma", [1, T(4)], None, True)
case("torch", "polygamma", [2, T(4)], None, True)
case("torch", "polygamma", [0, T(4)], None, True)
for rest in ([None, None, None], [1.5, None, None], [0.0, 9.0, -8.0]):
    for dtype in (F64, F32):
        case("corner", "nan_to_num", [T(data=CORNERS, dtype=dtype), *rest],
             lambda a, r=rest: torch.nan_to_num(a, *r))
case("torch", "nan_to_num", [T(4), None, None, None], None, True)
case("torch", "nan_to_num", [T(data=[1, 2], dtype=I64), None, None, None])

# Of two.
PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((2, 1), (3,)), ((), (2, 2)), ((2, 3), ()), ((), ()), ((0, 3), (3,))]
for name in ("atan2", "arctan2", "hypot", "logaddexp", "xlogy", "copysign", "fmod", "remainder", "maximum", "minimum",
             "fmax", "fmin"):
    for a, b in PAIRS:
        case("torch", name, [T(*a), T(*b, low=0.4, high=1.4)], None, True)
    case("torch", name, [T(2, 3, layout="t"), T(2, 3)], None, True)
    case("torch", name, [T(2, 3), T(2, 3, grad=False)], None, True)
    case("torch", name, [T(2, 3, grad=False), T(2, 3)], None, True)
    case("torch", name, [T(2, 3, dtype=F32), T(2, 3, dtype=F32)])
    case("torch", name, [T(2, 3, dtype=F32), T(3)])
    case("torch", name, [T(6, dtype=F32), T(data=[1, 2, 3, 1, 2, 3], dtype=I64)])
    if name not in ("hypot", "logaddexp"):
        case("torch", name, [T(data=[-5, 0, 7], dtype=I64), T(data=[2, -3, -2], dtype=I64)])
    grid = [x for x in CORNERS[:7] for _ in range(7)], CORNERS[:7] * 7
    for dtype in (F64, F32):
        case("torch", name, [T(data=grid[0], dtype=dtype, grad=False), T(data=grid[1], dtype=dtype, grad=False)])
    if name not in ("logaddexp", "maximum", "minimum", "fmax", "fmin"):
        case("inplace", name, [T(2, 3), T(3)])
for name in "maximum minimum fmax fmin".split():
    case("corner", name, [T(data=[1.0, 2.0, 3.0]), T(data=[1.0, 3.0, 2.0])])
for name in "fmod remainder copysign xlogy".split():
    for number in (2, 0.75, -0.5):
        case("torch", name, [T(2, 3, signs=True, dtype=F32), number])
        if name != "xlogy" or number > 0:
            case("torch", name, [T(5), number], None, True)
            case("inplace", name, [T(3), number])
    case("torch", name, [T(data=[-5, 0, 7], dtype=I64), 3])
    case("torch", name, [T(data=[-5, 0, 7], dtype=I64), -2.5])
for number in (2, 0.75, 0):
    case("torch", "xlogy", [number, T(5)], None, True)
    case("torch", "pow", [number, T(5)], None, number != 0)
case("torch", "pow", [2, T(data=[1, 3], dtype=I64)])
case("torch", "remainder", [5, T(3, grad=False)])
case("torch", "remainder", [-5, T(data=[2, 3], dtype=I64)])
case("corner", "xlogy", [T(data=[0.0, 0.0, 1.0]), T(data=[0.0, -1.0, 2.0])])
case("corner", "copysign", [T(data=[0.0, -1.0, 2.0]), T(data=[-1.0, 1.0, -1.0])])
for name in ("floor_divide",):
    case("torch", name, [T(5, grad=False, signs=True), 0.3])
    case("torch", name, [T(5, grad=False, signs=True), T(5, grad=False, signs=True)])
    case("torch", name, [5, T(3, grad=False)])
    case("torch", name, [T(data=[-5, 0, 7], dtype=I64), T(data=[2, -3, -2], dtype=I64)])
case("torch", "heaviside", [T(data=[-1.0, 0.0, 2.0], grad=False), T(data=[0.5], grad=False)])
for name in ("div", "divide"):
    for mode in ("floor", "trunc"):
        case("torch", name, [T(2, 3, signs=True), T(3, signs=True), mode])
        case("torch", name, [T(2, 3, signs=True), 0.3, mode])
        case("torch", name, [T(data=[-5, 0, 7], dtype=I64), T(data=[2, -3, -2], dtype=I64), mode])
        case("inplace", name, [T(3), T(3), mode])
case("torch", "divide", [T(2, 3), T(3)], None, True)
FLAGS = T(data=[True, False, True, False], dtype=BOOL), T(data=[True, True, False, False], dtype=BOOL)
WHOLE = T(data=[5, 0, -7, 12], dtype=I64), T(data=[3, 2, 0, 1], dtype=I64)
for name in ("and", "or", "xor"):
    for pair in (FLAGS, WHOLE, (WHOLE[0], FLAGS[0])):
        case("torch", "logical_" + name, list(pair))
        case("torch", "bitwise_" + name, list(pair))
    case("torch", "logical_" + name, [T(4, grad=False), FLAGS[0]])
    case("torch", "bitwise_" + name, [WHOLE[0], 6])
    case("torch", "bitwise_" + name, [6, WHOLE[0]])
    case("inplace", "bitwise_" + name, [WHOLE[0], 6])
for name in ("bitwise_left_shift", "bitwise_right_shift"):
    case("torch", name, [WHOLE[0], WHOLE[1]])
    case("torch", name, [WHOLE[0], 2])
    case("torch", name, [FLAGS[0], 1])
for args in ([T(4), 2], [T(4), 2.5], [T(4), T(4)], [2, T(4)], [0.5, T(2, 2)]):
    case("torch", "float_power", args, None, True)
case("torch", "float_power", [T(4, dtype=F32), 2])
case("torch", "float_power", [T(data=[1, 2], dtype=I64), T(data=[2, 3], dtype=I64)])
for name in ("clamp", "clip"):
    for low, high in ((0.5001, 1.2001), (0.5001, None), (None, 1.2001)):
        case("torch", name, [T(2, 3, layout="t"), low, high])
        case("torch", name, [T(7, dtype=F32), low, high])
    case("torch", name, [T(data=[1, 5, 9], dtype=I64), 2, 6])
    case("torch", name, [T(data=[1, 5, 9], dtype=I64), 2, 6.5])
    case("torch", name, [T(2, 3), T(3, low=0.2, high=0.5), T(2, 1, low=1.2, high=1.5)])
    case("torch", name, [T(2, 3), None, T(3)])
    case("torch", name, [T(2, 3), T(3), None])
    case("inplace", name, [T(5), 0.5, 1.2])
case("corner", "clamp", [T(data=[1.0, 2.0, 3.0, NAN]), 1, 2])
case("corner", "clamp", [T(data=[1.0, 2.0, 3.0]), T(data=[2.0, 2.0, 2.5]), T(data=[1.0, 2.0, 2.0])])
for name in ("clamp_min", "clamp_max"):
    case("torch", name, [T(2, 3), 0.9])
    case("torch", name, [T(2, 3), T(3)])
    case("torch", name, [T(data=[1, 5, 9], dtype=I64), 4])
    case("inplace", name, [T(5), 0.9])
for weight in (0.3, 0.8, 2):
    case("torch", "lerp", [T(2, 3), T(3), weight], None, True)
    case("torch", "lerp", [T(4, dtype=F32), T(4, dtype=F32), weight])
case("torch", "lerp", [T(2, 3), T(3), T(2, 1)], None, True)
for name in ("addcmul", "addcdiv"):
    for value in (1, 2.5):
        case("torch", name, [T(2, 3), T(3), T(2, 1), value], None, True)
        case("torch", name, [T(3), T(2, 3, layout="t"), T(), value], None, True)
        case("torch", name, [T(4, dtype=F32), T(4, dtype=F32), T(4, dtype=F32), value])
    case("inplace", name, [T(2, 3), T(3), T(3), 1])
case("torch", "addcmul", [WHOLE[0], WHOLE[1], WHOLE[1], 2])
case("torch", "where", [FLAGS[0], T(4), 0.5], None, True)
case("torch", "where", [FLAGS[0], 2, T(2, 4)], None, True)
case("torch", "where", [FLAGS[0], 1.0, 2.0])
case("torch", "where", [FLAGS[0], 1, 2])
case("torch", "where", [FLAGS[0], WHOLE[0], 0.5])
case("torch", "where", [FLAGS[0], T(4, dtype=F32), T(4)])
case("method", "where", [T(4), FLAGS[0], T(4)], None, True)
for name in ("eq", "ne", "lt", "le", "gt", "ge", "not_equal", "less", "less_equal", "greater", "greater_equal"):
    case("torch", name, [T(2, 3), T(3)])
    case("torch", name, [WHOLE[0], 0])
    case("inplace", name, [T(4, grad=False), 0.9])
for name in ("add", "sub"):
    case("torch", name, [2, T(3), 1], None, True)
for name in ("mul", "div"):
    case("torch", name, [2, T(3)], None, True)
for name in ("sub", "mul"):
    case("torch", {"sub": "subtract", "mul": "multiply"}[name], [T(3), T(3), *([1] if name == "sub" else [])], None, True)
case("torch", "true_divide", [T(3), T(3)], None, True)
case("torch", "negative", [T(3)], None, True)
case("torch", "absolute", [T(3)], None, True)

# Reductions.
TIES = [[1.0, 3.0, 3.0], [2.0, 2.0, 0.5]]
SPREAD = [((2, 3), 0), ((2, 3), 1), ((2, 3), -1), ((2, 3, 2), 1), ((4,), 0), ((), 0), ((1, 3), 0)]
for name in ("max", "min", "median", "nanmedian"):
    for arg in (T(5), T(), T(2, 3, layout="t"), T(3, dtype=F32), T(data=[3, 1, 2], dtype=I64)):
        case("torch", name, [arg])
    case("corner", name, [T(data=TIES)])
    case("corner", name, [T(data=[1.0, NAN, 2.0])])
    for shape, dim in SPREAD:
        for keep in (False, True):
            case("torch", name, [T(*shape), dim, keep])
    case("torch", name, [T(data=[1.0, NAN, 2.0], grad=False), 0, False])
    case("torch", name, [T(data=TIES, grad=False), 1, False])
    case("torch", name, [T(data=[[3, 1, 2], [5, 5, 4]], dtype=I64), 0, False])
for name in ("max", "min"):
    case("torch", name, [T(2, 3), T(3)], None, True)
    case("torch", name, [T(data=[True, False], dtype=BOOL)])
for shape, dim in SPREAD:
    case("torch", "mode", [T(*shape), dim, False])
case("torch", "mode", [T(data=[3, 1, 1, 2, 2], dtype=I64), -1, False])
case("torch", "mode", [T(data=TIES, grad=False), 1, True])
for name in ("argmax", "argmin"):
    for arg in (T(5), T(), T(2, 3, layout="t"), T(data=TIES, grad=False), T(data=[3, 1, 3, 1], dtype=I64),
                T(data=[1.0, NAN, 2.0], grad=False)):
        case("torch", name, [arg, None, False])
    case("torch", name, [T(2, 3), None, True])
    for shape, dim in SPREAD:
        case("torch", name, [T(*shape), dim, True])
for name in ("amax", "amin"):
    for shape, dims in [((2, 3), [0]), ((2, 3), [-1]), ((2, 3, 2), [0, 2]), ((), []), ((2, 3), []), ((4,), [0])]:
        for keep in (False, True):
            case("torch", name, [T(*shape), dims, keep])
    case("corner", name, [T(data=TIES), [1], False])
    case("corner", name, [T(data=TIES), [], False])
    case("torch", name, [T(2, 3, layout="t"), [0], False])
    case("torch", name, [T(data=[[3, 1], [2, 5]], dtype=I64), [0], False])
case("torch", "aminmax", [T(2, 3, grad=False), None, False])
case("torch", "aminmax", [T(2, 3, grad=False), 1, True])
for arg in (T(5), T(), T(2, 3, layout="t"), T(0)):
    case("torch", "prod", [arg, None], None, True)
    case("torch", "logsumexp", [arg, [0], False], None, True)
for data in ([2.0, 0.0, 3.0], [0.0, 0.0, 3.0], [[0.0, 2.0], [3.0, 4.0]]):
    case("torch", "prod", [T(data=data), None], None, True)
    case("torch", "prod", [T(data=data), 0, False, None], None, True)
    case("torch", "cumprod", [T(data=data), 0, None], None, True)
case("torch", "prod", [T(data=[2, 3], dtype=I64), None])
case("torch", "prod", [T(4, dtype=F32), F64])
for shape, dim in SPREAD:
    for keep in (False, True):
        case("torch", "prod", [T(*shape), dim, keep, None], None, True)
    case("torch", "cumsum", [T(*shape), dim, None], None, True)
    case("torch", "cumprod", [T(*shape), dim, None], None, True)
for name in ("cumsum", "cumprod"):
    case("torch", name, [T(2, 3, layout="t"), 0, None], None, True)
    case("torch", name, [T(data=[1, 2, 3], dtype=I64), 0, None])
    case("torch", name, [T(data=[True, True], dtype=BOOL), 0, None])
    case("torch", name, [T(6, dtype=F32), 0, None])
    case("torch", name, [T(2, 0), 1, None], None, True)
for name in ("any", "all"):
    for arg in (FLAGS[0], WHOLE[0], T(2, 3), T(0), T()):
        case("torch", name, [arg])
    case("torch", name, [T(data=[[1, 0], [0, 0], [2, 3]], dtype=I64), 1, False])
    case("torch", name, [T(data=[[1, 0], [0, 0], [2, 3]], dtype=I64), 0, True])
for dims in (None, [0], [0, 1]):
    case("torch", "count_nonzero", [T(data=[[1, 0], [0, 0], [2, 3]], dtype=I64), dims])
HOLES = [[1.0, NAN, 3.0], [2.0, 5.0, NAN]]
for name in ("nansum", "nanmean"):
    for dims, keep in ((None, False), ([0], False), ([1], True), ([0, 1], False)):
        case("corner", name, [T(data=HOLES), dims, keep, None],
             lambda a, d=dims, k=keep, n=name: getattr(torch, n)(a, d, k) if d is not None else getattr(torch, n)(a))
        case("torch", name, [T(2, 3), dims, keep, None],
             lambda a, d=dims, k=keep, n=name: getattr(torch, n)(a, d, k) if d is not None else getattr(torch, n)(a), True)
for dims, keep in (([0], False), ([1], True), ([0, 1], False), ([-1], False)):
    case("torch", "logsumexp", [T(2, 3, layout="t"), dims, keep], None, True)
case("torch", "logsumexp", [T(data=[INF, 1.0], grad=False), [0], False])
case("torch", "logsumexp", [T(data=[-INF, -INF], grad=False), [0], False])
case("torch", "logsumexp", [T(data=[1000.0, 1000.5]), [0], False], None, True)
case("torch", "logsumexp", [T(data=[1, 2], dtype=I64), [0], False])
for name in ("var", "std", "var_mean", "std_mean"):
    for shape in ((5,), (2, 3)):
        for unbiased in (True, False):
            case("torch", name, [T(*shape), unbiased], None, True)
    for dims, unbiased, keep in (([0], True, False), ([1], False, True), ([0, 1], True, False), (None, True, False)):
        case("torch", name, [T(3, 4, layout="t"), dims, unbiased, keep],
             lambda a, d=dims, u=unbiased, k=keep, n=name: getattr(torch, n)(a, d, u, k), True)
    for dims, correction, keep in (([0], 2, False), ([1], 0, True), (None, None, False)):
        case("torch", name, [T(4, 4), dims, correction, keep],
             lambda a, d=dims, c=correction, k=keep, n=name: getattr(torch, n)(a, d, correction=c, keepdim=k), True)
    case("torch", name, [T(9, dtype=F32), True])
case("corner", "std", [T(data=[2.0, 2.0, 2.0]), True])
for p in ("fro", 2, 1, 3, 1.5, 0.5, INF, -INF, 0):
    for shape, dim, keep in (((2, 3), None, False), ((5,), None, False), ((2, 3), [1], False), ((2, 3), [0], True),
                             ((2, 3), [0, 1], False), ((), None, False)):
        # p = 0 is flat, and PyTorch sends no gradient.
        case("corner" if p == 0 else "torch", "norm", [T(*shape), p, dim, keep, None], None, p not in (INF, -INF, 0))
case("torch", "norm", [T(2, 3, layout="t", signs=True), "fro", None, False, None], None, True)
case("torch", "norm", [T(20, dtype=F32, signs=True), "fro", None, False, None])
case("torch", "norm", [T(3, 7, dtype=F32, signs=True), 2, [0], False, None])
case("torch", "norm", [T(3, 7, dtype=F32, signs=True), 2, [0], False, F64])
case("torch", "norm", [T(0), "fro", None, False, None], None, True)
case("corner", "norm", [T(data=[0.0, 0.0]), "fro", None, False, None])
case("corner", "norm", [T(data=[1.0, -1.0, 0.5]), INF, None, False, None])
for p in (2, 1, INF):
    for dim, keep in ((None, False), ([1], True)):
        case("linalg", "vector_norm", [T(2, 3), p, dim, keep, None], None, p == 2)
for p in (2, 1, 3):
    case("torch", "dist", [T(2, 3), T(3, low=2, high=3), p], None, True)
for shape in ((3, 3), (2, 4), (0, 0)):
    case("torch", "trace", [T(*shape)], None, True)
case("torch", "trace", [T(data=[[1, 2], [3, 4]], dtype=I64)])

# Linear algebra.
for beta, alpha in ((1, 1), (2, 0.5), (0, 1)):
    rest = [beta, alpha]
    case("torch", "addmm", [T(2, 4), T(2, 3), T(3, 4), *rest], None, True)
    case("torch", "addmm", [T(4), T(2, 3, layout="t"), T(3, 4), *rest], None, True)
    case("torch", "addmv", [T(2), T(2, 3), T(3), *rest], None, True)
    case("torch", "addmv", [T(), T(2, 3), T(3), *rest], None, True)
    case("torch", "addr", [T(2, 3), T(2), T(3), *rest], None, True)
    case("torch", "addr", [T(3), T(2), T(3), *rest], None, True)
    case("torch", "baddbmm", [T(2, 4), T(3, 2, 3), T(3, 3, 4), *rest], None, True)
    case("torch", "addmv", [T(2, grad=False), T(2, 3), T(3, grad=False), *rest], None, True)
for name in ("outer", "ger"):
    case("torch", name, [T(2), T(3)], None, True)
    case("torch", name, [T(2, dtype=F32), T(3)])
for a, b in (((3,), (3,)), ((2, 3), (3,)), ((2, 3), (4, 3)), ((), (2, 3)), ((2, 2, 3), (3,))):
    case("torch", "inner", [T(*a), T(*b)], None, True)
case("torch", "vdot", [T(3), T(3)], None, True)
for a, b in (((2, 3), (3, 2)), ((2,), (3,)), ((2,), (2, 2)), ((), (2,))):
    case("torch", "kron", [T(*a), T(*b)], None, True)
for a, b, dim in (((3,), (3,), None), ((2, 3), (2, 3), None), ((2, 3), (1, 3), 1), ((3, 2), (3, 2), 0), ((2, 3), (2, 3), -1)):
    case("torch", "cross", [T(*a), T(*b), dim], None, True)
for a, b, dims in (((2, 3), (3, 4), 1), ((2, 3, 4), (3, 4, 2), 2), ((2,), (3,), 0), ((2, 3), (1, 4), 1)):
    case("torch", "tensordot", [T(*a), T(*b), dims], None, True)
for n in (1, 2, 3, 4, 5):
    case("torch", "matrix_power", [T(2, 2), n], None, True)
case("torch", "matrix_power", [T(2, 2, grad=False), 0])
case("torch", "matrix_power", [T(2, 2, 2), 3], None, True)
for shapes in ([(2, 3), (3, 4)], [(2, 3), (3, 4), (4, 2)], [(4, 2), (2, 5), (5, 1), (1, 3)]):
    tensors = [T(*shape) for shape in shapes]
    case("torch", "chain_matmul", [tensors], lambda *a: torch.chain_matmul(*a), True)
EQUATIONS = ["ij,jk->ik", "ij,jk", "bij,bjk->bik", "bij,jk->bik", "i,i->", "i,j->ij", "ii->i", "ii", "ii->", "ij->ji", "ij->", "ij->i",
             "ij,j->i", "ij,ij->ij", "ij,ij->", "ij,kj->ik", "ij,ij->i", "...ij->...ji", "b...i,...i->b...", "ij,jk,kl->il",
             "i,ij,j->", "bn,anm,bm->ba", "iji->j", "ij,k->ijk", "ijk,ik->j", "ba,b->a", "i->"]
SIZES = {"i": 2, "j": 3, "k": 4, "l": 2, "b": 2, "n": 3, "m": 2, "a": 3}
for equation in EQUATIONS:
    tensors = []
    for labels in equation.split("->")[0].split(","):
        labels = labels.strip().replace("...", ".")
        tensors.append(T(*[SIZES.get(label, 2) for label in labels]))
    case("torch", "einsum", [equation, tensors], lambda *a, e=equation: torch.einsum(e, *a), True)
case("torch", "einsum", ["ij,jk->ik", [T(2, 1), T(3, 2)]], lambda a, b: torch.einsum("ij,jk->ik", a, b), True)

# Comparisons of wholes.
for args in ([T(4), T(4)], [T(data=[1.0, NAN, INF]), T(data=[1.000001, NAN, INF])], [WHOLE[0], WHOLE[0]]):
    for rest in ([1e-05, 1e-08, False], [0.1, 0.5, True], [0.0, 0.0, False]):
        case("torch", "isclose", [*args, *rest])
        case("torch", "allclose", [*args, *rest], lambda a, b, r=rest: torch.tensor(torch.allclose(a, b, *r)))
case("torch", "equal", [T(data=[1.0, 2.0]), T(data=[1.0, 2.0], dtype=F32)], lambda a, b: torch.tensor(torch.equal(a, b)))
case("torch", "equal", [T(2), T(3)], lambda a, b: torch.tensor(torch.equal(a, b)))
for name in ("cumsum", "cumprod"):
    case("torch", name, [T(3, dtype=F32), 0, F64])
case("torch", "prod", [T(2, 3, dtype=F32), 1, False, F64])

# torch.linalg.
SQUARE = [[2.0, 1.0], [0.5, -3.0]]
SQUARES = [[[2.0, 1.0], [0.5, -3.0]], [[0.0, 1.5], [2.0, 1.0]]]
THREE = [[1.0, 0.5, 0.0], [2.0, -1.0, 0.25], [0.5, 0.5, 3.0]]
for data in (SQUARE, SQUARES, THREE, [[4.0]]):
    for spelling, name in (("linalg", "inv"), ("torch", "inverse"), ("linalg", "det"), ("method", "det")):
        case(spelling, name, [T(data=data)], None, True)
for a, b in ((SQUARE, (2,)), (SQUARE, (2, 3)), (SQUARES, (2, 2, 1)), (THREE, (3, 3))):
    case("linalg", "solve", [T(data=a), T(*b)], None, True)
for a, order, dim, keep in (((2, 3), None, None, False), ((3,), None, None, True), ((2, 3), 1, None, False), ((2, 3), INF, None, False),
                            ((3,), 3, None, False), ((2, 3), -1, [1, 0], True), ((2, 3), "fro", None, False),
                            ((2, 2, 3), -INF, [0, 2], False), ((2, 3), 2, [1], False)):
    case("linalg", "norm", [T(*a), order, dim, keep, None], None, order in (None, 3, "fro"))
for a, order, keep in (((2, 3), "fro", False), ((2, 2, 3), 1, False), ((2, 3), -INF, True)):
    case("linalg", "matrix_norm", [T(*a), order, None, keep, None], lambda a, o=order, k=keep: torch.linalg.matrix_norm(a, o, keepdim=k))
case("linalg", "matmul", [T(2, 3), T(3)], None, True)
for shapes in ([(2, 3), (3, 4)], [(3,), (3, 4), (4, 2)], [(2, 3), (3, 4), (4,)], [(3,), (3, 2), (2,)]):
    case("linalg", "multi_dot", [[T(*shape) for shape in shapes]], lambda *a: torch.linalg.multi_dot(a), True)
case("linalg", "matrix_power", [T(2, 2), 3], None, True)
for a, b, dim in (((3,), (3,), -1), ((2, 3), (1, 3), -1), ((3, 2), (3, 2), 0)):
    case("linalg", "cross", [T(*a), T(*b), dim], None, True)
case("linalg", "diagonal", [T(2, 3), 0, -2, -1], None, True)
case("linalg", "diagonal", [T(2, 3, 3), 1, -2, -1], None, True)

for shape in ((2, 4), (4,)):
    case("torch", "addbmm", [T(*shape), T(3, 2, 3), T(3, 3, 4), 1, 1], None, True)
case("method", "addbmm", [T(2, 4), T(1, 2, 3), T(1, 3, 4), 0.5, 2], None, True)
case("inplace", "addbmm", [T(2, 4), T(3, 2, 3), T(3, 3, 4), 0.5, 2], None, True)
for a, b, dims in (((2, 3), (3, 2), [0, 1, 1, 0]), ((2, 3, 2), (3, 4), [1, 0]), ((2, 3), (2, 3), [-1, -1])):
    n = len(dims) // 2
    case("torch", "tensordot", [T(*a), T(*b), dims], lambda x, y, d=dims, n=n: torch.tensordot(x, y, (d[:n], d[n:])), True)
