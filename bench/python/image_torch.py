"""Case image28 in PyTorch, no channel wasted: in the usual layout, in channels-last, and through torch.compile."""
import math
import warnings

import timing

given = timing.arguments("default", "channels-last", "compile")
warnings.filterwarnings("ignore")
import torch
from torch import nn

torch.set_num_threads(given.threads)
BATCH, SCORED, HIDDEN = 64, 2_000, 64


class Coupling(nn.Module):
    """Half of the channels moved, by a net of the other half: 3x3, 1x1, 3x3."""

    def __init__(self, channels, first):
        super().__init__()
        half = channels // 2
        self.first = first
        self.net = nn.Sequential(
            nn.Conv2d(half, HIDDEN, 3, padding=1),
            nn.ReLU(),
            nn.Conv2d(HIDDEN, HIDDEN, 1),
            nn.ReLU(),
            nn.Conv2d(HIDDEN, 2 * half, 3, padding=1),
        )

    def split(self, x):
        a, b = x.chunk(2, 1)
        return (a, b) if self.first else (b, a)

    def join(self, kept, moved):
        return torch.cat([kept, moved] if self.first else [moved, kept], 1)

    def forward(self, x):
        kept, moved = self.split(x)
        shift, scale = self.net(kept).chunk(2, 1)
        scale = torch.tanh(scale)
        return self.join(kept, moved * torch.exp(scale) + shift), scale.sum((1, 2, 3))

    def inverse(self, z):
        kept, moved = self.split(z)
        shift, scale = self.net(kept).chunk(2, 1)
        return self.join(kept, (moved - shift) * torch.exp(-torch.tanh(scale)))


def squeeze(x):
    n, c, h, w = x.shape
    return x.view(n, c, h // 2, 2, w // 2, 2).permute(0, 1, 3, 5, 2, 4).reshape(n, 4 * c, h // 2, w // 2)


def unsqueeze(x):
    n, c, h, w = x.shape
    return x.view(n, c // 4, 2, 2, h, w).permute(0, 1, 4, 2, 5, 3).reshape(n, c // 4, 2 * h, 2 * w)


class Flow(nn.Module):
    def __init__(self, layout):
        super().__init__()
        self.layout = layout
        self.large = nn.ModuleList([Coupling(4, i % 2 == 0) for i in range(4)])
        self.small = nn.ModuleList([Coupling(8, i % 2 == 0) for i in range(4)])

    def through(self, layers, x):
        x = x.contiguous(memory_format=self.layout)
        log_det = 0
        for layer in layers:
            x, part = layer(x)
            log_det = log_det + part
        return x, log_det

    def log_prob(self, x):
        x, first = self.through(self.large, squeeze(x))
        left, x = x.chunk(2, 1)
        x, second = self.through(self.small, squeeze(x))
        squares = (left**2).sum((1, 2, 3)) + (x**2).sum((1, 2, 3))
        return first + second - 0.5 * squares - 392 * math.log(2 * math.pi)

    def sample(self, images):
        x = torch.randn(images, 8, 7, 7).contiguous(memory_format=self.layout)
        for layer in reversed(self.small):
            x = layer.inverse(x)
        x = torch.cat([torch.randn(images, 2, 14, 14), unsqueeze(x)], 1).contiguous(memory_format=self.layout)
        for layer in reversed(self.large):
            x = layer.inverse(x)
        return unsqueeze(x)


def time_form(form):
    torch.manual_seed(42)
    model = Flow(torch.channels_last if form == "channels-last" else torch.contiguous_format)
    if form == "channels-last":
        model = model.to(memory_format=torch.channels_last)
    adam = torch.optim.Adam(model.parameters(), 1e-3, fused=True)
    loss_of = lambda x: -model.log_prob(x).mean()
    log_prob, sample = model.log_prob, model.sample
    if form == "compile":
        loss_of, log_prob = torch.compile(loss_of), torch.compile(log_prob)
    images = torch.randn(BATCH, 1, 28, 28)

    def step():
        loss = loss_of(images)
        adam.zero_grad()
        loss.backward()
        adam.step()
        loss.item()

    step()
    figures = {"train_steps_per_s": timing.rate(1, step, given.seconds)}
    with torch.no_grad():
        many, one = torch.randn(SCORED, 1, 28, 28), torch.randn(1, 1, 28, 28)

        # Tiles of a batch: all at once would leave the cache, which costs PyTorch more than it saves.
        def score():
            for part in many.split(BATCH):
                log_prob(part)

        def draw():
            for _ in range(SCORED // BATCH):
                sample(BATCH)

        score()
        figures["log_prob_rows_per_s"] = timing.rate(SCORED, score, given.seconds)
        log_prob(one)
        figures["single_row_us"] = 1e6 / timing.rate(1, lambda: log_prob(one), given.seconds)
        if form != "compile":
            figures["sample_rows_per_s"] = timing.rate(SCORED // BATCH * BATCH, draw, given.seconds)
    timing.report(f"PyTorch {form}", "image28", given.threads, {"torch": torch.__version__}, **figures)


for name in given.forms:
    time_form(name)
