import torch

print("a,b,,c".split(","), "a,b,c".split(",", 1), "".split(","), ",".split(","), " a  b ".split(), "abc".split("bc"))
torch.ones(1).expand(10**9, 10**9, 10**9).numel()
