import torch
a = 1 + 2j
print(a, a*a, a/3, -a, a**2, 2j, -2j, a == 1+2j, abs(3+4j), a.real, a.imag, a.conjugate(), complex(1,2), complex(3), 1j**2, 0j, (1.5-2.25j), bool(0j), type(a))
x = torch.tensor([1 + 2j, 3])
print(x, x.dtype, x.tolist(), x[0].item())
print({1j: 2}[1j], hash(1j) == hash(1j))
try:
    print(1j < 2)
except TypeError as e:
    print(e)
try:
    print(1j // 2)
except TypeError as e:
    print(e)
print(f"{1+2j}", [1j], 1e3j)
