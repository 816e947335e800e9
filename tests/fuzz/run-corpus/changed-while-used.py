# A list that the script's own methods empty while the interpreter uses it.
import torch


class Index:
    def __index__(self):
        items.clear()
        return 2


class Item:
    def clear(self, *others):
        items.clear()
        return self

    def __eq__(self, other):
        items.clear()
        return True

    def __lt__(self, other):
        items.clear()
        return True

    def __hash__(self):
        items.clear()
        return 1

    def __repr__(self):
        items.clear()
        return 'Item'

    def __bool__(self):
        items.clear()
        return False

    def __iter__(self):
        items.clear()
        return iter((1, 2))

    __add__ = __radd__ = clear


def set_item():
    items[Index()] = 5


def add_to_item():
    items[Index()] += 1


def delete_item():
    del items[Index()]


def set_slice():
    items[0:Index()] = [1, 2, 3]


def set_step():
    items[::Index()] = [1, 2]


def set_from_generator():
    items[1:3] = (items.clear() for i in range(2))


def delete_slice():
    del items[Index():3]


def unpack():
    (a, b), *c = items


actions = (
    lambda: items[Index()], set_item, add_to_item, delete_item, lambda: items[0:Index()], lambda: items[Index():],
    lambda: items[0:3:Index()], set_slice, set_step, set_from_generator, delete_slice, lambda: items.pop(Index()),
    lambda: items.insert(Index(), 4), lambda: items.index(3, Index()), lambda: items * Index(),
    lambda: items.remove(3), lambda: items.index(3), lambda: items.count(3), lambda: 3 in items,
    lambda: items == [Item(), 1, 2], lambda: items < [Item(), Item(), 3], lambda: (items, 1) == (items, 2),
    lambda: max(items), lambda: sum(items), lambda: sorted(items), lambda: items.sort(), lambda: any(items),
    lambda: items.sort(key=lambda item: items.clear()), lambda: set(items), lambda: repr(items), lambda: {1: items}.values(),
    lambda: print(*items), lambda: dict(items), lambda: '{} {}'.format(*items), unpack, lambda: list(zip(items, items)),
    lambda: items.extend(item for item in items if items.clear()), lambda: torch.tensor(items),
    lambda: list(map(lambda item: items.clear(), items)), lambda: torch.ones(2)[items], lambda: {items[0]: items},
)
for action in actions:
    for items in ([1, 2, 3], [Item(), Item(), 3], [[Item()], [Item(), 1], 3], [(Item(), 1), (2, Item()), 3]):
        try:
            print(action())
        except Exception as error:
            print(type(error).__name__)
