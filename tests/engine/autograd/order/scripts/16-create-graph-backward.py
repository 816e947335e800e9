import torch
import warnings
warnings.filterwarnings('ignore')
x = torch.tensor([1., 2.], requires_grad=True)
y = (x * x * x).sum()
y.backward(create_graph=True)
p = (x.grad * x.grad).sum()
p.backward()
