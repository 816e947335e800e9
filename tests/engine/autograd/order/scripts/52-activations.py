import torch
import torch.nn.functional as F
x = torch.tensor([-2., -0.5, 0., 0.5, 2.], requires_grad=True)
y = F.relu(x) + F.leaky_relu(x) + torch.sigmoid(x) + F.softplus(x) + F.elu(x) + F.gelu(x) + x.clamp(-1, 1) + x.abs()
(y + F.hardtanh(x) + F.silu(x) + x.sign() + F.relu(x, inplace=False).sqrt().nan_to_num()).sum().backward()
