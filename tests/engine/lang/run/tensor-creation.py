import torch
print(torch.tensor([[1, 2], [3, 4]]), torch.tensor([1., 2.]), torch.tensor(3), torch.tensor([True, False]))
print(torch.zeros(2, 2), torch.ones((2,)), torch.arange(4), torch.arange(0, 1, 0.25), torch.linspace(0, 1, 3))
print(torch.full((2,), 7.), torch.eye(2), torch.tensor([1, 2], dtype=torch.float64), torch.tensor([]), torch.zeros(0, 3))
print(torch.Tensor([2]), torch.tensor([1, 2.5]), torch.tensor(1.5, requires_grad=True), torch.ones(2, requires_grad=True))
