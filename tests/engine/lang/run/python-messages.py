print("{!r} {!s} {0!r:>5}".replace("{0", "{").format("a", "b", "c"))
print("text" % [1, 2], "text" % range(3))
l = list(range(10))
l[2:4] = "abc"
l[0:0] = l
print(l)
del l[::3]
print(l)
del l[::-2]
print(l)
del l[3:100:100000000000]
print(l)


def slice_of(x):
    x[1:2] = 5


def extended(x):
    x[::2] = 5


def remove(x):
    del x[0]


for function, argument in ((slice_of, [1, 2]), (extended, [1, 2]), (remove, "ab"), (remove, 1), (remove, (1, 2)),
                           (lambda x: divmod(x, 0), 1.5)):
    try:
        function(argument)
    except Exception as e:
        print(type(e).__name__, e)
