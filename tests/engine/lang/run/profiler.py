import torch
p2 = torch.autograd.profiler.profile()
print(p2)
try:
    p2.key_averages()
except RuntimeError as e:
    print(e)
x = torch.ones(20, 20, requires_grad=True)
with torch.autograd.profiler.profile() as p:
    for i in range(3):
        z = (x / 2) * x
    z.sub_(1)
for row in p.key_averages():
    if row.key in ('aten::div', 'aten::mul', 'aten::sub_'):
        print(row.key, row.count, row.cpu_time_total >= row.self_cpu_time_total)
table = p.key_averages().table(sort_by='self_cpu_time_total')
print([line[:1] for line in table.split('\n')][:1], table.split('\n')[1].split()[:5], table.split('\n')[-2][:20])
try:
    p.key_averages().table(sort_by='foo')
except AttributeError as e:
    print(e)
try:
    with p:
        pass
except RuntimeError as e:
    print(e)
with torch.autograd.profiler.profile(enabled=False) as p3:
    torch.ones(1)
print(p3)
with torch.autograd.profiler.profile() as p4:
    pass
print(p4.key_averages(), len(p4.key_averages()))
with torch.autograd.profiler.profile() as p5:
    with torch.autograd.profiler.record_function("label"):
        torch.ones(2) + 1
print([row.count for row in p5.key_averages() if row.key == 'label'])
