import torch
from torch import nn

layers = [
    nn.Linear(2, 3), nn.Linear(2, 3, bias=False), nn.Bilinear(1, 2, 3), nn.Identity(), nn.Identity(5, unused=3),
    nn.Conv1d(1, 2, 3), nn.Conv2d(3, 6, 5), nn.Conv2d(4, 4, (3, 5), stride=2, padding=(1, 2), dilation=2, groups=2, bias=False),
    nn.BatchNorm1d(3), nn.BatchNorm2d(3, eps=1e-3, momentum=None, affine=False, track_running_stats=False),
    nn.LayerNorm(4), nn.LayerNorm([2, 3], elementwise_affine=False), nn.GroupNorm(2, 4),
    nn.Embedding(4, 3), nn.Embedding(4, 3, padding_idx=-1, max_norm=2.0), nn.PReLU(),
    nn.ReLU(), nn.ReLU(inplace=True), nn.ReLU6(), nn.LeakyReLU(), nn.LeakyReLU(0.2, True), nn.ELU(), nn.SELU(), nn.GELU(),
    nn.SiLU(), nn.Mish(), nn.Tanh(), nn.Sigmoid(), nn.Softplus(), nn.Softsign(), nn.Hardtanh(), nn.LogSigmoid(),
    nn.Softmax(dim=1), nn.LogSoftmax(-1), nn.Softmin(), nn.Tanhshrink(), nn.Hardswish(), nn.Hardsigmoid(),
    nn.MaxPool1d(2), nn.MaxPool2d(2), nn.MaxPool2d((2, 3), stride=1, padding=1), nn.AvgPool1d(2), nn.AvgPool2d(2, 1),
    nn.AdaptiveAvgPool1d(3), nn.AdaptiveAvgPool2d((1, 1)), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Flatten(0, 1),
    nn.Unflatten(1, (2, 3)), nn.Dropout(), nn.Dropout(0.2, inplace=True), nn.Dropout2d(0.3),
    nn.MSELoss(), nn.L1Loss(), nn.SmoothL1Loss(), nn.HuberLoss(), nn.CrossEntropyLoss(), nn.NLLLoss(), nn.BCELoss(),
    nn.BCEWithLogitsLoss(), nn.KLDivLoss(), nn.RNN(2, 3), nn.LSTM(2, 3, num_layers=2, batch_first=True),
    nn.GRU(2, 3, bidirectional=True, bias=False), nn.CosineSimilarity()]
for layer in layers:
    print(layer)
print(nn.Linear, nn.Module, nn.Parameter, nn.Sequential)
print(nn.Linear.__name__, nn.MaxPool2d(2).stride, nn.Conv2d(1, 1, 3).kernel_size, nn.LayerNorm(3).normalized_shape)
