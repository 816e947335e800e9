import torch
x = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)
y = (x * 2).sum()
print(x.shape, x.size(), x.size(1), x.dtype, x.ndim, x.dim(), x.numel(), x.device, x.T, x.is_leaf, y.is_leaf)
print(x.grad, x.grad_fn, y.item(), x.detach().tolist(), len(x), x[0], x[1, 2], x[:, 1], x[..., 0], x[None].shape)
print(x.requires_grad, x.data, torch.is_tensor(x), isinstance(x, torch.Tensor), type(x), x.stride(), x.is_contiguous())
print(list(x.shape), x.shape[0], x.shape == (2, 3), torch.Size([2]), tuple(x.shape))
