import torch

def told(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__ + ":", e)


x = torch.ones(2, requires_grad=True)
with torch.inference_mode():
    y = x * 2
    z = torch.ones(2)
    print(y, y.requires_grad, y.is_inference(), torch.is_inference_mode_enabled(), torch.is_grad_enabled())
    z.add_(1)
print(torch.is_grad_enabled(), torch.is_inference_mode_enabled(), x.is_inference())
told(lambda: y._version)
told(lambda: z.requires_grad_())
told(lambda: z * x)
told(lambda: (z + 1).is_inference())
told(lambda: y.sum().backward())
told(lambda: z.clone() * x)
told(lambda: torch.ones(2).requires_grad_() * 2)
with torch.inference_mode():
    with torch.inference_mode(False):
        q = x * 2
        print(q.requires_grad, torch.is_inference_mode_enabled())


@torch.inference_mode()
def infer(a):
    return a + 1


r = infer(x)
print(r, r.is_inference(), torch.is_inference_mode_enabled())
