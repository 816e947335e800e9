import torch

print(torch.add(torch.ones(2), 2, alpha=0.5), torch.sub(torch.ones(2), -1, alpha=0.5))
print(torch.add(torch.ones(2), torch.tensor([1, 2]), alpha=0.5))
x = torch.ones(2, 3)
for attempt in (lambda: x + x.shape, lambda: x / x.dtype, lambda: -x.shape, lambda: x.dtype[0], lambda: torch.pow(2, 3),
                lambda: torch.arange(3).mean(dim=4), lambda: torch.ones(()).size(0),
                lambda: x.backward(torch.ones(3))):
    try:
        attempt()
    except Exception as e:
        print(type(e).__name__, e)
