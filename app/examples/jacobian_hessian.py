# All first and all second derivatives of small functions.
# Look at the panel "Jacobian" on the right, too: it makes one for any two values of the graph.
import torch
from torch.autograd.functional import hessian, jacobian


def polar(v):
    r, angle = v
    return torch.stack([r * torch.cos(angle), r * torch.sin(angle)])


def bowl(v):
    x, y = v
    return x ** 2 + 3 * x * y + y ** 3


point = torch.tensor([2.0, 0.5])
print(jacobian(polar, point))
print(hessian(bowl, point))

# The same second derivatives by hand: the gradient is a graph as well, and can be walked backwards.
v = torch.tensor([2.0, 0.5], requires_grad=True)
z = bowl(v)
gradient, = torch.autograd.grad(z, v, create_graph=True)
print(gradient)
gradient[0].backward()
print(v.grad)  # the first row of the Hessian
