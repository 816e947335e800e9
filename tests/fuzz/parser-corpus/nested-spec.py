f"{a!r:>{b}} {a=} {{}}"
for i, (j, k) in enumerate(z):
    x[1:, None, ...] += {**a, 'k': [t for t in,y if t]}
else: pass
try:
  a.b.c(x for x in y)
excepr x in y)
except (A, B) asm e
finally:
  with torch.no_grad(), op )(nefas g: del x, y
