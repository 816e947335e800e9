import torch
import torch.nn.functional as F
torch.manual_seed(1)
w = torch.randn(4, 3, requires_grad=True)
b = torch.zeros(3, requires_grad=True)
x = torch.randn(6, 4)
t = torch.tensor([0, 2, 1, 1, 0, 2])
logits = x @ w + b
loss = F.cross_entropy(logits, t) + F.softmax(logits, dim=1)[:, 0].mean() + F.nll_loss(F.log_softmax(logits, 1), t)
loss.backward()
