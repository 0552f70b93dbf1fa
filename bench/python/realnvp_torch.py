"""Case realnvp21 in zuko, nflows and normflows, each as its own pieces make a Real NVP."""
import importlib.metadata
import warnings

import timing

given = timing.arguments("zuko", "nflows", "normflows")
warnings.filterwarnings("ignore")
import torch

FEATURES, BATCH, WIDTH, LAYERS = 21, 256, 128, 6
torch.set_num_threads(given.threads)


def zuko():
    import zuko

    flow = zuko.flows.RealNVP(FEATURES, 0, transforms=LAYERS, hidden_features=(WIDTH, WIDTH))
    return flow, lambda x: flow().log_prob(x), lambda rows: flow().sample((rows,))


def nflows():
    from nflows.flows.realnvp import SimpleRealNVP

    flow = SimpleRealNVP(FEATURES, WIDTH, LAYERS, 2)
    return flow, flow.log_prob, flow.sample


def normflows():
    import normflows as nf

    net = lambda: nf.nets.MLP([FEATURES, WIDTH, WIDTH, FEATURES], init_zeros=True)
    mask = lambda i: torch.tensor([1.0 if j % 2 == i % 2 else 0.0 for j in range(FEATURES)])
    layers = [nf.flows.MaskedAffineFlow(mask(i), net(), net()) for i in range(LAYERS)]
    flow = nf.NormalizingFlow(nf.distributions.DiagGaussian(FEATURES, trainable=False), layers)
    return flow, flow.log_prob, flow.sample


for name in given.forms:
    torch.manual_seed(0)
    flow, log_prob, sample = {"zuko": zuko, "nflows": nflows, "normflows": normflows}[name]()
    x = torch.randn(BATCH, FEATURES)
    adam = torch.optim.Adam(list(flow.parameters()), 1e-3, fused=True)

    def step():
        loss = -log_prob(x).mean()
        adam.zero_grad()
        loss.backward()
        adam.step()

    figures = {"train_steps_per_s": timing.rate(1, step, given.seconds)}
    with torch.no_grad():
        rows = torch.randn(timing.ROWS, FEATURES)
        row = rows[:1]
        figures["log_prob_rows_per_s"] = timing.rate(timing.ROWS, lambda: log_prob(rows), given.seconds)
        figures["single_row_us"] = 1e6 / timing.rate(1, lambda: log_prob(row), given.seconds)
        figures["sample_rows_per_s"] = timing.rate(timing.ROWS, lambda: sample(timing.ROWS), given.seconds)
    versions = {"torch": torch.__version__, name: importlib.metadata.version(name)}
    timing.report(name, "realnvp21", given.threads, versions, **figures)
