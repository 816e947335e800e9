import torch

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


with torch.autograd.set_detect_anomaly(True):
    print(torch.is_anomaly_enabled(), torch.is_anomaly_check_nan_enabled())
print(torch.is_anomaly_enabled())
torch.autograd.set_detect_anomaly(True)
print(torch.is_anomaly_enabled())
a = torch.zeros(2, requires_grad=True)
told(lambda: (a / a).sum().backward())
told(lambda: (a * 0 / a).sum().backward())
told(lambda: torch.sqrt(a - 1).sum().backward())
torch.autograd.set_detect_anomaly(False)
a.grad = None
told(lambda: (a / a).sum().backward())
print(a.grad)
a.grad = None
with torch.autograd.detect_anomaly():
    told(lambda: (a / a).sum().backward())
with torch.autograd.detect_anomaly(check_nan=False):
    told(lambda: (a / a).sum().backward())
print(torch.is_anomaly_enabled(), a.grad)


def scale(t):
    return t * float('nan')


with torch.autograd.set_detect_anomaly(True):
    x = torch.ones(2, requires_grad=True)
    told(lambda: scale(x).sum().backward())
    y = x.exp()
    z = y.sum()
    y.add_(1)
    told(lambda: z.backward())
