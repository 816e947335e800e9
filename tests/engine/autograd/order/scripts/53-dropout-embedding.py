import torch
import torch.nn as nn
torch.manual_seed(9)
emb = nn.Embedding(5, 4)
drop = nn.Dropout(0.5)
ln = nn.LayerNorm(4)
h = ln(drop(emb(torch.tensor([0, 3, 3]))))
h.exp().sum().backward()
