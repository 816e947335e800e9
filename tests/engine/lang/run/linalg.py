import torch

a = torch.tensor([[2.0, 1.0], [0.5, 3.0]], dtype=torch.float64, requires_grad=True)
b = torch.tensor([1.0, 2.0], dtype=torch.float64, requires_grad=True)
v = torch.tensor([3.0, 4.0, 0.0])


def attempt(what):
    try:
        print(what())
    except Exception as error:
        print(str(error).split('\n')[0])


for f in (torch.linalg.inv, torch.inverse, torch.linalg.det, torch.det):
    print(f(a))
x = torch.linalg.solve(a, b)
print(x)
x.sum().backward()
print(a.grad, b.grad)
print(torch.linalg.norm(v), torch.linalg.norm(a), torch.linalg.norm(a, 1), torch.linalg.norm(a, 'fro'))
print(torch.linalg.vector_norm(v, 1), torch.linalg.matrix_norm(a, float('inf')))
print(torch.linalg.multi_dot([b, a, b]), torch.linalg.cross(v, torch.tensor([0.0, 0.0, 1.0])))
print(torch.tensordot(a, a, dims=([0], [1])), torch.tensordot(a, a, 1))
attempt(lambda: torch.linalg.inv(torch.zeros(2, 2)))
attempt(lambda: torch.linalg.inv(v))
attempt(lambda: torch.linalg.det(torch.ones(2, 3)))
attempt(lambda: torch.linalg.norm(torch.ones(2, 2, 2), 2))
attempt(lambda: torch.linalg.matrix_norm(a, 7))
attempt(lambda: torch.linalg.multi_dot([a]))
attempt(lambda: torch.addmv(a, a, b))
attempt(lambda: torch.addr(a, a, b))
print(torch.det(torch.ones(2, 2, requires_grad=True)))
