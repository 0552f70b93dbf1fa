"""Case swissroll in PyTorch, as the tutorials write it: eager, with the fused Adam, and through torch.compile."""
import math
import warnings

import timing

given = timing.arguments("eager", "fused", "compile")
warnings.filterwarnings("ignore")
import torch
from torch import nn

torch.set_num_threads(given.threads)


def swiss_roll(rows):
    t = 1.5 * math.pi * (1 + 2 * torch.rand(rows))
    return torch.stack([t * torch.cos(t), t * torch.sin(t)], 1) / 15


class Coupling(nn.Module):
    def __init__(self, mask):
        super().__init__()
        self.register_buffer("mask", mask)
        self.net = nn.Sequential(nn.Linear(2, 128), nn.ReLU(), nn.Linear(128, 128), nn.ReLU(), nn.Linear(128, 4))

    def parameters_of(self, kept):
        scale, shift = self.net(kept).chunk(2, 1)
        return torch.tanh(scale), shift

    def forward(self, x):
        kept = x * self.mask
        scale, shift = self.parameters_of(kept)
        moved = 1 - self.mask
        return kept + moved * (x * torch.exp(scale) + shift), (moved * scale).sum(1)

    def inverse(self, z):
        kept = z * self.mask
        scale, shift = self.parameters_of(kept)
        return kept + (1 - self.mask) * ((z - shift) * torch.exp(-scale))


class RealNvp(nn.Module):
    def __init__(self):
        super().__init__()
        masks = [torch.tensor([1.0, 0.0]), torch.tensor([0.0, 1.0])]
        self.layers = nn.ModuleList([Coupling(masks[i % 2]) for i in range(6)])

    def log_prob(self, x):
        log_det = 0
        for layer in self.layers:
            x, part = layer(x)
            log_det = log_det + part
        return (-0.5 * (x**2 + math.log(2 * math.pi))).sum(1) + log_det

    def sample(self, rows):
        z = torch.randn(rows, 2)
        for layer in reversed(self.layers):
            z = layer.inverse(z)
        return z


def time_form(form):
    torch.manual_seed(42)
    model = RealNvp()
    adam = torch.optim.Adam(model.parameters(), 1e-3, fused=form != "eager")
    loss_of = lambda x: -model.log_prob(x).mean()
    if form == "compile":
        loss_of = torch.compile(loss_of)

    def step():
        loss = loss_of(swiss_roll(128))
        adam.zero_grad()
        loss.backward()
        adam.step()
        loss.item()

    step()
    figures = {"train_steps_per_s": timing.rate(1, step, given.seconds)}
    log_prob = torch.compile(model.log_prob) if form == "compile" else model.log_prob
    if form != "fused":  # the optimizer alone
        with torch.no_grad():
            rows = swiss_roll(timing.ROWS)
            log_prob(rows)
            figures["log_prob_rows_per_s"] = timing.rate(timing.ROWS, lambda: log_prob(rows), given.seconds)
            row = swiss_roll(1)
            log_prob(row)
            figures["single_row_us"] = 1e6 / timing.rate(1, lambda: log_prob(row), given.seconds)
    if form == "eager":
        with torch.no_grad():
            figures["sample_rows_per_s"] = timing.rate(timing.ROWS, lambda: model.sample(timing.ROWS), given.seconds)
    timing.report(f"PyTorch {form}", "swissroll", given.threads, {"torch": torch.__version__}, **figures)


for name in given.forms:
    time_form(name)
