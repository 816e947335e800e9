import torch
x = torch.linspace(0., 2*math.pi, steps=25, requires_grad=True)
def f(a, b=2, *c, d, **e) -> int:
    """doc"""
    return -a**2 if a > b >= 1 and not c or d else f"{a!r:>{b}} {a=} {{}}"
for i, (j, k) in enumerate(z):
    x[1:, None, ...] += {**a, 'k': [t for t in y if t]}
else: pass
try:
  a.b.c(x for x in y)
except (A, B) as e: raise X from e
finally:
  with torch.no_grad(), open(f) as g: del x, y
