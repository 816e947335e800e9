import torch
from torch import nn

torch.manual_seed(5)
for layer in [nn.Linear(3, 2), nn.Bilinear(2, 2, 2), nn.Conv1d(2, 2, 3), nn.Conv2d(2, 4, 3, groups=2), nn.Embedding(3, 2, padding_idx=1),
              nn.BatchNorm2d(2), nn.LayerNorm((1, 2)), nn.GroupNorm(1, 2), nn.PReLU(2), nn.RNN(2, 2), nn.LSTM(1, 1, num_layers=2),
              nn.GRU(1, 2, bidirectional=True), nn.Linear(2, 20, dtype=torch.float64)]:
    print(type(layer).__name__)
    for name, p in layer.named_parameters():
        print(name, tuple(p.shape), p.dtype, '%.5f' % p.sum().item())
    for name, b in layer.named_buffers():
        print(name, b)
w = torch.empty(4, 3)
for f in [nn.init.uniform_, nn.init.normal_, nn.init.ones_, nn.init.zeros_, nn.init.xavier_uniform_, nn.init.xavier_normal_,
          nn.init.kaiming_uniform_, nn.init.kaiming_normal_, nn.init.eye_]:
    print(f(w) is w, w)
print(nn.init.xavier_uniform_(w, gain=nn.init.calculate_gain('relu')))
print(nn.init.kaiming_normal_(torch.empty(2, 3, 2, 2), mode='fan_out', nonlinearity='relu'))
print(nn.init.constant_(torch.empty(2), 0.25))
print(nn.init.uniform_(torch.empty(3, 2).t(), -1, 1))
for name in ['linear', 'conv2d', 'sigmoid', 'tanh', 'relu', 'leaky_relu', 'selu']:
    print(name, nn.init.calculate_gain(name))
print(nn.init.calculate_gain('leaky_relu', 0.2))

def call(function):
    try:
        function()
    except Exception as e:
        print(type(e).__name__, e)

call(lambda: nn.init.xavier_uniform_(torch.empty(3)))
call(lambda: nn.init.kaiming_uniform_(torch.empty(3, 3), mode='fan'))
call(lambda: nn.init.calculate_gain('sine'))
call(lambda: nn.init.eye_(torch.empty(2)))
p = nn.Parameter(torch.empty(2, 2))
nn.init.ones_(p)
print(p, p.grad_fn)
