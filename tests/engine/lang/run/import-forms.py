import math, torch
import math as m
from math import pi as p, sqrt
import torch.nn.functional as F
from torch import tensor
print(math.floor(2.7), m.ceil(2.1), round(p, 4), sqrt(16), math.sin(0), math.exp(0), math.log(8, 2), math.inf)
print(F.relu(tensor([-1., 2.])))
