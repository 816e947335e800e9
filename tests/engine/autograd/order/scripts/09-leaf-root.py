import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = x * 2
x.backward(torch.tensor([5., 6.]))
torch.autograd.backward([x, y], [torch.ones(2), torch.ones(2)])
