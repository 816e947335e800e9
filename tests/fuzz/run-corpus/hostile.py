import torch
def attempt(f):
    try:
        f()
    except Exception as e:
        print(type(e).__name__)
a = []
a.append(a)
attempt(lambda: a == [a])
attempt(lambda: print(a, {1: a}, (a,)))
attempt(lambda: 'x' * 10 ** 12)
attempt(lambda: [0] * 10 ** 12)
attempt(lambda: f'{1:>999999999999}')
attempt(lambda: f'{1.5:.99999999}')
attempt(lambda: 2 ** 10000)
attempt(lambda: -9223372036854775807 - 2)
attempt(lambda: 1 << 63)
attempt(lambda: (-9223372036854775807 - 1) // -1)
attempt(lambda: torch.zeros(10 ** 9, 10 ** 9))
attempt(lambda: torch.zeros(-1))
attempt(lambda: torch.ones(3)[10 ** 18])
attempt(lambda: torch.tensor(a))
attempt(lambda: torch.tensor([[], [1]]))
attempt(lambda: range(-9223372036854775807, 9223372036854775807, 3)[5])
attempt(lambda: len(range(-9223372036854775807, 9223372036854775807)))
attempt(lambda: list(range(10 ** 15)))
