try:
    a = b = torch.rand(2) + torch.rand(2)
except (ValueError, KeyError) as e:
    a = -(-2)
finally:
    with torch.no_grad() as n, open(a.x) as m:
        a -= 0.1 * a.grad
global_a = a if a.sum() and b or n else [*a, {**b}]
a, *b = (a + 1), 2, 3; assert a.sum() > 0, str(a * 2)
for _ in range(3): a = a * 2
