# Figures and arrays of axes that the script has changed, and numbers of any size.
import matplotlib.pyplot as plt
import torch


def attempt(action):
    try:
        print(action())
    except Exception as error:
        print(type(error).__name__, error)


class Index:
    def __index__(self):
        axes._items.clear()
        axes._items = 3
        return 0


class Plain:
    def __str__(self):
        raise ValueError('no text')


figure, axes = plt.subplots(2, 2)
attempt(lambda: axes[Index()])
for action in (lambda: len(axes), lambda: list(axes), lambda: axes[0, 1], lambda: axes.ravel(), lambda: repr(axes)):
    attempt(action)
attempt(lambda: type(axes).__len__(type(axes)()))
figure, axes = plt.subplots(2, 2)
attempt(lambda: axes[Index(), 0])
figure.axes.append(3)
figure.axes.append(Plain)
figure.axes.append(Plain())
attempt(lambda: plt.subplot(3, 3, 9))
figure.axes = 3
figure._width = 'wide'
attempt(lambda: repr(figure))
attempt(lambda: plt.gca())
attempt(lambda: repr(type(figure)()))
span = range(-2**62 - 2**61, 2**62 + 2**61)
attempt(lambda: plt.scatter(span, span[1:]))
row = [0] * 100000
for i in range(3):
    row = [row] * 100000
attempt(lambda: plt.bar(row, [1, 2]))
loop = []
loop.append([loop])
attempt(lambda: plt.hist(loop))
many = [0] * 12
for i in range(12):
    many[i] = many
attempt(lambda: plt.xlim(torch.ones(2)))
attempt(lambda: plt.axis([1, torch.ones(2), 2, 3]))
attempt(lambda: plt.xticks([1, 2], [Plain(), Plain()]))
attempt(lambda: plt.xlim(many))
