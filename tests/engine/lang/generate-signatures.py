#!/usr/bin/python3
"""Writes engine/lang/torch/cr-binding-signatures.def: PyTorch's own signatures of the functions that the table has.

Usage, in the project's folder: tests/engine/lang/generate-signatures.py > engine/lang/torch/cr-binding-signatures.def
(Debian's python3-torch 1.13.1). They stand as texts in its Python library; they are what a TypeError shows.
"""
import glob
import re
import subprocess
import torch

LIBRARY = torch.__path__[0] + "/lib/libtorch_python.so"
names = set()
for path in sorted(glob.glob("engine/autograd/function/cr-functions-*.def")):
    for name, spellings in re.findall(r'CR_FUNCTION(?:_MANY)? \("(\w+)",\s*([A-Z_| ]+),', open(path).read()):
        names.add(name)
        names.add(name + "_")
TYPES = {"ScalarType": "dtype", "IntArrayRef": "int[*]", "SymIntArrayRef": "SymInt[*]", "int64_t": "int", "double": "float",
         "Dimname": "name", "DimnameList": "names", "TensorList": "Tensor[]", "Layout": "layout", "Device": "device",
         "MemoryFormat": "memory_format", "c10::string_view": "str", "std::string": "str", "ArrayRef<double>": "float[]",
         "ArrayRef<Scalar>": "Scalar[]", "SymInt": "int"}

# Those that take numbers for tensors.
NUMBERS = {base + end for base in ("add", "sub", "mul", "div", "multiply", "subtract", "divide", "true_divide",
                                   "floor_divide", "fmod") for end in ("", "_")}


def translate(parameter):
    if " " not in parameter:
        return parameter
    kind, name = parameter.split(" ", 1)
    optional = "?" if kind.endswith("?") else ""
    kind = kind.rstrip("?")
    sized = re.fullmatch(r"(\w+)\[\d+\]", kind)
    if sized:
        kind = "int[1]" if sized[1] == "IntArrayRef" else TYPES.get(sized[1], sized[1])
    name = re.sub(r'"(\w+)"', r"'\1'", name)
    name = re.sub(r"=(\[\]|\{.*\}|MemoryFormat::\w+)$", "=None", name)
    return f"{TYPES.get(kind, kind)}{optional} {name}"


# The linker keeps these only as ends of longer texts ("fmax(Tensor other)").
rows = [(name, is_method, 0, text) for name in ("max", "min")
        for is_method, text in ((0, "Tensor input"), (1, "Tensor other"))]
for line in subprocess.run(["strings", "-n", "3", LIBRARY], capture_output=True, text=True, check=True).stdout.split("\n"):
    match = re.fullmatch(r"(\w+)\(([^()]*)\)(\|deprecated)?", line)
    if not match or match[1] not in names:
        continue
    name, parameters, hidden = match[1], [p for p in match[2].split(", ") if p], bool(match[3])
    is_method = not re.search(r"\b(input|self)\b", match[2]) and not match[2].startswith("TensorList")
    if not hasattr(torch, name) and not hasattr(torch._C._nn, name):
        is_method = True
    if not hasattr(torch.Tensor, name) or line == "where(Tensor condition)":
        is_method = False
    text = ", ".join(translate(p) for p in parameters)
    if name in NUMBERS:
        text = re.sub(r"Tensor (input|other)", r"Scalar|Tensor \1", text)
    rows.append((name, int(is_method), int(hidden), text))
print("/* Written by tests/engine/lang/generate-signatures.py. name, is a method, hidden, parameters */")
for name, is_method, hidden, text in dict.fromkeys(sorted(rows, key=lambda row: (*row[:2], len(row[3]) if "," not in row[3] else 99))):
    print(f'CR_SIGNATURE ("{name}", {is_method}, {hidden}, "{text}")')
