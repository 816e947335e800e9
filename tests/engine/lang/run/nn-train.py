import torch
from torch import nn, optim
import torch.nn.functional as F

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 4, 3, padding=1, bias=False)
        self.bn = nn.BatchNorm2d(4)
        self.conv2 = nn.Conv2d(4, 8, 3)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.25)
        self.fc = nn.Linear(8 * 3 * 3, 5)

    def forward(self, x):
        x = F.relu(self.bn(self.conv1(x)))
        x = self.pool(F.relu(self.conv2(x)))
        x = torch.flatten(x, 1)
        return self.fc(self.drop(x))

torch.manual_seed(0)
net = Net()
x = torch.randn(6, 1, 8, 8)
target = torch.randint(0, 5, (6,))
opt = optim.Adam(net.parameters(), lr=0.01)
loss_fn = nn.CrossEntropyLoss()
for i in range(4):
    opt.zero_grad()
    loss = loss_fn(net(x), target)
    loss.backward()
    opt.step()
    print('%.5f' % loss.item())
print(net.bn.running_mean, net.bn.num_batches_tracked)
net.eval()
with torch.no_grad():
    out = net(x)
print(out.argmax(1), out.shape)
print(out[0])
