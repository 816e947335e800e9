#!/usr/bin/python3
"""Writes draw-cases.h, dtype-cases.h and option-cases.h beside it: what PyTorch 1.13 and numpy give.
Run it where python3-torch is installed."""
import os
import warnings

import numpy
import torch

warnings.simplefilter("ignore")
HERE = os.path.dirname(os.path.abspath(__file__))
# In the order of CrDtype.
DTYPES = [torch.bool, torch.int64, torch.float32, torch.float64, torch.int32, torch.int16, torch.int8, torch.uint8,
          torch.float16, torch.complex64]
NAMES = ["CR_DTYPE_" + str(d).split(".")[1].upper() for d in DTYPES]


def hexes(values):
    return ", ".join("NAN" if v != v else ("-" if v < 0 else "") + "INFINITY" if v in (float("inf"), -float("inf"))
                     else float(v).hex() for v in values)


def quote(text):
    lines = text.split("\n")
    return "\n      ".join('"%s%s"' % (line.replace('"', '\\"'), "\\n" if i + 1 < len(lines) else "")
                         for i, line in enumerate(lines))


def draws():
    rows, arrays = [], []

    def add(fill, dtype, sizes, transposed, a, b, draw):
        seed = 1000 + len(rows)
        torch.manual_seed(seed)
        tensor = torch.zeros(sizes[::-1] if transposed else sizes, dtype=dtype)
        if transposed:
            tensor = tensor.t()
        tensor = draw(tensor)
        left = torch.get_rng_state().numpy().view(numpy.int32)[2]
        next_ = torch.get_rng_state().numpy().view(numpy.int64)[2]
        flat = tensor.reshape(-1)
        flat = (torch.view_as_real(flat).reshape(-1) if flat.is_complex() else flat)[-24:].double().tolist()
        arrays.append("static const double draw_%d[] = { %s };" % (len(rows), hexes(flat)))
        n = tensor.dim()
        rows.append("  { %s, %s, %d, { %s }, %d, %s, %s, %d, %d, %d, draw_%d, %d }," % (
            fill, NAMES[DTYPES.index(dtype)], n, ", ".join(map(str, sizes)) or "0", transposed, float(a).hex(),
            float(b).hex(), seed, left, next_, len(rows), len(flat)))

    floats = [torch.float32, torch.float64, torch.float16]
    for dtype in floats + [torch.complex64]:
        for sizes, transposed in (([5], 0), ([16], 0), ([33], 0), ([4, 6], 1), ([], 0)):
            add("UNIFORM", dtype, sizes, transposed, 0, 1, lambda t: t.uniform_())
            add("NORMAL", dtype, sizes, transposed, 0, 1, lambda t: t.normal_())
    for dtype in floats:
        add("UNIFORM", dtype, [40], 0, -1, 3, lambda t: t.uniform_(-1, 3))
        add("NORMAL", dtype, [7], 0, 2, 0.5, lambda t: t.normal_(2, 0.5))
        add("EXPONENTIAL", dtype, [20], 0, 1.5, 0, lambda t: t.exponential_(1.5))
        add("LOG_NORMAL", dtype, [9], 0, 0.5, 0.25, lambda t: t.log_normal_(0.5, 0.25))
        add("CAUCHY", dtype, [9], 0, 1, 2, lambda t: t.cauchy_(1, 2))
        add("INTEGERS_ANY", dtype, [9], 0, 0, 0, lambda t: t.random_())
        add("INTEGERS", dtype, [9], 0, -3, 50, lambda t: t.random_(-3, 50))
    add("INTEGERS", torch.float32, [9], 0, 0, 2 ** 40, lambda t: t.random_(0, 2 ** 40))
    for dtype in (torch.bool, torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8):
        add("INTEGERS_ANY", dtype, [9], 0, 0, 0, lambda t: t.random_())
        add("INTEGERS", dtype, [9], 0, 0, 2, lambda t: t.random_(0, 2))
        add("BERNOULLI", dtype, [9], 0, 0.25, 0, lambda t: t.bernoulli_(0.25))
    add("GEOMETRIC", torch.float32, [20], 0, 0.3, 0, lambda t: t.geometric_(0.3))
    add("GEOMETRIC", torch.int64, [20], 0, 0.3, 0, lambda t: t.geometric_(0.3))
    for high in (2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 40, 2 ** 62):
        add("INTEGERS", torch.int64, [9], 0, 0, high, lambda t: t.random_(0, high))
    for dtype in (torch.float32, torch.float64):
        add("BERNOULLI", dtype, [3, 5], 1, 0.5, 0, lambda t: t.bernoulli_(0.5))
        for n in (1, 2, 17, 100):
            add("PERMUTATION", dtype, [n], 0, 0, 0, lambda t: torch.randperm(t.numel(), dtype=t.dtype))
    weights = torch.tensor([0.5, 3, 0, 1, 2.25])
    for dtype in (torch.float32, torch.float64):
        w = weights.to(dtype)
        add("CHOICE", torch.int64, [3], 0, dtype == torch.float64, 0, lambda t: torch.multinomial(w, 3))
        add("CHOICE", torch.int64, [30], 0, dtype == torch.float64, 1, lambda t: torch.multinomial(w, 30, True))
    return "\n".join(arrays) + "\n\nstatic const DrawCase draw_cases[] = {\n" + "\n".join(rows) + "\n};\n"


def dtypes():
    lines = ["static const CrDtype promotions[CR_N_DTYPES][CR_N_DTYPES] = {"]
    for a in DTYPES:
        # complex128 is not there: float64 with complex64 stays complex64.
        row = [torch.promote_types(a, b) for b in DTYPES]
        lines.append("  { " + ", ".join(NAMES[DTYPES.index(torch.complex64 if d == torch.complex128 else d)]
                                        for d in row) + " },")
    lines += ["};", ""]
    values = [0, -0.0, 1, -1, 2.5, -2.5, 127, 128, 200, -129, 255, 256, 300.75, 40000, -40000, 65504, 65519, 65520,
              1e5, 3e9, -3e9, 5e9 + 17, 1e10 + 77, 1e19, 1e-5, 6e-8, 2e-8, 1e-40, 0.1, 1 / 3, float("inf"), -float("inf"),
              float("nan")]
    lines.append("static const double cast_values[] = { %s };" % hexes(values))
    lines.append("static const double casts[CR_N_DTYPES][%d] = {" % len(values))
    t = torch.tensor(values, dtype=torch.float64)
    for d in DTYPES:
        lines.append("  { %s }," % hexes((t.to(d).real if d.is_complex else t.to(d)).double().tolist()))
    lines += ["};", ""]
    return "\n".join(lines)


def options():
    rows, arrays = [], []

    def add(dtype, sizes, values, options, numpy_mode):
        sevens = [i % 7 for i in range(numpy.prod(sizes, dtype=int))]
        tensor = torch.tensor(sevens if values is None else values, dtype=torch.float64).reshape(sizes).to(dtype)
        if dtype.is_complex:
            tensor = torch.complex(tensor.real, -tensor.real.flip(0))
        precision, threshold, edge, width, sci = options
        torch.set_printoptions(precision=precision, threshold=threshold, edgeitems=edge, linewidth=width,
                               sci_mode=None if sci < 0 else bool(sci))
        array = None if dtype.is_complex else tensor.numpy()
        text = repr(tensor) if numpy_mode == 0 else str(array) if numpy_mode == 1 else repr(array)
        torch.set_printoptions(profile="default", sci_mode=None)
        if values is not None:
            arrays.append("static const double option_%d[] = { %s };" % (len(rows), hexes(values) or "0"))
        name = "NULL" if values is None else "option_%d" % len(rows)
        rows.append("  { %s, %d, { %s }, %s, { %d, %s, %d, %d, %d }, %d,\n      %s }," % (
            NAMES[DTYPES.index(dtype)], len(sizes), ", ".join(map(str, sizes)) or "0", name, precision,
            "INFINITY" if threshold == float("inf") else threshold, edge, width, sci, numpy_mode, quote(text)))

    plain = (4, 1000, 3, 80, -1)
    some = [0.5, -1.25, 3, 100, 1e-3, 0.0]
    wide = [1e-5, 123456.5, -2.0, float("nan"), float("inf"), -0.0]
    for dtype in DTYPES:
        add(dtype, [6], [0, 1, 2, 3, 4, 5], plain, 0)
        add(dtype, [2, 0], [], plain, 0)
        add(dtype, [0], [], plain, 0)
        add(dtype, [], [2], plain, 0)
    for dtype in (torch.float16, torch.float32, torch.float64, torch.complex64):
        for values in (some, wide):
            add(dtype, [2, 3], values, plain, 0)
            add(dtype, [6], values, (2, 1000, 3, 40, -1), 0)
            add(dtype, [6], values, (8, 1000, 3, 80, 1), 0)
            add(dtype, [6], values, (0, 1000, 3, 80, 0), 0)
            add(dtype, [6], values, (4, 5, 2, 80, -1), 0)
    many = [i * 0.5 for i in range(60)]
    add(torch.float32, [3, 4, 5], many, (4, 10, 1, 80, -1), 0)
    add(torch.float32, [60], many, (4, 10, 3, 30, -1), 0)
    add(torch.int64, [60], range(60), (4, float("inf"), 3, 20, -1), 0)
    for dtype in (torch.bool, torch.int64, torch.int16, torch.float16, torch.float32, torch.float64):
        for mode in (1, 2):
            add(dtype, [2, 3], some, plain, mode)
            add(dtype, [], [0.1], plain, mode)
            add(dtype, [0], [], plain, mode)
            add(dtype, [2, 0], [], plain, mode)
            add(dtype, [30], many[:30], plain, mode)
            if dtype.is_floating_point:
                add(dtype, [6], wide, plain, mode)
                add(dtype, [3], [1e-7, 1 / 3, 2e4], plain, mode)
                add(dtype, [3], [float("inf"), float("nan"), 1], plain, mode)
            add(dtype, [12, 10, 11], None, plain, mode)
    return "\n".join(arrays) + "\n\nstatic const OptionCase option_cases[] = {\n" + "\n".join(rows) + "\n};\n"


for name, make in (("draw", draws), ("dtype", dtypes), ("option", options)):
    with open(os.path.join(HERE, name + "-cases.h"), "w") as file:
        file.write("#pragma once\n/* Written by generate-draws.py from PyTorch %s and numpy %s. */\n/* clang-format off */\n\n#include <math.h>\n\n"
                   % (torch.__version__, numpy.__version__))
        file.write(make())
