"""The cases of 21 features in zuko, nflows and normflows, each as its own pieces make the flow."""
import importlib.metadata
import warnings

import timing

FEATURES, BATCH, WIDTH = 21, 256, 128
# Rows a call of sampling: an autoregressive flow takes a pass of its network for each feature there.
DRAWN = {"realnvp21": timing.ROWS, "maf21": 2_000, "nsf21": 2_000, "naf21": 100}


def of_zuko(name, transforms, width=WIDTH, **options):
    import zuko

    flow = getattr(zuko.flows, name)(
        FEATURES, 0, transforms=transforms, hidden_features=(width, width), **options
    )
    return flow, lambda x: flow().log_prob(x), lambda rows: flow().sample((rows,))


def real_nvp_of_nflows():
    from nflows.flows.realnvp import SimpleRealNVP

    flow = SimpleRealNVP(FEATURES, WIDTH, 6, 2)
    return flow, flow.log_prob, flow.sample


def maf_of_nflows():
    from nflows.flows import MaskedAutoregressiveFlow

    flow = MaskedAutoregressiveFlow(FEATURES, WIDTH, 5, 2, use_residual_blocks=False)
    return flow, flow.log_prob, flow.sample


def real_nvp_of_normflows():
    import normflows as nf

    net = lambda: nf.nets.MLP([FEATURES, WIDTH, WIDTH, FEATURES], init_zeros=True)
    mask = lambda i: torch.tensor([1.0 if j % 2 == i % 2 else 0.0 for j in range(FEATURES)])
    layers = [nf.flows.MaskedAffineFlow(mask(i), net(), net()) for i in range(6)]
    flow = nf.NormalizingFlow(nf.distributions.DiagGaussian(FEATURES, trainable=False), layers)
    return flow, flow.log_prob, flow.sample


FLOWS = {
    "realnvp21": {
        "zuko": lambda: of_zuko("RealNVP", 6),
        "nflows": real_nvp_of_nflows,
        "normflows": real_nvp_of_normflows,
    },
    "maf21": {"zuko": lambda: of_zuko("MAF", 5), "nflows": maf_of_nflows},
    "nsf21": {"zuko": lambda: of_zuko("NSF", 3, bins=8)},
    # Its defaults are the case's signal of 16 and net 64-64.
    "naf21": {"zuko": lambda: of_zuko("NAF", 2, width=64)},
}
given = timing.arguments(cases=FLOWS)
warnings.filterwarnings("ignore")
import torch

torch.set_num_threads(given.threads)
for name in given.forms:
    torch.manual_seed(0)
    flow, log_prob, sample = FLOWS[given.case][name]()
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
        drawn = DRAWN[given.case]
        figures["log_prob_rows_per_s"] = timing.rate(timing.ROWS, lambda: log_prob(rows), given.seconds)
        figures["single_row_us"] = 1e6 / timing.rate(1, lambda: log_prob(row), given.seconds)
        figures["sample_rows_per_s"] = timing.rate(drawn, lambda: sample(drawn), given.seconds)
    versions = {"torch": torch.__version__, name: importlib.metadata.version(name)}
    timing.report(name, given.case, given.threads, versions, **figures)
