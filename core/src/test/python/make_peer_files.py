"""Writes the files of core/src/test/resources/peers: small flows of zuko, nflows and normflows of every
class, with sizes and options that the reference cases of core/src/test/resources/golden don't have.

    pip install torch zuko nflows normflows safetensors numpy
    python make_peer_files.py FOLDER

Weights are float32, away from their initial values; answers (case.*) are computed in float64 on them. The
metadata hold what an importer has to be told. Made with torch 2.15, zuko 1.6.0, nflows 0.14 and normflows
1.7.3.
"""

import json
import math
import os
import sys
from functools import partial

import nflows.distributions
import nflows.flows
import nflows.transforms
import normflows
import torch
import zuko
from nflows.nn.nets import ResidualNet
from safetensors.torch import save_file
from zuko.transforms import (
    AdditiveTransform,
    BoundedBernsteinTransform,
    GaussianizationTransform,
    MonotonicAffineTransform,
    MonotonicRQSTransform,
)

ROWS = 9
DAG = [[1, 0, 0, 0, 0], [0, 1, 0, 1, 0], [1, 1, 1, 0, 0], [0, 0, 0, 1, 0], [1, 0, 0, 1, 1]]
NETWORK = dict(network=dict(hidden_features=(6, 4)), signal=3)

ZUKO = {
    "maf-narrow": ("MAF", dict(features=6, hidden_features=(3,))),
    "maf-uneven": ("MAF", dict(features=5, hidden_features=(9, 2, 5), transforms=2)),
    "maf-passes": ("MAF", dict(features=7, context=2, passes=3, hidden_features=(8, 8), transforms=2)),
    "maf-context-alone": ("MAF", dict(features=3, context=2, passes=1, hidden_features=(6,), transforms=2)),
    "maf-adjacency": ("MAF", dict(features=5, adjacency=DAG, hidden_features=(9, 7), transforms=2)),
    "maf-adjacency-context": ("MAF", dict(features=5, context=1, adjacency=DAG, hidden_features=(8,))),
    "maf-adjacency-narrow": ("MAF", dict(features=5, adjacency=DAG, hidden_features=(1, 4, 3))),
    "maf-linear": ("MAF", dict(features=4, hidden_features=())),
    "maf-one": ("MAF", dict(features=1)),
    "maf-one-context": ("MAF", dict(features=1, context=2, hidden_features=(6,))),
    "maf-additive": ("MAF", dict(features=4, hidden_features=(8,), univariate="AdditiveTransform", shapes=[[]])),
    "maf-elu": ("MAF", dict(features=4, hidden_features=(8, 8), activation="ELU")),
    "maf-slope": ("MAF", dict(features=3, hidden_features=(8,), slope=1e-2)),
    "maf-many": ("MAF", dict(features=17, hidden_features=(19,), randperm=True, transforms=1)),
    "nsf-two-passes": ("NSF", dict(features=7, bins=4, passes=2, randperm=True, hidden_features=(8,), transforms=2)),
    "nsf-slope": ("NSF", dict(features=3, bins=3, slope=1e-2, hidden_features=(8,))),
    "nsf-one": ("NSF", dict(features=1)),
    "nsf-one-context": ("NSF", dict(features=1, context=3, bins=5, hidden_features=(6,))),
    "ncsf-context": ("NCSF", dict(features=4, context=2, bins=5, hidden_features=(8,))),
    "ncsf-one": ("NCSF", dict(features=1, bins=6)),
    "naf-three": ("NAF", dict(features=4, hidden_features=(8, 6), randperm=True, **NETWORK)),
    "naf-context": ("NAF", dict(features=5, context=2, passes=2, hidden_features=(8,), transforms=2, **NETWORK)),
    "naf-one": ("NAF", dict(features=1, transforms=2, **NETWORK)),
    "naf-one-context": ("NAF", dict(features=1, context=2, transforms=2, hidden_features=(6,), **NETWORK)),
    "unaf-three": ("UNAF", dict(features=4, hidden_features=(8, 6), randperm=True, **NETWORK)),
    "unaf-context": ("UNAF", dict(features=5, context=2, passes=2, hidden_features=(8,), transforms=2, **NETWORK)),
    "unaf-one": ("UNAF", dict(features=1, transforms=2, **NETWORK)),
    "sospf-three": ("SOSPF", dict(features=4, degree=2, polynomials=4, hidden_features=(8,), slope=1e-2)),
    "sospf-context": ("SOSPF", dict(features=3, context=2, degree=3, polynomials=1, hidden_features=(8,), transforms=2)),
    "sospf-one": ("SOSPF", dict(features=1, transforms=2)),
    "bpf-three": ("BPF", dict(features=4, degree=3, hidden_features=(8,), randperm=True)),
    "bpf-context": ("BPF", dict(features=3, context=2, degree=6, hidden_features=(8,), transforms=2)),
    "bpf-one": ("BPF", dict(features=1, degree=5)),
    "gf-three": ("GF", dict(features=4, components=3)),
    "gf-context": ("GF", dict(features=3, context=2, components=2, hidden_features=(8,))),
    "gf-one": ("GF", dict(features=1, components=4)),
    "nice-bernstein": (
        "NICE",
        dict(features=5, hidden_features=(8,), univariate="BoundedBernsteinTransform", shapes=[[5]]),
    ),
    "nice-gaussianization": (
        "NICE",
        dict(features=5, context=1, hidden_features=(8,), univariate="GaussianizationTransform", shapes=[[3], [3]]),
    ),
    "nice-one-spline": ("NICE", dict(features=1, univariate="MonotonicRQSTransform", shapes=[[4], [4], [3]])),
    "realnvp-randmask-spline": (
        "RealNVP",
        dict(
            features=7, randmask=True, hidden_features=(8,), transforms=2,
            univariate="MonotonicRQSTransform", shapes=[[3], [3], [2]],
        ),
    ),
}  # fmt: skip


def shaken(module):
    """Away from the initial values."""
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.add_(0.3 * torch.randn_like(parameter))
    return module.float().eval()


def state(module):
    return {
        name: (value.byte() if value.dtype == torch.bool else value).clone().contiguous()
        for name, value in module.state_dict().items()
    }


def save(folder, library, name, flow, arguments, tensors, case):
    metadata = {"library": json.dumps(library), "class": json.dumps(flow), "arguments": json.dumps(arguments)}
    case = {f"case.{key}": value.detach().double().contiguous() for key, value in case.items()}
    save_file(tensors | case, os.path.join(folder, name + ".safetensors"), metadata=metadata)


def gradients(module, loss):
    named = [(name, p) for name, p in module.named_parameters()]
    found = torch.autograd.grad(loss, [p for _, p in named], allow_unused=True)
    return {
        "grad." + name: torch.zeros_like(p) if g is None else g for (name, p), g in zip(named, found)
    }


def make_zuko(folder, name, flow, arguments):
    extra = dict(arguments)
    if "activation" in extra:
        extra["activation"] = getattr(torch.nn, extra["activation"])
    if "univariate" in extra:
        extra["univariate"] = getattr(zuko.transforms, extra["univariate"])
    elif flow == "MAF" and "slope" in extra:
        extra["univariate"] = partial(MonotonicAffineTransform, slope=extra.pop("slope"))
    if "adjacency" in extra:
        extra["adjacency"] = torch.tensor(extra["adjacency"]).bool()
    # Not in evaluation: there zuko passes over the gradients by the weights of UNAF's networks.
    module = shaken(getattr(zuko.flows, flow)(**extra)).train()
    tensors = state(module)
    module.double()
    arguments = {"transforms": 3} | arguments
    features, context = arguments["features"], arguments.get("context", 0)
    x = (torch.rand if flow == "NCSF" else torch.randn)(ROWS, features, dtype=torch.float64)
    x = 6 * x - 3 if flow == "NCSF" else 1.5 * x
    x = x.float().double().requires_grad_()
    case = {"x": x}
    if context:
        case["c"] = torch.randn(ROWS, context).double()
    distribution = module(case.get("c"))
    z, ladj = distribution.transform.call_and_ladj(x)
    log_prob = distribution.log_prob(x)
    case |= {"z": z, "log_abs_det": ladj, "log_prob": log_prob}
    case["grad_x"] = torch.autograd.grad(log_prob.sum(), x, retain_graph=True)[0]
    case |= gradients(module, -log_prob.mean())
    save(folder, "zuko 1.6.0", "zuko-" + name, flow, arguments, tensors, case)


def nflows_flows():
    from nflows.flows import MaskedAutoregressiveFlow, SimpleRealNVP
    from nflows.transforms import (
        ActNorm,
        BatchNorm,
        CompositeTransform,
        LULinear,
        MaskedAffineAutoregressiveTransform,
        MaskedPiecewiseRationalQuadraticAutoregressiveTransform,
        PiecewiseRationalQuadraticCouplingTransform,
        RandomPermutation,
    )

    def flow(features, *transforms):
        normal = nflows.distributions.StandardNormal([features])
        return nflows.flows.Flow(CompositeTransform(transforms), normal)

    def net(inputs, outputs):
        return ResidualNet(inputs, outputs, hidden_features=8, num_blocks=1)

    plain = dict(features=4, hidden_features=10, num_layers=3, num_blocks_per_layer=2, use_residual_blocks=False)
    yield "maf-plain", "MaskedAutoregressiveFlow", plain, MaskedAutoregressiveFlow(**plain), 0
    mixed = dict(
        features=6, hidden_features=4, num_layers=3, num_blocks_per_layer=1,
        use_random_permutations=True, batch_norm_between_layers=True,
    )  # fmt: skip
    yield "maf-mixed", "MaskedAutoregressiveFlow", mixed, MaskedAutoregressiveFlow(**mixed), 0
    tanh = dict(features=2, hidden_features=8, num_layers=2, num_blocks_per_layer=1)
    module = MaskedAutoregressiveFlow(**tanh, activation=torch.tanh)
    yield "maf-tanh", "MaskedAutoregressiveFlow", tanh | dict(activation="tanh"), module, 0
    for features in (4, 1):
        given = dict(features=features, hidden_features=8, context_features=3, num_blocks=2)
        layers = [MaskedAffineAutoregressiveTransform(**given) for _ in range(2)]
        yield f"maf-context-{features}", "Flow", given, flow(features, *layers), 3
    realnvp = dict(features=2, hidden_features=8, num_layers=4, num_blocks_per_layer=1)
    yield "realnvp-two", "SimpleRealNVP", realnvp, SimpleRealNVP(**realnvp), 0
    additive = dict(
        features=5, hidden_features=8, num_layers=3, num_blocks_per_layer=1,
        use_volume_preserving=True, batch_norm_between_layers=True,
    )  # fmt: skip
    yield "realnvp-additive", "SimpleRealNVP", additive, SimpleRealNVP(**additive), 0
    spline = dict(features=4, hidden_features=8, num_bins=4, tails="linear", tail_bound=2.5, num_blocks=1)
    layers = [MaskedPiecewiseRationalQuadraticAutoregressiveTransform(**spline) for _ in range(2)]
    name = "MaskedPiecewiseRationalQuadraticAutoregressiveTransform"
    yield "rqs-autoregressive", name, spline, flow(4, *layers), 0
    steps = dict(num_bins=5, tails="linear", tail_bound=3.0)
    mask = torch.tensor([1, -1, 1, -1, -1])
    nested = [
        CompositeTransform([
            CompositeTransform([RandomPermutation(5), LULinear(5, identity_init=False)]),
            PiecewiseRationalQuadraticCouplingTransform(mask * sign, net, **steps),
        ])
        for sign in (1, -1)
    ]  # fmt: skip
    yield "steps-nested", "Flow", steps, flow(5, *nested, LULinear(5), ActNorm(5)), 0
    yield "lu-one", "LULinear", dict(features=1), LULinear(1), 0


def make_nflows(folder, name, flow, arguments, module, context):
    shaken(module)
    with torch.no_grad():
        for part in module.modules():
            if hasattr(part, "running_var"):
                part.running_mean.add_(0.2 * torch.randn_like(part.running_mean))
                part.running_var.add_(0.5 + torch.rand_like(part.running_var))
            if hasattr(part, "initialized"):
                part.initialized.fill_(True)
    tensors = state(module)
    module.double()
    features = arguments.get("features", 5)
    x = (1.5 * torch.randn(ROWS, features)).double().requires_grad_()
    case = {"x": x}
    if context:
        case["c"] = torch.randn(ROWS, context).double()
    c = case.get("c")
    z, ladj = (module._transform if isinstance(module, nflows.flows.Flow) else module)(x, c)
    # nflows' own constant has been rounded to float32
    log_prob = ladj - 0.5 * (z**2 + math.log(2 * math.pi)).sum(-1)
    case |= {"z": z, "log_abs_det": ladj, "log_prob": log_prob}
    case["grad_x"] = torch.autograd.grad(log_prob.sum(), x, retain_graph=True)[0]
    smooth = not any(word in name for word in ("mixed", "additive", "rqs", "steps", "lu"))
    if smooth:  # where every tensor is one of ours, or a permutation of its rows
        case |= gradients(module, -log_prob.mean())
    save(folder, "nflows 0.14", "nflows-" + name, flow, arguments, tensors, case)


def normflows_flows():
    from normflows.flows import MaskedAffineFlow, Permute, Planar, Radial

    def mlp():
        return normflows.nets.MLP([4, 7, 4])

    mask = torch.tensor([1.0, 0, 0, 1])
    base = normflows.distributions.DiagGaussian(4)
    yield "planar-three", [Planar(3) for _ in range(3)], normflows.distributions.DiagGaussian(3, trainable=False)
    yield "radial-three", [Radial(2) for _ in range(3)], normflows.distributions.DiagGaussian(2)
    yield (
        "mixed",
        [
            MaskedAffineFlow(mask, mlp(), mlp()),
            Permute(4),
            MaskedAffineFlow(1 - mask, mlp(), None),
            Radial(4),
            MaskedAffineFlow(mask, None, mlp()),
            Planar(4),
        ],
        base,
    )


def make_normflows(folder, name, flows, base):
    module = shaken(normflows.NormalizingFlow(base, flows))
    tensors = state(module)
    module.double()
    with torch.no_grad():
        z = torch.randn(ROWS, base.loc.shape[-1]).double()
        x, ladj = z, 0  # normflows itself sums in float32
        for each in module.flows:
            x, own = each(x)
            ladj = ladj + own
        log_prob = base.log_prob(z) - ladj
    classes = [type(each).__name__ for each in flows]
    case = {"z_in": z, "x_out": x, "log_abs_det": ladj, "log_prob": log_prob}
    save(folder, "normflows 1.7.3", "normflows-" + name, "NormalizingFlow", dict(flows=classes), tensors, case)


if __name__ == "__main__":
    to = sys.argv[1]
    os.makedirs(to, exist_ok=True)
    for number, (key, (kind, given)) in enumerate(ZUKO.items()):
        torch.manual_seed(number)
        make_zuko(to, key, kind, given)
    torch.manual_seed(1)
    for each in nflows_flows():
        make_nflows(to, *each)
    torch.manual_seed(2)
    for each in normflows_flows():
        make_normflows(to, *each)
