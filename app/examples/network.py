# A small network learns exclusive or. One training step after another is a graph of its own.
import torch
from torch import nn

torch.manual_seed(2)

inputs = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
wanted = torch.tensor([[0.0], [1.0], [1.0], [0.0]])

model = nn.Sequential(nn.Linear(2, 4), nn.Tanh(), nn.Linear(4, 1))
optimizer = torch.optim.SGD(model.parameters(), lr=0.3)

for step in range(120):
    guess = model(inputs)
    loss = nn.functional.mse_loss(guess, wanted)

    optimizer.zero_grad()  # else gradients would add up from step to step
    loss.backward()        # how the loss changes with each weight
    optimizer.step()       # a little downhill

    if step % 30 == 29:
        print(f"step {step + 1}: loss {loss.item():.4f}")

print(guess.detach())
