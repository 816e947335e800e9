import torch
x = torch.tensor([1., 2.], requires_grad=True)
y = torch.tensor([3., 4.], requires_grad=True)
z = torch.tensor([5., 6.], requires_grad=True)
a = x * y
loss = (a + z.exp() * a).sum()
loss.backward(inputs=[x, z])
