"""Cases of views, joining, splitting, indexing, ordering."""
import torch


def integers(*data):
    return T(data=list(data) if len(data) != 1 or not isinstance(data[0], (list, torch.Tensor)) else data[0], dtype=I64)


def mask(shape, *true):
    data = torch.zeros(shape, dtype=torch.bool)
    for place in true:
        data[place] = True
    return T(data=data, dtype=BOOL)


def mixed(*shape, **options):
    """Distinct values, in no order."""
    n = 1
    for size in shape:
        n *= size
    return T(data=(torch.randperm(n).reshape(shape).to(F64) / 8 - 1), **{"dtype": F64, **options})


INDICES = [(0,), (-1,), (slice(0, 2),), (slice(None, None, 2),), (slice(None), 1), (0, 1), (None,), (...,),
           (slice(None), None), (..., 0), (slice(1, None), slice(None, None, 2)), (0, slice(0, 3)), (slice(0, 2), 1),
           (slice(-1, None),), (slice(5, None),), (slice(2, 1),), (None, ..., 1, None), (..., slice(1, 2)),
           (slice(None), slice(0, 9, 7))]
for index in INDICES:
    for layout in "cts":
        case("index", "index", [T(2, 3, layout=layout), *index], smooth=True)

SOME, PAIR, GRID = integers(1, 0, 1), integers(-1, 0), integers([[0, 1], [1, 1]])
M2, M23, M3 = mask((2,), 1), mask((2, 3), (0, 1), (1, 2), (1, 0)), mask((3,), 0, 2)
TENSORS = [(SOME,), (GRID,), (M2,), (M23,), (SOME, integers(2, 0, 0)), (slice(None), SOME), (SOME, slice(1, None)),
           (0, SOME), (SOME, 0), (None, SOME), (SOME, None), (..., SOME), (M2, M3), (GRID, PAIR), (PAIR, GRID),
           (slice(None), M3), (True,), (False,), (integers([]),), (SOME, None, PAIR if False else integers(1, 1, 2)),
           (mask((2, 3)),), (integers(torch.tensor(1)),), (mask(()),)]
for index in TENSORS:
    for layout in "ct":
        case("index", "index", [T(2, 3, layout=layout), *index], smooth=True)
for index in [(PAIR, slice(None), PAIR), (slice(None), PAIR, integers(0, 2)), (PAIR, PAIR), (0, PAIR, PAIR),
              (PAIR, slice(0, 2), 1), (PAIR, None, PAIR), (mask((2, 2), (0, 1)),), (slice(None), mask((2, 3), (0, 1), (1, 1))),
              (..., GRID), (GRID, ...), (PAIR, ..., PAIR)]:
    case("index", "index", [T(2, 2, 3), *index], smooth=True)
case("index", "index", [T(2, 3, dtype=F32), SOME])
case("index", "index", [T(4, dtype=I64), SOME])
case("index", "index", [T(), True], smooth=True)
case("index", "index", [T(), None], smooth=True)
case("index", "index", [T(0, 3), integers([])], smooth=True)

PUTS = [((0,), ()), ((0,), (3,)), ((slice(None), 1), (2,)), ((slice(1, None),), (1, 1, 3)), ((0, slice(0, 2)), ()),
        ((slice(None),), (3,)), ((..., 1), (2,)), ((None, 0), (1, 3)), ((PAIR,), ()), ((PAIR,), (2, 3)), ((PAIR,), (1, 3)),
        ((M2,), (3,)), ((M23,), ()), ((M23,), (3,)), ((PAIR, integers(0, 2)), (2,)), ((PAIR, integers(0, 2)), (1, 1)),
        ((slice(None), PAIR), ()), ((slice(None), integers(0, 2)), (2, 2)), ((0, integers(2, 1)), (2,)), ((mask((2, 3)),), ())]
for index, shape in PUTS:
    for both in ((True, True), (True, False), (False, True)):
        case("put", "index", [T(2, 3, grad=both[0]), T(*shape, grad=both[1]), *index], smooth=True)
case("put", "index", [T(2, 3), T(3), ...], smooth=True)
case("put", "index", [T(2, 3), T(), ...], smooth=True)
case("put", "index", [T(2, 3, dtype=F32), T(dtype=F32), M23])

CATS = [([(2, 3), (2, 3)], 0), ([(2, 3), (1, 3)], 0), ([(2, 3), (2, 1), (2, 2)], -1), ([(3,)], 0), ([(0, 3), (2, 3)], 0),
        ([(2, 1, 3), (2, 2, 3)], 1), ([(0,), (2, 3)], 0), ([(0,), (0,)], 0)]
for name in ("cat", "concat", "concatenate"):
    for shapes, dim in CATS:
        case("torch", name, [[T(*shape) for shape in shapes], dim], smooth=True)
case("torch", "cat", [[T(2, 3, layout="t"), T(2, 3, grad=False), T(2, 3, layout="s")], 1], smooth=True)
case("torch", "cat", [[T(2, dtype=F32), T(3)], 0])
case("torch", "cat", [[T(2, dtype=I64), T(3, dtype=I64)], 0])
for shapes, dim in [([(2, 3)] * 2, 0), ([(2, 3)] * 3, -1), ([()] * 3, 0), ([(3,)], 1), ([(0, 2)] * 2, 1), ([(2, 3)] * 4, 1)]:
    case("torch", "stack", [[T(*shape) for shape in shapes], dim], smooth=True)
case("torch", "stack", [[T(2, 3, layout="t"), T(2, 3, grad=False)], 1], smooth=True)
for name, shapes in [("hstack", [(2,), (3,)]), ("hstack", [(2, 1), (2, 2)]), ("hstack", [(), (2,)]), ("vstack", [(3,), (2, 3)]),
                     ("vstack", [(), ()]), ("row_stack", [(3,), (3,)]), ("dstack", [(2,), (2,)]), ("dstack", [(2, 3), (2, 3)]),
                     ("column_stack", [(2,), (2, 3)]), ("column_stack", [(), (1,)])]:
    case("torch", name, [[T(*shape) for shape in shapes]], smooth=True)

for shape, size, dim in [((5, 2), 2, 0), ((2, 5), 3, -1), ((3,), 5, 0), ((0, 2), 2, 0), ((4,), [1, 3], 0), ((2, 3), [0, 2, 1], 1)]:
    case("method", "split", [T(*shape), size, dim], smooth=True)
case("torch", "split", [T(4, 3, layout="t"), 3, 0], smooth=True)
case("method", "split_with_sizes", [T(4, 2), [1, 3], 0], smooth=True)
for shape, chunks, dim in [((5, 2), 2, 0), ((2, 5), 3, 1), ((3,), 7, 0), ((0, 2), 2, 0)]:
    case("torch", "chunk", [T(*shape), chunks, dim], smooth=True)
for shape, sections, dim in [((5, 2), 2, 0), ((2, 5), 3, 1), ((3,), 5, 0), ((5,), [1, 3], 0), ((2, 5), [4, 2], -1)]:
    case("torch", "tensor_split", [T(*shape), sections, dim], lambda a, s=sections, d=dim: torch.tensor_split(a, s, d), smooth=True)
for shape, dim in [((3, 2), 0), ((2, 3), -1), ((2,), 0)]:
    case("torch", "unbind", [T(*shape), dim], smooth=True)
case("method", "narrow", [T(4, 3), 0, 1, 2], smooth=True)
case("method", "narrow", [T(4, 3), -1, -2, 1], smooth=True)

for shape, dim, index in [((3, 4), 0, integers(2, 0, 2)), ((3, 4), -1, integers(1)), ((3, 4), 1, integers([])),
                          ((4,), 0, integers(3, 3)), ((), 0, integers(0))]:
    case("method", "index_select", [T(*shape), dim, index], smooth=True)
case("torch", "index_select", [T(3, 4, layout="t"), 1, integers(3, 0)], smooth=True)
for name, extra in (("index_add", [1]), ("index_add", [2.5]), ("index_copy", [])):
    for spelling in ("torch", "inplace"):
        compute = (lambda a, i, b, e=extra: torch.index_add(a, 0, i, b, alpha=e[0])) if extra and spelling == "torch" else None
        case(spelling, name, [T(3, 4), 0, integers(2, 0), T(2, 4), *extra], compute, smooth=True)
        case(spelling, name, [T(3, 4), 0, integers(2, 0), T(2, 4, grad=False), *extra], compute, smooth=True)
    case("method", name, [T(3, 4, layout="t"), -1, integers(1), T(3, 1), *extra], smooth=True)
case("torch", "index_add", [T(3, 4), 0, integers(1, 1), T(2, 4), 1], lambda a, i, b: torch.index_add(a, 0, i, b), smooth=True)
for value in (2.5, T(), 1):
    case("method", "index_fill", [T(3, 4), 1, integers(0, 3), value], smooth=True)
case("inplace", "index_fill", [T(3, 4), 0, integers(1), 7.0], smooth=True)
for name, accumulate in (("index_put", False), ("index_put", True)):
    case("torch", name, [T(3, 4), [integers(1, 2), integers(0, 0)], T(2), accumulate], smooth=True)
    case("inplace", name, [T(3, 4), [integers(1, 2)], T(4), accumulate], smooth=True)
case("torch", "index_put", [T(3), [integers(1, 1)], T(2), True], smooth=True)
case("method", "take", [T(3, 4), integers([[1, -1], [5, 1]])], smooth=True)
case("torch", "take", [T(3, 4, layout="t"), integers(7, 0)], smooth=True)
case("torch", "take_along_dim", [T(3, 4), integers([[0, 1, 2, 0]]), 0], smooth=True)
case("torch", "take_along_dim", [T(3, 4), integers([[0], [1], [1]]), -1], smooth=True)
case("torch", "take_along_dim", [T(3, 4), integers(3, 11), None], smooth=True)

PLACES = integers([[0, 2, 1], [1, 1, 0]])
for dim in (0, -1):
    case("method", "gather", [T(3, 3), dim, PLACES, False], smooth=True)
    case("method", "scatter", [T(3, 3), dim, PLACES if dim == 0 else integers([[0, 2, 1], [1, 2, 0]]), T(2, 3)], smooth=dim != 0)
    case("method", "scatter", [T(3, 3), dim, PLACES, 1.5], smooth=True)
    case("method", "scatter_add", [T(3, 3), dim, PLACES, T(2, 3)], smooth=True)
case("torch", "gather", [T(3, 3, layout="t"), 1, PLACES, False], smooth=True)
case("torch", "gather", [T(4), 0, integers([]), False], smooth=True)
case("torch", "gather", [T(), 0, integers(torch.tensor(0)), False], smooth=True)
case("inplace", "scatter", [T(3, 3), 0, integers([[0, 2, 1]]), T(1, 3)], smooth=True)
case("inplace", "scatter", [T(3, 3), 1, integers([[0], [2], [1]]), 2], smooth=True)
case("inplace", "scatter_add", [T(3, 3), 0, PLACES, T(2, 3)], smooth=True)
for value in (2.5, T(), -1):
    case("torch", "masked_fill", [T(2, 3), M23, value], smooth=True)
    case("inplace", "masked_fill", [T(2, 3), M3, value], smooth=True)
case("torch", "masked_fill", [T(3), M23, 0.5], smooth=True)
case("torch", "masked_fill", [T(), mask((), ()), 0.5], smooth=True)
case("torch", "masked_select", [T(2, 3), M23], smooth=True)
# Not with a transposed input: there PyTorch 1.13 sends the gradient to the wrong elements.
case("torch", "masked_select", [T(2, 3), M3], smooth=True)
case("torch", "masked_select", [T(3), M23], smooth=True)
case("torch", "masked_scatter", [T(2, 3), M23, T(5)], smooth=True)
case("inplace", "masked_scatter", [T(2, 3), M3, T(2, 2)], smooth=True)
for name in ("nonzero", "argwhere"):
    case("torch", name, [M23, *([False] if name == "nonzero" else [])])
case("torch", "nonzero", [M23, True], lambda a: torch.nonzero(a, as_tuple=True))
case("torch", "nonzero", [T(data=[0.0, 2.0, 0.0], grad=False), False])
case("torch", "where", [M23], lambda c: torch.where(c))

for shape, dim, descending in [((4, 3), -1, False), ((4, 3), 0, True), ((), -1, False), ((0,), 0, False), ((2, 3, 2), 1, True)]:
    case("torch", "sort", [mixed(*shape), dim, descending], smooth=True)
    case("torch", "argsort", [mixed(*shape, grad=False), dim, descending])
case("torch", "sort", [mixed(3, 4, layout="t"), True, 0, False],
     lambda a: torch.sort(a, stable=True, dim=0, descending=False), smooth=True)
case("torch", "sort", [T(data=[3, 1, 2, 1], dtype=I64), 0, False])
case("torch", "sort", [T(data=[1.0, float("nan"), -1.0], grad=False), 0, True])
case("torch", "msort", [mixed(4, 3)], smooth=True)
for shape, k, dim, largest in [((4, 3), 2, -1, True), ((4, 3), 3, 0, False), ((5,), 0, 0, True), ((), 1, -1, True)]:
    case("torch", "topk", [mixed(*shape), k, dim, largest, True], smooth=True)
for shape, k, dim, keep in [((4, 3), 2, 0, False), ((4, 3), 3, -1, True), ((5,), 1, 0, False)]:
    case("torch", "kthvalue", [mixed(*shape), k, dim, keep], smooth=True)
VALUES = T(data=[[3, 1], [3, 2]], dtype=I64)
case("torch", "unique", [VALUES, True, False, False], lambda a: torch.unique(a))
case("torch", "unique", [VALUES, True, True, True], lambda a: torch.unique(a, return_inverse=True, return_counts=True))
case("torch", "unique", [T(data=[0.5, -1.0, 0.5], grad=False), True, False, True], lambda a: torch.unique(a, return_counts=True))
case("torch", "bincount", [T(data=[1, 3, 1], dtype=I64), None, 0], lambda a: torch.bincount(a))
case("torch", "bincount", [T(data=[1, 3, 1], dtype=I64), T(3, grad=False), 6])
EDGES = T(data=[0.0, 0.5, 0.5, 2.0], grad=False)
for right in (False, True):
    case("torch", "searchsorted", [EDGES, T(data=[[0.5, -1.0], [3.0, 0.7]], grad=False), False, right])
    case("torch", "bucketize", [T(data=[0.5, 2.0], grad=False), EDGES, True, right])
case("torch", "searchsorted", [EDGES, 0.6, False, False])
case("torch", "searchsorted", [T(data=[[1.0, 2.0], [3.0, 4.0]], grad=False), T(data=[[1.5], [1.5]], grad=False), False, False])
case("nn", "one_hot", [integers(2, 0), -1])
case("nn", "one_hot", [integers([[1], [0]]), 4])
case("torch", "tril_indices", [3, 2, 0, None])
case("torch", "triu_indices", [3, 4, 1, None])

for dims in ([0], [1, 0], [-1], []):
    case("torch", "flip", [T(2, 3), dims], smooth=True)
    case("method", "flip", [T(2, 3, layout="t"), dims], smooth=True)
for name in ("fliplr", "flipud"):
    case("torch", name, [T(2, 3)], smooth=True)
for shifts, dims in [([1], None), ([-2], [1]), ([1, 4], [0, -1]), ([5], [0])]:
    case("torch", "roll", [T(2, 3), shifts, dims], lambda a, s=shifts, d=dims: torch.roll(a, s, d) if d else torch.roll(a, s), smooth=True)
case("torch", "roll", [T(0, 3), [1], [0]], smooth=True)
for k in (0, 1, 2, 3, -1, 6):
    case("torch", "rot90", [T(2, 3), k, [0, 1]], smooth=True)
case("torch", "rot90", [T(2, 3, 2), 1, [2, 0]], smooth=True)
case("torch", "rot90", [T(2, 3), 1, None], lambda a: torch.rot90(a), smooth=True)
for shape, repeats in [((2, 3), [2, 2]), ((3,), [2, 1, 3]), ((), [2]), ((2,), [0]), ((2, 3), [1, 1]), ((2, 1), [1, 3])]:
    case("method", "repeat", [T(*shape), repeats], smooth=True)
    if repeats != [2, 1, 3]:
        case("torch", "tile", [T(*shape), repeats], smooth=True)
case("method", "tile", [T(2, 3), [2]], smooth=True)
case("torch", "repeat_interleave", [T(2, 3), 2, None], lambda a: torch.repeat_interleave(a, 2), smooth=True)
case("torch", "repeat_interleave", [T(2, 3), 2, 1], smooth=True)
case("torch", "repeat_interleave", [T(3, 2), integers(1, 0, 2), 0], smooth=True)
for name in ("tril", "triu"):
    for shape, k in [((3, 3), 0), ((2, 4), 1), ((3, 2), -1), ((2, 2, 3), 0), ((0, 2), 0), ((3, 3), 9)]:
        case("torch", name, [T(*shape), k], smooth=True)
    case("inplace", name, [T(3, 3), 1], smooth=True)
    case("method", name, [T(3, 3, layout="t"), 0], smooth=True)
for args in [(0, 0, 1), (1, 0, 1), (-1, 1, 0), (0, -1, 0), (5, 0, 1)]:
    case("torch", "diagonal", [T(3, 4), *args], smooth=True)
case("torch", "diagonal", [T(2, 3, 3), 1, -2, -1], smooth=True)
for shape, k in [((3,), 0), ((3,), -1), ((3, 4), 0), ((3, 3), 1), ((0,), 0)]:
    case("torch", "diag", [T(*shape), k], smooth=True)
    if len(shape) == 1:
        case("torch", "diagflat", [T(*shape), k], smooth=True)
case("torch", "diagflat", [T(2, 2), 1], smooth=True)
case("torch", "diag_embed", [T(2, 3), 0, -2, -1], smooth=True)
case("torch", "diag_embed", [T(2, 3), 1, 0, 2], smooth=True)
for size, stride, offset in [([2, 2], [1, 2], None), ([2, 2], [1, 1], 1), ([], [], 3), ([2, 3], [0, 1], 0)]:
    case("torch", "as_strided", [T(3, 2), size, stride, offset],
         lambda a, s=size, t=stride, o=offset: a.as_strided(s, t, o), smooth=True)
case("method", "unfold", [T(2, 5), 1, 3, 1], smooth=True)
case("method", "unfold", [T(5, 2), 0, 2, 3], smooth=True)

case("torch", "t", [T(2, 3)], lambda a: a.t(), True)
for name in ("transpose", "swapaxes", "swapdims"):
    case("torch", name, [T(2, 3, 2), 0, -1], smooth=True)
case("torch", "adjoint", [T(2, 3, 2)], smooth=True)
for name in ("movedim", "moveaxis"):
    case("torch", name, [T(2, 3, 4), [0], [-1]], smooth=True)
    case("torch", name, [T(2, 3, 4), [2, 0], [0, 1]], smooth=True)
case("torch", "permute", [T(2, 3, 4), [2, 0, 1]], smooth=True)
case("torch", "reshape", [T(2, 3), [3, -1]], smooth=True)
case("method", "view_as", [T(2, 3), T(3, 2, grad=False)], smooth=True)
case("method", "reshape_as", [T(2, 3, layout="t"), T(6, grad=False)], smooth=True)
case("torch", "ravel", [T(2, 3)], smooth=True)
case("torch", "ravel", [T(2, 3, layout="t")], smooth=True)
case("method", "unflatten", [T(2, 6), 1, [2, 3]], smooth=True)
case("method", "unflatten", [T(6), -1, [-1, 2]], smooth=True)
case("torch", "broadcast_to", [T(3, 1), [2, 3, 4]], smooth=True)
case("torch", "broadcast_tensors", [[T(3, 1), T(4), T()]], lambda *a: torch.broadcast_tensors(*a), smooth=True)
for indexing in ("ij", "xy"):
    case("torch", "meshgrid", [[T(2), T(3), T(1)], indexing], lambda *a, i=indexing: torch.meshgrid(*a, indexing=i), smooth=True)
for name in ("atleast_1d", "atleast_2d", "atleast_3d"):
    case("torch", name, [[T(), T(2), T(2, 3)]], lambda *a, n=name: getattr(torch, n)(*a), smooth=True)
case("method", "to", [T(2, 3), F64, False, True], lambda a: a.to(F64, copy=True), smooth=True)
case("method", "to", [T(2, 3), None, F32, False, False], lambda a: a.to("cpu", F32))
case("method", "to", [T(2, 3, dtype=F32), T(1, grad=False), False, False], lambda a, b: a.to(b))
case("method", "type_as", [T(2, 3, dtype=F32), T(1, grad=False)], lambda a, b: a.type_as(b))
for name in ("int", "short", "char", "byte", "half", "long", "bool"):
    case("method", name, [T(3, grad=False, low=0, high=9)], lambda a, n=name: getattr(a, n)())

for name in ("movedim", "moveaxis"):
    for args in ([T(2, 3, 2), 0, -1], [T(2, 3), 1, 0]):
        case("torch", name, args, None, True)
