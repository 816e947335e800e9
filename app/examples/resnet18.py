import torch
from torchvision.models import resnet18

# One training step of ResNet-18, on two small pictures so that it takes a moment only.
# Its 62 parameters and about 150 operations open as a few boxes, one a module: unfold what you want to see.
torch.manual_seed(0)
model = resnet18(num_classes=10)
optimizer = torch.optim.SGD(model.parameters(), lr=0.01, momentum=0.9)

images = torch.rand(2, 3, 64, 64)
labels = torch.tensor([3, 7])

# Forward: from the pictures to one number that says how wrong the network is.
scores = model(images)
loss = torch.nn.functional.cross_entropy(scores, labels)
print(loss)

# Backward: how each parameter should change so that the loss falls; then one step that way.
optimizer.zero_grad()
loss.backward()
optimizer.step()
print(model.conv1.weight.grad.norm())
