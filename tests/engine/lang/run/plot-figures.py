# Figures and axes as objects; what is not drawn is left out with a warning.
import matplotlib.pyplot as plt
import torch

fig, axes = plt.subplots(2, 2, sharex=True)
print(len(fig.axes), axes.shape)
first = plt.figure(1)
print(first is fig, plt.gcf() is fig)
second = plt.figure()
print(second.number, second is fig)
left = plt.subplot(1, 2, 1)
print(plt.subplot(1, 2, 1) is left, plt.gca() is left)
right = left.twinx()
print(len(second.axes), right is plt.gca())
right.spines["top"].set_visible(False)
right.spines[["left", "right"]].set_visible(False)
try:
    left.spines["middle"]
except KeyError as e:
    print(e)
print(plt.pie([1, 2]))
plt.close(second)
print(plt.gcf() is fig)
plt.close("all")
print(plt.gcf() is fig)
print(plt.stem([1, 2, 3]))
try:
    plt.plot([1, 2], [1, 2, 3])
except ValueError as e:
    print(e)
plt.show()
