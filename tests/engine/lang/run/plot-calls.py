# What plotting calls give back and refuse, as matplotlib 3.6 does.
import matplotlib.pyplot as plt
import torch


def attempt(action):
    try:
        print(action())
    except Exception as e:
        print(type(e).__name__, e)


x = torch.linspace(0, 1, 5)
fig, axes = plt.subplots(2, 3)
print(axes.shape, len(axes), axes.size)
print(axes[0, 1] is axes[0][1], axes[1, -1] is axes.flat[5], len(axes.ravel()), len(axes[:, 0]))
for row in axes:
    for ax in row:
        ax.plot(x, x ** 2, 'r--', label='square')
        ax.set_title('a')
print(plt.title('t'), plt.xlabel('u'), plt.ylabel('v'), plt.suptitle('s'))
print(plt.xlim(-1, 2), plt.ylim((0, 3)), plt.xlim(), plt.axis([0, 1, 2, 3]))
print(plt.text(1, 2.5, 'here'), repr(plt.annotate('n', (0, 1))))
print(plt.bar([1, 2], [3, 4]), plt.grid(True), plt.tight_layout(), fig, repr(fig))
counts, edges, bars = plt.hist([1, 2, 3, 3.5], bins=4)
print(counts, edges, bars)
print(len(plt.plot([1, 2], [3, 4], 'b', [1, 2], [5, 6])), len(plt.plot([[1, 2], [3, 4]])))
attempt(lambda: plt.plot([1, 2, 3], [1, 2, 3, 4]))
attempt(lambda: plt.plot(x, torch.ones(2, 5)))
attempt(lambda: plt.plot([1, 2], 'zz'))
attempt(lambda: plt.plot([1, 2], 'r-b'))
attempt(lambda: plt.plot([1, 2], colour='r'))
attempt(lambda: plt.scatter([1, 2], [1]))
attempt(lambda: plt.scatter([1, 2]))
attempt(lambda: plt.bar([1, 2, 3], [1, 2]))
attempt(lambda: plt.fill_between([1, 2], [1, 2, 3]))
attempt(lambda: plt.imshow([1, 2]))
attempt(lambda: plt.title())
attempt(lambda: plt.text(1, 2))
attempt(lambda: plt.subplot(1, 2, 3))
attempt(lambda: plt.subplots(0, 2))
attempt(lambda: plt.axis('zzz'))
attempt(lambda: plt.foo)
attempt(lambda: axes[0, 0].foo)
print(plt.show(), plt.close())
