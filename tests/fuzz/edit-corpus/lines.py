import torch as th; x = th.tensor([1., -2.], requires_grad=True); y = (x*2).sum()
if y > 0: z = x ** 2; w = z + y # end
while (z := x - 1).sum() > 9:
	z = [a * 2 for a in x]
def f(a, *b, c=3, **d):
	"""Doc."""
	return a * c + (lambda q: q * 2)(a)
print(f"{x * 2} {y=}", f(x, c=2))
y.backward(); print(x.grad)