#!/usr/bin/env python3
"""Records what PyTorch 1.13 computes and prints as the tables of the tests beside this file.

Run it with /usr/bin/python3 on a machine with Debian's python3-torch; the tests never need it.
"""
import math
import os
import subprocess

import torch

HERE = os.path.dirname(os.path.abspath(__file__))
DTYPES = {torch.bool: "CR_DTYPE_BOOL", torch.int64: "CR_DTYPE_INT64",
          torch.float32: "CR_DTYPE_FLOAT32", torch.float64: "CR_DTYPE_FLOAT64"}
NAN, INF = math.nan, math.inf


def number(value):
    value = float(value)
    if math.isnan(value):
        return "NAN"
    if math.isinf(value):
        return "INFINITY" if value > 0 else "-INFINITY"
    return value.hex()


def numbers(values):
    return "{ " + ", ".join(number(v) for v in values) + " }"


def text(string):
    lines = string.split("\n")
    parts = []
    for i, line in enumerate(lines):
        line = line.replace("\\", "\\\\").replace('"', '\\"')
        parts.append('"' + line + ("\\n" if i + 1 < len(lines) else "") + '"')
    return "\n    ".join(parts)


def write(name, body):
    with open(os.path.join(HERE, name), "w") as out:
        out.write("#pragma once\n/* Recorded from PyTorch 1.13.1 by generate.py; do not edit. */\n\n" + body)
    subprocess.run(["clang-format", "-i", name], cwd=HERE, check=True)


def pattern(n, modulus, shift, scale):
    return [((i * 37) % modulus - shift) * scale for i in range(n)]


def print_cases():
    f, d, i, b = torch.float32, torch.float64, torch.int64, torch.bool
    literal = [
        ((), [1.0]), ((), [0.0]), ((), [-0.0]), ((), [3.14159265]), ((), [1e-5]), ((), [1e10]), ((), [NAN]),
        ((), [INF]), ((), [-INF]), ((), [123456.0]), ((1,), [2.0]), ((3,), [1.0, 2.0, 3.0]),
        ((3,), [1.5, -2.25, 3.0]), ((3,), [0.0, 0.0, 0.0]), ((3,), [-0.0, 0.0, -1.0]), ((2,), [1000.0, 1.0]),
        ((2,), [1001.0, 1.0]), ((2,), [1e8, 1e8]), ((2,), [1.1e8, 1e8]), ((2,), [100000.5, 200.25]),
        ((2,), [0.0001, 0.0002]), ((2,), [0.00009, 0.0002]), ((3,), [1e-38, 1.0, 1e38]), ((3,), [NAN, 1.0, 2.5]),
        ((3,), [INF, -INF, NAN]), ((4,), [INF, 1.0, 2.0, -3.0]), ((4,), [INF, 0.5, NAN, -3.0]),
        ((2,), [1e-45, 1.0]), ((2, 3), [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), ((2, 2), [0.25, 100.0, -3.125, 7.0]),
        ((2, 1, 2), [1.0, 2.0, 3.0, 4.5]), ((1, 1, 1, 1), [5.0]), ((0,), []), ((0, 3), []), ((2, 0), []),
        ((2, 2, 0), []), ((5,), [0.1, 0.2, 0.3, 0.4, 0.5]), ((2,), [-1000.0, 0.9999]), ((2,), [-1001.0, 0.9999]),
        ((3,), [0.00005, 0.0, 0.00005]), ((2,), [2.5, 3.5]), ((2,), [16777216.0, 16777217.0]),
    ]
    cases = [(f, s, v, None, None) for s, v in literal]
    cases += [(d, s, v, None, None) for s, v in literal[:1] + literal[10:14] + literal[22:26] + literal[28:34]]
    cases += [(i, s, v, None, None) for s, v in [
        ((), [7]), ((3,), [1, -20, 300]), ((2, 2), [0, 1, -1, 1000000]), ((0,), []), ((0, 2), []),
        ((2,), [-9007199254740992, 9007199254740992])]]
    cases += [(b, s, v, None, None) for s, v in [((), [1]), ((3,), [1, 0, 1]), ((2, 2), [0, 0, 0, 0]), ((0,), [])]]
    big = [(f, (25,), (50, 25, 0.125)), (f, (40,), (97, 3, 1.0)), (f, (100,), (1009, 500, 0.01)), (i, (100,), (997, 9, 1)),
           (b, (20,), (2, 0, 1)), (f, (1001,), (1009, 500, 0.01)), (f, (1000,), (1009, 500, 0.25)),
           (f, (40, 40), (1009, 500, 0.5)), (f, (2, 1000), (1009, 1, 0.001)), (f, (1000, 2), (1009, 1, 1.0)),
           (f, (12, 10, 11), (1009, 500, 0.75)), (i, (3, 500), (1009, 500, 1)), (d, (3, 4, 5), (61, 30, 0.3)),
           (f, (2, 3, 4), (29, 0, 1.0)), (f, (2, 2, 2, 2), (17, 8, 1.5)), (b, (50, 50), (3, 0, 1)),
           (f, (7, 30), (211, 100, 1e-7)), (f, (1500, 1), (1009, 500, 1e6))]
    cases += [(t, s, None, p, None) for t, s, p in big]
    for suffix in ["requires_grad=True", "grad_fn=<MulBackward0>"]:
        cases += [(t, s, v, p, suffix) for t, s, v, p in [
            (f, (3,), [1.0, 2.5, 3.0], None), (d, (1,), [0.5], None), (f, (25,), None, (50, 25, 0.125)),
            (f, (40, 40), None, (1009, 500, 0.5)), (f, (2, 0), [], None), (d, (8,), None, (17, 8, 0.3))]]
    rows = {"print-cases": [], "print-cases-large": []}
    for dtype, shape, values, p, suffix in cases:
        n = math.prod(shape)
        elements = values if p is None else pattern(n, *p)
        tensor = torch.tensor(elements, dtype=torch.float64).to(dtype).reshape(shape)
        if suffix == "requires_grad=True":
            tensor.requires_grad_()
        elif suffix:
            one = torch.ones((), dtype=dtype, requires_grad=True)
            tensor = one * tensor
        data = f"(const double[])" + (numbers(values) if values else "{ 0 }") if p is None else "NULL"
        mod = p if p else (0, 0, 0)
        sizes = "{ " + ", ".join(map(str, shape)) + " }" if shape else "{ 0 }"
        quoted = f'"{suffix}"' if suffix else "NULL"
        rows["print-cases-large" if p else "print-cases"].append(f"  {{ {DTYPES[dtype]}, {len(shape)}, {sizes}, {data}, {{ {mod[0]}, {mod[1]}, {number(mod[2])} }}, "
                    f"{quoted},\n    {text(repr(tensor))} }},\n")
    for name, lines in rows.items():
        write(f"{name}.h", f"static const PrintCase {name.replace('-', '_')}[] = {{\n" + "".join(lines) + "};\n")


UNARY = "neg exp log sin cos tanh relu sqrt abs sign reciprocal sigmoid".split()
BINARY = "add sub mul div pow eq ne lt le gt ge".split()
INPUTS = [0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 2.0, 3.0, 0.1, 1e-6, 10.0, -20.0, 88.0, 100.0, 1e5, -3.5, INF, -INF, NAN]
OTHERS = [1.0, 2.0, 0.0, -1.0, 2.0, 3.0, 0.5, -2.0, 1.7, 1.0, -1.5, 2.0, 1.0, 0.0, 0.5, 2.0, 1.0, 2.0, 1.0]


def kernel_cases():
    body = f"static const double kernel_inputs[] = {numbers(INPUTS)};\nstatic const double kernel_others[] = {numbers(OTHERS)};\n"
    for table, ops in (("unary", UNARY), ("binary", BINARY)):
        body += f"static const KernelCase {table}_cases[] = {{\n"
        for op in ops:
            for dtype in (torch.float32, torch.float64):
                x, y = torch.tensor(INPUTS, dtype=dtype), torch.tensor(OTHERS, dtype=dtype)
                result = getattr(torch, op)(x) if table == "unary" else getattr(torch, op)(x, y)
                body += f"  {{ CR_{table.upper()}_{op.upper()}, {DTYPES[dtype]}, {numbers(result.tolist())} }},\n"
        body += "};\n"
    body += "static const SumCase sum_cases[] = {\n"
    for dtype in (torch.float32, torch.float64):
        for shape in [(1,), (7,), (100,), (5000,), (3, 4), (40, 50), (50, 3), (5, 6, 7)]:
            x = torch.tensor(pattern(math.prod(shape), 1009, 500, 0.001), dtype=torch.float64).to(dtype).reshape(shape)
            for dims in range(1, 1 << len(shape)):
                which = [d for d in range(len(shape)) if dims >> d & 1]
                total = x.sum(which)
                first = total.reshape(-1)[0], total.reshape(-1)[-1]
                sizes = "{ " + ", ".join(map(str, shape)) + " }"
                body += (f"  {{ {DTYPES[dtype]}, {len(shape)}, {sizes}, {dims}, {total.numel()}, "
                         f"{number(first[0])}, {number(first[1])} }},\n")
    body += "};\nstatic const RangeCase linspace_cases[] = {\n"
    for dtype in (torch.float32, torch.float64, torch.int64):
        for start, end, steps in [(0, 1, 5), (0, 2 * math.pi, 25), (-3, 3, 100), (0, 10, 1), (5, -7, 33), (0.1, 0.2, 17)]:
            values = torch.linspace(start, end, steps, dtype=dtype).tolist()
            body += f"  {{ {DTYPES[dtype]}, {number(start)}, {number(end)}, {steps}, (const double[]){numbers(values)} }},\n"
    body += "};\nstatic const RangeCase arange_cases[] = {\n"
    for dtype in (torch.float32, torch.float64, torch.int64):
        for start, end, step in [(0, 10, 1), (0, 1, 0.1), (5, -5, -0.3), (-3, 3, 0.25)]:
            if dtype == torch.int64 and int(step) == 0:
                continue
            values = torch.arange(start, end, step, dtype=dtype).tolist()
            body += (f"  {{ {DTYPES[dtype]}, {number(start)}, {number(end)}, {len(values)}, "
                     f"(const double[]){numbers(values)}, {number(step)} }},\n")
    write("kernel-cases.h", body + "};\n")


def random_cases():
    body = "static const RandomCase random_cases[] = {\n"
    draws = [("uniform", torch.float32, 5, 0, 1), ("uniform", torch.float64, 5, -2, 3), ("normal", torch.float32, 3, 0, 1),
             ("normal", torch.float64, 4, 0.5, 2), ("normal", torch.float32, 15, 0, 1), ("normal", torch.float32, 16, 0, 1),
             ("normal", torch.float32, 25, 1, 0.3), ("normal", torch.float64, 16, 0, 1), ("normal", torch.float64, 21, 1, 0.3),
             ("uniform", torch.float32, 700, -1, 1), ("normal", torch.float32, 2, 0, 1)]
    for seed in (0, 100, 2**40 + 5):
        torch.manual_seed(seed)
        for k, (kind, dtype, n, a, b) in enumerate(draws):
            values = getattr(torch.empty(n, dtype=dtype), kind + "_")(a, b).tolist()[-25:]
            first = f"{seed}u" if seed < 2**32 else f"G_GUINT64_CONSTANT ({seed})"
            body += (f"  {{ {str(k == 0).upper()}, {first}, {str(kind == 'normal').upper()}, {DTYPES[dtype]}, {n}, "
                     f"{number(a)}, {number(b)}, {len(values)},\n    (const double[]){numbers(values)} }},\n")
    write("random-cases.h", body + "};\n")


def matmul_cases():
    body = "static const MatmulCase matmul_cases[] = {\n"
    shapes = [((3,), (3,)), ((2, 3), (3,)), ((3,), (3, 4)), ((2, 3), (3, 4)), ((5, 2, 3), (3, 4)), ((5, 2, 3), (5, 3, 4)),
              ((2, 1, 2, 3), (5, 3, 4)), ((2, 3), (5, 3, 4)), ((3,), (5, 3, 4)), ((5, 2, 3), (3,)), ((0, 3), (3, 2)),
              ((2, 0), (0, 2)), ((4, 6), (6, 1)), ((1, 3), (2, 3, 1))]
    for a, b in shapes:
        x = torch.tensor(pattern(math.prod(a), 11, 5, 0.5), dtype=torch.float64).reshape(a)
        y = torch.tensor(pattern(math.prod(b), 13, 6, 2.0), dtype=torch.float64).reshape(b)
        r = x @ y
        def sizes(s):
            return "{ " + ", ".join(map(str, s)) + " }" if len(s) else "{ 0 }"
        body += (f"  {{ {len(a)}, {sizes(a)}, {len(b)}, {sizes(b)}, {r.dim()}, {sizes(r.shape)}, "
                 f"(const double[]){numbers(r.reshape(-1).tolist()) if r.numel() else '{ 0 }'} }},\n")
    write("matmul-cases.h", body + "};\n")


print_cases()
kernel_cases()
random_cases()
matmul_cases()
