# Dicts and sets whose keys' own methods empty them, and an optimizer whose groups are anything.
import torch


class Key:
    def __init__(self, n):
        self.n = n

    def __hash__(self):
        return 1

    def __eq__(self, other):
        mapping.clear()
        items.clear()
        return False


mapping, items = {}, set()
for action in (
        lambda: mapping[Key(9)], lambda: mapping.update({Key(1): 3}), lambda: mapping.setdefault(Key(3), 4),
        lambda: Key(3) in items, lambda: items.add(Key(5)), lambda: items | {Key(3)}, lambda: items & {Key(3)},
        lambda: items ^ {Key(3)}, lambda: items - {Key(1)}, lambda: items == {Key(2), Key(3)}, lambda: mapping.pop(Key(7)),
        lambda: mapping == {Key(1): Key(2), Key(2): 3}, lambda: {Key(0): 1, **mapping}, lambda: items.discard(Key(8)),
        lambda: mapping == {1: Key(2), 2: Key(3), 3: Key(4)}, lambda: dict(mapping, a=Key(2)),
        lambda: [mapping.clear() for key in mapping], lambda: [items.clear() for key in items]):
    for keys in ((Key(1), Key(2), Key(3)), (1, 2, 3)):
        mapping = {key: Key(4) for key in keys}
        items = set()
        for key in keys:
            items.add(key)
        try:
            print(action())
        except Exception as error:
            print(type(error).__name__)


class Rate:
    def __float__(self):
        optimizer.param_groups = 3
        return 0.1


def closure():
    optimizer.param_groups = [3]
    return weight.sum()


weight = torch.ones(2, requires_grad=True)
weight.sum().backward()
for groups in (3, [3], [], [{}], [{'params': 3}], [{'params': [3]}], [{'params': [weight], 'lr': Rate()}], None):
    optimizer = torch.optim.SGD([weight], lr=0.1)
    if groups is not None:
        optimizer.param_groups = groups
    for action in (optimizer.zero_grad, optimizer.step, optimizer.state_dict, lambda: optimizer.step(closure),
                   lambda: optimizer.add_param_group({'params': [weight * 1]}), lambda: repr(optimizer),
                   lambda: torch.optim.lr_scheduler.StepLR(optimizer, 1).step(), lambda: optimizer.load_state_dict({})):
        try:
            print(action())
        except Exception as error:
            print(type(error).__name__)
