"""Log-likelihood reached in a given time: train's own choice beside zuko and flowjax, in one run, one after the other.

python quality.py SHARED [--sets power,magic,bsds] [--share 5] [--out FILE]     (from the repository's root)

SHARED holds data/ and peers/time_to_quality.py, which is run as it is, with its splines. Each set has the peers' budget
(power 180 s, magic 120 s, BSDS300 300 s); flows4j has a SHARE-th of it, `train` without a word about the flow, all
columns taken as real, on the same rows, validated on the same and tested on the same. Virtual environments are those of
compare.py.
"""

import argparse
import gzip
import io
import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import compare

BUDGETS = {"power": 180, "magic": 120, "bsds": 300}
PEERS = {"zuko": "torch", "flowjax": "jax"}


def split(rows, random):
    random.shuffle(rows)
    a, b = int(0.81 * len(rows)), int(0.9 * len(rows))
    mean, deviation = rows[:b].mean(0), rows[:b].std(0)
    return [((part - mean) / deviation).astype(np.float32) for part in (rows[:a], rows[a:b], rows[b:])]


def parts(name, data):
    """The rows of time_to_quality.py: the same seed, the same order of draws."""
    random = np.random.RandomState(42)
    if name == "power":
        text = gzip.open(data / "power/household_power_40959.csv.gz", "rt").read()
        lines = [line.split(";") for line in text.splitlines()[1:] if "?" not in line]
        rows = np.array([[float(r[j]) for j in (2, 4, 6, 7, 8)] + [int(r[1][:2]) * 60 + int(r[1][3:5])] for r in lines])
        return split(rows + random.rand(*rows.shape) * [0.001, 0.01, 1, 1, 1, 0], random)
    if name == "magic":
        found = np.load(data / "adbench/22_magic.gamma.npz")
        return split(found["X"][found["y"] == 0].astype(np.float64), random)
    all_parts = []
    for part in ("train", "val", "test"):
        patches = np.load(io.BytesIO(gzip.open(data / f"bsds/patches8x8_{part}.npy.gz").read())).astype(np.float64)
        patches = patches.reshape(len(patches), -1)
        patches = (patches + random.rand(*patches.shape)) / 256
        all_parts.append((patches - patches.mean(1, keepdims=True))[:, :-1].astype(np.float32))
    return all_parts


def ours(name, data, budget, options):
    train, validation, test = parts(name, data)
    flows4j = str(compare.ROOT / "flows4j")
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        np.save(work / "train.npy", train)
        np.save(work / "validation.npy", validation[:5000])
        np.save(work / "test.npy", test[:10000])
        (work / "real.json").write_text('{"*": "real"}')
        trained = subprocess.run(
            [flows4j, "train", work / "train.npy", "--validation", work / "validation.npy", "--schema", work / "real.json",
             "--budget", f"{budget:g}s", "--out", work / "model", "--threads", "2", *options],
            check=True, capture_output=True, text=True)
        found = subprocess.run(
            [flows4j, "evaluate", work / "model", work / "test.npy", "--samples", "100", "--json"],
            check=True, capture_output=True, text=True)
    for line in trained.stderr.splitlines():
        if line.startswith("auto:"):
            print("  " + line)
    # The splits of power and magic are standardized already: their own units are the peers'.
    return -json.loads(found.stdout.strip().splitlines()[-1])["nll"]


def peer(name, set_name, scripts, budget):
    compare.environment(PEERS[name])
    python = compare.VENV / PEERS[name] / "bin" / "python"
    run = subprocess.run(
        [python, "-W", "ignore", "time_to_quality.py", name, "nsf", set_name, str(budget)],
        cwd=scripts, check=True, capture_output=True, text=True)
    line = next(line for line in run.stdout.splitlines() if line.startswith("RESULT"))
    print("  " + line)
    return float(line.split()[-1])


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=pathlib.Path)
    parser.add_argument("--sets", default=",".join(BUDGETS))
    parser.add_argument("--share", type=float, default=5)
    parser.add_argument("--peers", default=",".join(PEERS))
    parser.add_argument("--out", type=pathlib.Path)
    given, options = parser.parse_known_args()
    rows = ["| set | flows4j, seconds | test | " + " | ".join(f"{p}, seconds | test" for p in given.peers.split(",") if p) + " |"]
    rows.append("| --- " * (rows[0].count("|") - 1) + "|")
    for name in given.sets.split(","):
        print(name, flush=True)
        budget = BUDGETS[name]
        cells = [name, f"{budget / given.share:g}", f"{ours(name, given.shared / 'data', budget / given.share, options):.3f}"]
        print(f"  flows4j {cells[2]}", flush=True)
        for other in filter(None, given.peers.split(",")):
            cells += [str(budget), f"{peer(other, name, given.shared / 'peers', budget):.3f}"]
        rows.append("| " + " | ".join(cells) + " |")
    text = "\n".join(rows)
    print(text)
    if given.out:
        given.out.write_text(text + "\n")


if __name__ == "__main__":
    main()
