"""Writes the files of core/src/test/resources/zuko: weights saved by torch, answers of zuko beside them.

    pip install torch zuko safetensors numpy
    python make_zuko_files.py FOLDER          the small ones, which are in the repository
    python make_zuko_files.py FOLDER --large  larger models, for -Dflows4j.zukoFiles=FOLDER

Answers (NAME.answers.safetensors) are computed in float64 on the float32 weights of NAME.pt. Their
metadata hold what an importer has to be told. Made with torch 2.15 and zuko 1.6.0.
"""

import json
import os
import sys
from functools import partial

import torch
import zuko
from safetensors.torch import save_file
from zuko.flows import NICE, RealNVP
from zuko.transforms import AdditiveTransform, MonotonicAffineTransform

SMALL = {
    "two": dict(features=2, hidden_features=(16,)),
    "one": dict(features=1),
    "one-given": dict(features=1, context=3, transforms=2, hidden_features=(8,)),
    "deep-given": dict(features=8, context=3, randmask=True, hidden_features=(8, 8, 8)),
    "elu": dict(features=21, transforms=2, hidden_features=(8,), activation="ELU"),
    "linear": dict(features=4, hidden_features=()),
    "slope": dict(features=3, hidden_features=(8,), slope=1e-4),
    "additive": dict(features=3, transforms=4, hidden_features=(8,), univariate="AdditiveTransform"),
    "base": dict(features=3, hidden_features=(8,)),
    "double": dict(features=3, hidden_features=(8,)),
}
LARGE = {
    f"large-{features}-{context}-{'x'.join(map(str, hidden))}": dict(
        features=features, context=context, hidden_features=hidden, randmask=randmask, transforms=5
    )
    for features, context, hidden, randmask in [
        (2, 0, (128, 128), False),
        (2, 3, (8, 8, 8), True),
        (8, 0, (16,), True),
        (8, 3, (128, 128), True),
        (21, 0, (128, 128), False),
        (21, 3, (128, 128), True),
        (21, 3, (8, 8, 8), False),
        (21, 0, (16,), True),
    ]
}


def make(folder, name, number, activation=None, slope=None, univariate=None, **arguments):
    torch.manual_seed(number)
    extra = {}
    if activation:
        extra["activation"] = getattr(torch.nn, activation)
    if slope:
        extra["univariate"] = partial(MonotonicAffineTransform, slope=slope)
    if univariate:
        extra |= dict(univariate=AdditiveTransform, shapes=[()])
    flow = (NICE if univariate else RealNVP)(**arguments, **extra)
    with torch.no_grad():
        for parameter in flow.parameters():
            # Away from the start, but not so steep that float32 can't follow.
            parameter.mul_(1.2).add_(0.5 * torch.randn_like(parameter) / parameter.shape[-1] ** 0.5)
        if name == "base":
            flow.base.loc.copy_(torch.randn(3))
            flow.base.scale.copy_(torch.rand(3) + 0.5)
    if name == "double":
        flow.double()
    torch.save(flow.state_dict(), os.path.join(folder, name + ".pt"))
    flow.double()
    x = 2 * torch.randn(8, arguments["features"], dtype=torch.float64)
    context = arguments.get("context", 0)
    c = torch.randn(8, context, dtype=torch.float64) if context else None
    with torch.no_grad():
        p = flow(c)
        answers = {"case.x": x, "case.z": p.transform(x), "case.log_prob": p.log_prob(x)}
    if context:
        answers["case.c"] = c
    told = dict(slope=slope or 1e-3, activation=activation or "ReLU")
    metadata = {key: json.dumps(value) for key, value in told.items()}
    save_file(answers, os.path.join(folder, name + ".answers.safetensors"), metadata)


def torch_files(folder):
    """What torch.save can write, for TorchFileTest; the values are those of the test."""

    torch.manual_seed(0)

    def save(name, value, **options):
        torch.save(value, os.path.join(folder, name + ".pt"), **options)

    count = torch.arange(24).reshape(2, 3, 4)
    types = [
        torch.float64,
        torch.float32,
        torch.float16,
        torch.bfloat16,
        torch.int64,
        torch.int32,
        torch.int16,
        torch.int8,
        torch.uint8,
        torch.bool,
    ]
    views = {str(dtype).split(".")[1]: torch.tensor([0, 1, 3]).to(dtype) for dtype in types}
    values = count.float()
    views |= {
        "transposed": values.permute(2, 0, 1),
        "sliced": values[1, 1:, ::2],
        "expanded": values[0, 0, 1:2].expand(5),
        "scalar": values[1, 2, 3],
        "empty": values[:0],
        "negative": -values[0, 0],
    }
    save("tensors", views)
    save("protocol5", {"weight": torch.tensor([1.5, -2.0])}, pickle_protocol=5)
    linear = torch.nn.Linear(2, 1)
    with torch.no_grad():
        linear.weight.copy_(torch.tensor([[1.0, 2.0]]))
        linear.bias.fill_(3.0)
    optimizer = torch.optim.Adam(linear.parameters(), lr=0.0)
    linear(torch.ones(1, 2)).sum().backward()
    optimizer.step()
    checkpoint = {
        "model": linear.state_dict(),
        "optimizer": optimizer.state_dict(),
        "epoch": 3,
        "large": 2**40,
        "loss": [0.5, -1.25],
        "note": "π",
        "done": False,
        "none": None,
    }
    save("checkpoint", checkpoint)
    save("parameters", dict(torch.nn.ParameterDict({"a": torch.nn.Parameter(torch.ones(2))})))
    save("module", linear)
    save("zuko-module", RealNVP(2, hidden_features=(2,), transforms=1))
    save("tensor", torch.ones(2))
    save("old", linear.state_dict(), _use_new_zipfile_serialization=False)
    torch.serialization.set_crc32_options(False)
    save("no-crc", linear.state_dict())
    torch.serialization.set_crc32_options(True)


if __name__ == "__main__":
    folder = sys.argv[1]
    os.makedirs(folder, exist_ok=True)
    large = "--large" in sys.argv
    for number, (name, arguments) in enumerate((LARGE if large else SMALL).items()):
        make(folder, name, number, **arguments)
    if not large:
        torch_files(folder)
    print(torch.__version__, zuko.__version__)
