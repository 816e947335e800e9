"""Cases of torch.nn.functional."""
