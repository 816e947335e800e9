try:
  x = y = (1, *a)
else: [a, b for a in c]
with (a as b): lambda *, x: {**a, 1: 2, 3}
class A(b=1, c): return
