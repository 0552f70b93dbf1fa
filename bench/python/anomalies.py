"""Semi-supervised anomaly detection on ADBench sets, as their README has it: train on half of the normal rows, test on
the rest and the anomalies.

python anomalies.py FOLDER SEEDS BUDGET [SET ...] [-- OPTIONS OF TRAIN]     (needs numpy; from the repository's root)

Prints AUROC per set and seed, and the means. Nothing is set by hand for a set.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

arguments = sys.argv[1:]
options = arguments[arguments.index("--") + 1:] if "--" in arguments else ["--flow", "auto"]
arguments = arguments[: arguments.index("--")] if "--" in arguments else arguments
folder, seeds, budget = pathlib.Path(arguments[0]), int(arguments[1]), arguments[2]
files = sorted(file for file in folder.glob("*.npz") if not arguments[3:] or any(n in file.name for n in arguments[3:]))
command = str(pathlib.Path(__file__).parents[2] / "flows4j")
means = {}
for file in files:
    data = np.load(file)
    rows, labels = data["X"].astype(float), data["y"].astype(int)
    areas = []
    for seed in range(seeds):
        normal = np.random.RandomState(seed).permutation(np.flatnonzero(labels == 0))
        half = len(normal) // 2
        test = np.r_[normal[half:], np.flatnonzero(labels == 1)]
        with tempfile.TemporaryDirectory() as work:
            names = [f"x{j}" for j in range(rows.shape[1])]
            for name, chosen, last in (("train", normal[:half], False), ("test", test, True)):
                header = names + (["label"] if last else [])
                lines = [",".join(header)] + [
                    ",".join([repr(float(v)) for v in rows[i]] + ([str(labels[i])] if last else [])) for i in chosen]
                pathlib.Path(work, name + ".csv").write_text("\n".join(lines) + "\n")
            subprocess.run(
                [command, "train", f"{work}/train.csv", "--budget", budget, "--seed", str(seed), "--quiet", "--out",
                 f"{work}/model", *options], check=True, capture_output=True)
            found = subprocess.run(
                [command, "evaluate", f"{work}/model", f"{work}/test.csv", "--labels", "label", "--samples", "50",
                 "--unseen", "lowest", "--json"], check=True, capture_output=True, text=True)
            areas.append(100 * json.loads(found.stdout.strip().splitlines()[-1])["auroc"])
        print(file.stem, "seed", seed, f"{areas[-1]:.2f}", flush=True)
    means[file.stem] = float(np.mean(areas))
print({name: round(value, 1) for name, value in means.items()}, "mean", round(float(np.mean(list(means.values()))), 2))
