# What plots drew, changed afterwards; histograms' numbers. Recorded from matplotlib 3.6.3.
import matplotlib.pyplot as plt
import matplotlib.gridspec as gridspec

x = [1., 2., 2.5, 3., 7., 9.]
print(plt.hist(x, bins=4, range=(1, 5)))
print(plt.hist(x, bins=4, range=(1, 5), weights=[1, 2, 3, 4, 5, 6.]))
print(plt.hist(x, bins=3, density=True, cumulative=True)[0])
print(plt.hist(x, bins=3, cumulative=-1)[0])
print(plt.hist([x, [1., 2, 9.]], bins=3)[0])
print(plt.hist([x, [1., 2, 9.]], bins=3, stacked=True)[0])
print(plt.hist2d([1., 2., 2.5, 3.], [0., 1., 1., 4.], bins=2)[:3])
print(plt.hist2d([1., 2., 2.5, 3.], [0., 1., 1., 4.], bins=[2, 3], range=[[0, 4], [0, 3]], weights=[1, 2, 3, 4])[0])


def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)


attempt(lambda: plt.hist(x, bins=2, weights=[1, 2]))
attempt(lambda: plt.hist(x, bins=2, range=(5, 1)))
attempt(lambda: plt.hist(x, bins=0))
attempt(lambda: plt.hist2d([1, 2], [1, 2, 3]))
attempt(lambda: plt.yscale('foo'))

plt.figure()
line, = plt.plot([1, 2, 3], label='a')
plt.bar([1, 2], [3, 4], label='b')
attempt(lambda: line.set_foo(1))
attempt(lambda: line.set(foo=1))
attempt(lambda: plt.gca().set(foo=1))
print(plt.gca().get_legend_handles_labels()[1], line.get_label(), list(line.get_ydata()))
print(line.set_color('r'), line.set_ydata([3, 2, 1]), line.set_label('c'), line.get_label())
plt.gca().set(xlabel='x', ylabel='y', xticks=[0, 1, 2])
bars = plt.bar([1, 2], [3, 4])
bars[0].set_color('red')
print(len(bars), [float(bar.get_height()) for bar in bars])
grid = gridspec.GridSpec(2, 3)
print(grid)
attempt(lambda: grid[2, 0])
plt.figure().add_subplot(grid[0, :])
