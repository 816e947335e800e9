"""Cases of joining, splitting, indexing, ordering."""
import torch

INDICES = [(0,), (-1,), (slice(0, 2),), (slice(None, None, 2),), (slice(None), 1), (0, 1), (None,), (...,),
           (slice(None), None), (..., 0), (slice(1, None), slice(None, None, 2)), (0, slice(0, 3)), (slice(0, 2), 1),
           (slice(-1, None),), (slice(5, None),), (slice(2, 1),), (None, ..., 1, None), (..., slice(1, 2)),
           (slice(None), slice(0, 9, 7))]
for index in INDICES:
    for layout in "ct":
        python = index if len(index) > 1 else index[0]
        case("index", "index", [T(2, 3, layout=layout), *index],
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
        case("put", "index", [*tensors, *index],
             lambda a, b, i=python: put(a, b, i), True)
case("put", "index", [T(2, 3), T(3), ...], lambda a, b: put(a, b, ...), True)
case("put", "index", [T(2, 3), T(), ...], lambda a, b: put(a, b, ...), True)
