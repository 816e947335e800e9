import torch
for row in torch.tensor([[1, 2], [3, 4]]):
    print(row, [v.item() for v in row])
a, b = torch.tensor([1., 2.])
print(a, b, sum(torch.tensor([1, 2, 3])), max(torch.tensor([1., 5., 2.])), float(a), int(b), bool(a))
print(f'{a:.3f} {b.item():5.1f} {a}', str(a), [a])
