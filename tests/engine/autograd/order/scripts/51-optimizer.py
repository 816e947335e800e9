import torch
torch.manual_seed(7)
net = torch.nn.Linear(2, 1)
opt = torch.optim.SGD(net.parameters(), lr=0.1, momentum=0.9)
x = torch.randn(4, 2)
for i in range(3):
    opt.zero_grad()
    loss = torch.sigmoid(net(x)).mean() + torch.nn.functional.l1_loss(net(x), torch.ones(4, 1))
    loss.backward()
    opt.step()
