import torch
from torch.utils.data import TensorDataset, DataLoader, Dataset, random_split, Subset, ConcatDataset
import torch.utils.data as tud

torch.manual_seed(3)
x = torch.arange(22.).view(11, 2)
y = torch.arange(11)
ds = TensorDataset(x, y)
print(len(ds), ds[3], ds[2:4])
for drop in (False, True):
    loader = DataLoader(ds, batch_size=4, shuffle=True, drop_last=drop)
    print(len(loader), loader.batch_size, loader.drop_last, len(loader.dataset))
    for epoch in range(2):
        for i, (bx, by) in enumerate(loader):
            print(epoch, i, by, bx.shape)
    print(torch.rand(2))
for bx, by in DataLoader(ds, batch_size=5):
    print(by)
g = torch.Generator().manual_seed(7)
loader = DataLoader(ds, 11, True, generator=g)
for b in loader:
    print(b)
print(torch.rand(1, generator=g), torch.rand(1))
loader = DataLoader(ds, 3, True, generator=g)
print(next(iter(loader)))
print(torch.rand(1, generator=g))


class Squares(Dataset):
    def __init__(self, n):
        super().__init__()
        self.n = n

    def __len__(self):
        return self.n

    def __getitem__(self, i):
        return {'i': i, 'x': torch.tensor([i, i * i]), 'f': i / 2, 'name': f's{i}', 'pair': (i, [1.5, True])}


for b in DataLoader(Squares(5), batch_size=2, shuffle=True):
    print(b)
parts = random_split(ds, [7, 4])
print([len(p) for p in parts], parts[0].indices, parts[1][1])
parts = random_split(range(10), [0.3, 0.3, 0.4], generator=torch.Generator().manual_seed(42))
print([list(p) for p in parts])
try:
    random_split(ds, [3, 3])
except ValueError as e:
    print(e)
both = ds + Subset(ds, [2, 1])
print(len(both), both[11], both[-1], type(both).__name__)
for b in DataLoader(both, batch_size=None):
    print(b)
    break
try:
    TensorDataset(x, y[:3])
except AssertionError as e:
    print(e)
for kw in ({'batch_size': 0}, {'shuffle': True, 'sampler': [1, 2]}, {'num_workers': -1}, {'batch_size': None, 'drop_last': True}):
    try:
        DataLoader(ds, **kw)
    except ValueError as e:
        print(e)
print([b[1] for b in DataLoader(ds, batch_size=2, sampler=[5, 1, 3])])
print([b[1] for b in DataLoader(ds, batch_sampler=[[5, 1], [3]])])
print([b for b in DataLoader([[1, 2], [3, 4]], batch_size=2)])
print([b for b in DataLoader([1.5, 2.5, 3.5], batch_size=2, collate_fn=lambda b: sum(b))])
s = tud.RandomSampler(range(5), replacement=True, num_samples=40)
print(list(s), len(s))
print(list(tud.BatchSampler(tud.SequentialSampler(range(7)), 3, False)))
try:
    next(iter(DataLoader(Dataset())))
except Exception as e:
    print(type(e).__name__, e)
try:
    DataLoader([torch.ones(2), torch.ones(3)], batch_size=2).__iter__().__next__()
except Exception as e:
    print(type(e).__name__, e)


class Stream(tud.IterableDataset):
    def __iter__(self):
        return iter(range(5))


print([b for b in DataLoader(Stream(), batch_size=2)])
print(tud.default_collate([(1, 'a'), (2, 'b')]))
try:
    tud.default_collate([None, None])
except TypeError as e:
    print(e)
it = iter(DataLoader(ds, 6))
print(len(next(it)[0]), len(next(it)[0]), next(it, 'end'))
