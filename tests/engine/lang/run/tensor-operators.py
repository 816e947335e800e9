import torch
x = torch.tensor([1., 2., 4.], requires_grad=True)
print(x + 1, 1 + x, x - 1, 1 - x, x * 2, 2 * x, x / 2, 2 / x, x ** 2, 2 ** x, -x, x @ x)
print(x == 2, x > 1.5, x <= 2, x != x, (x > 3).sum())
print(torch.add(x, 1), torch.mul(x, x), x.add(1), torch.sum(x, dim=0), x.mean(), abs(torch.tensor([-1, 2])))
print(torch.tensor([1, 2]) + 1, torch.tensor([1, 2]) * 1.5, torch.tensor([1, 2]) / 2, torch.tensor([True]) + 1)
