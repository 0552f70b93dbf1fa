#!/usr/bin/env python3
"""Times flows4j beside other libraries and writes the tables of docs/benchmarks.md.

  bench/compare.py                 the cases beside the peers (2 threads, then 1)
  bench/compare.py sweep           throughput over batch sizes and features
  bench/compare.py autoregressive  sampling against scoring, over features
  bench/compare.py jmh             kernels, and what a step allocates
  bench/compare.py all             all four

Virtual environments with the peers are made at first use (torch brings several GB) in bench/target/venv, or
where FLOWS4J_VENV says: it holds folders `torch` and `jax`, which may be there already.
"""
import argparse
import datetime
import json
import math
import os
import platform
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "benchmarks.md"
VENV = Path(os.environ.get("FLOWS4J_VENV", ROOT / "bench" / "target" / "venv"))
PACKAGES = {
    "torch": ["torch", "zuko", "nflows", "normflows", "scipy", "numpy"],
    "jax": ["jax", "flowjax", "optax", "equinox"],
}
CASES = {
    "swissroll": [("torch", "swissroll_torch.py"), ("jax", "swissroll_jax.py")],
    "realnvp21": [("torch", "tabular_torch.py", "realnvp21"), ("jax", "tabular_jax.py", "realnvp21")],
    "maf21": [("torch", "tabular_torch.py", "maf21"), ("jax", "tabular_jax.py", "maf21")],
    "nsf21": [("torch", "tabular_torch.py", "nsf21"), ("jax", "tabular_jax.py", "nsf21")],
    "naf21": [("torch", "tabular_torch.py", "naf21")],
    "image28": [("torch", "image_torch.py")],
}
LIMIT = ("torch", "sgemm_torch.py")
# key, heading, whether less is better
FIGURES = [
    ("train_steps_per_s", "training, steps/s", False),
    ("log_prob_rows_per_s", "log_prob, rows/s", False),
    ("single_row_us", "one row, us", True),
    ("sample_rows_per_s", "sampling, rows/s", False),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", default="peers", choices=["peers", "sweep", "autoregressive", "jmh", "all"])
    parser.add_argument("--cases", default=",".join(CASES))
    parser.add_argument("--rounds", type=int, default=3, help="turns with the most threads; one with fewer")
    parser.add_argument("--seconds", type=float, default=1, help="for each figure in each turn")
    parser.add_argument("--threads", default="2,1")
    parser.add_argument("--raw", type=Path, help="also write every run's figures here, one JSON object a line")
    given = parser.parse_args()
    begun = time.time()
    if given.what in ("peers", "all"):
        write("peers", peers(given))
    if given.what in ("sweep", "all"):
        write("sweep", sweep(given))
    if given.what in ("autoregressive", "all"):
        write("autoregressive", autoregressive(given))
    if given.what in ("jmh", "all"):
        write("jmh", jmh())
    print(f"{DOCUMENT.relative_to(ROOT)} written after {time.time() - begun:.0f} s", file=sys.stderr)


def peers(given):
    for name in PACKAGES:
        environment(name)
    runs = []
    load = os.getloadavg()[0]
    threads = [int(t) for t in given.threads.split(",")]
    for t in threads:
        for turn in range(given.rounds if t == max(threads) else 1):
            runs += [{**run, "turn": turn} for run in peer(LIMIT, t, given.seconds)]
            for case in given.cases.split(","):
                jobs = [lambda v=v: [flows4j(v, case, t, given.seconds)] for v in variants() if turn < v["turns"]]
                jobs += [lambda p=p: peer(p, t, given.seconds) for p in CASES[case]]
                for job in jobs if turn % 2 == 0 else jobs[::-1]:
                    for run in job():
                        runs.append({**run, "turn": turn})
                        print(f"{t} threads, turn {turn + 1}: {case} {run['peer']}", file=sys.stderr)
                if given.raw:
                    given.raw.write_text("".join(json.dumps(run) + "\n" for run in runs))
    return tables(runs, given, threads, load)


def tables(runs, given, threads, load):
    text = [machine(load), versions(runs)]
    for t in threads:
        turns = given.rounds if t == max(threads) else 1
        limit = middle(runs, "sgemm", "limit", t, "gflops")
        text.append(
            f"### {t} thread{'s' if t > 1 else ''}\n\nMedian of {turns} turn{'s (one on scalar kernels)' if turns > 1 else ''}. "
            f"A large matrix product (torch, 1024 x 1024) reached {limit[0]:.0f} GFLOP/s beside them."
        )
        for case in given.cases.split(","):
            text += [f"#### {case}", table(runs, case, t), flops(runs, case, t, limit[0])]
    return "\n\n".join(text)


def table(runs, case, threads):
    """A line for each contestant: medians, spreads, and how we stand to the fastest peer."""
    names = list(dict.fromkeys(r["peer"] for r in runs if r["case"] == case and r["threads"] == threads))
    names.sort(key=lambda name: not name.startswith("flows4j"))
    lines = [
        "| | " + " | ".join(heading for _, heading, _ in FIGURES) + " |",
        "| --- |" + " ---: |" * len(FIGURES),
    ]
    for name in names:
        cells = []
        for key, _, _ in FIGURES:
            found = middle(runs, name, case, threads, key)
            cells.append(spread(found))
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    for variant in [name for name in names if name.startswith("flows4j")]:
        cells = []
        for key, _, less in FIGURES:
            found = ratio(runs, variant, [n for n in names if not n.startswith("flows4j")], case, threads, key, less)
            cells.append("" if found is None else f"**{found:.2f}x**")
        lines.append(f"| {variant} to the fastest peer | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def ratio(runs, ours, peers, case, threads, key, less):
    """The median over the turns of how many times faster we were than that turn's fastest peer."""
    found = []
    for turn in {run["turn"] for run in runs}:
        now = [run for run in runs if run["turn"] == turn]
        others = [middle(now, name, case, threads, key) for name in peers]
        others = [figure[0] for figure in others if figure]
        own = middle(now, ours, case, threads, key)
        if others and own:
            found.append(min(others) / own[0] if less else own[0] / max(others))
    return statistics.median(found) if found else None


def flops(runs, case, threads, limit):
    lines = [
        "| GFLOP/s | training | of the product's | scoring | of the product's |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for variant in variants():
        train = middle(runs, variant["name"], case, threads, "train_gflops")
        score = middle(runs, variant["name"], case, threads, "log_prob_gflops")
        if train:
            lines.append(
                f"| {variant['name']} | {train[0]:.1f} | {100 * train[0] / limit:.0f} % "
                f"| {score[0]:.1f} | {100 * score[0] / limit:.0f} % |"
            )
    return "\n".join(lines)


def middle(runs, peer, case, threads, key):
    """Median, least and most over the turns; None where the contestant has no such figure."""
    found = [r[key] for r in runs if (r["peer"], r["case"], r["threads"]) == (peer, case, threads) and r.get(key)]
    return (statistics.median(found), min(found), max(found)) if found else None


def spread(found):
    if found is None:
        return ""
    median, least, most = map(number, found)
    return median if least == most else f"{median} ({least} to {most})"


def number(value):
    if value < 1000:
        return f"{value:.3g}"
    return f"{value / 1000:.3g}k" if value < 1e6 else f"{value / 1e6:.3g}M"


def versions(runs):
    parts = {}
    for run in runs:
        parts.update(run["versions"])
    return "Versions: " + ", ".join(f"{name} {version}" for name, version in sorted(parts.items())) + "."


def machine(load):
    """Where and when, and whether the figures can be trusted."""
    model = platform.processor()
    try:
        model = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())[1]
    except (OSError, TypeError):
        pass
    date = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
    text = f"{date}; {model}, {os.cpu_count()} processors, {platform.system()}; load average at the start {load:.1f}."
    if load > 0.25 * os.cpu_count():
        text += (
            " **The machine was busy with other work: figures with several threads say little, since whoever waits"
            " at a barrier for a thread that does not run loses most.**"
        )
    return text


def variants():
    """JDKs and kernels to run on."""
    homes = {}
    places = [os.environ.get("JAVA_HOME", "")]
    if shutil.which("java"):
        places.append(str(Path(shutil.which("java")).resolve().parent.parent))
    places += sorted(str(path) for path in Path("/usr/lib/jvm").glob("*"))
    for place in places:
        release = Path(place, "release")
        if not place or not release.is_file():
            continue
        major = int(re.search(r'JAVA_VERSION="(\d+)', release.read_text())[1])
        if major >= 17:
            homes.setdefault(major, place)
    chosen = [m for m in (17, 25) if m in homes] or sorted(homes)[-1:]
    found = [{"name": f"flows4j, JDK {m}", "home": homes[m], "options": "", "turns": math.inf} for m in chosen]
    scalar = {"name": f"flows4j, JDK {chosen[0]}, scalar", "home": homes[chosen[0]]}
    # Slow and out of the contest, so one turn has to do.
    return found + [{**scalar, "options": "-Dflows4j.kernels=scalar", "turns": 1}]


def command(variant, *arguments):
    """What `flows4j bench` says."""
    env = {**os.environ, "JAVA_HOME": variant["home"], "FLOWS4J_JAVA_OPTS": variant["options"]}
    return last_json([ROOT / "flows4j", "bench", *arguments, "--json"], env)[-1]


def flows4j(variant, case, threads, seconds):
    run = command(variant, case, "--threads", str(threads), "--seconds", str(seconds))
    return {**run, "peer": variant["name"], "versions": {"JDK " + run["jdk"].split(".")[0]: run["jdk"]}}


def peer(script, threads, seconds):
    venv, name, *case = script
    arguments = [*case, "--threads", str(threads), "--seconds", str(seconds)]
    python = VENV / venv / "bin" / "python"
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return last_json([python, ROOT / "bench" / "python" / name, *arguments], env)


def last_json(arguments, env):
    """The objects that a command prints, one a line."""
    done = subprocess.run([str(a) for a in arguments], env=env, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{' '.join(map(str, arguments))} failed:\n{done.stderr}")
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def environment(name):
    """Makes a virtual environment and installs what it lacks."""
    python = VENV / name / "bin" / "python"
    if not python.exists():
        print(f"making {VENV / name}...", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", VENV / name], check=True)
    imports = "; ".join(f"import {package}" for package in PACKAGES[name])
    if subprocess.run([python, "-W", "ignore", "-c", imports], capture_output=True).returncode:
        subprocess.run([python, "-m", "pip", "install", "--quiet", *PACKAGES[name]], check=True)


def sweep(given):
    load = os.getloadavg()[0]
    variant = variants()[0]
    most = max(int(t) for t in given.threads.split(","))
    run = command(variant, "sweep", "--threads", str(most))
    text = [machine(load), f"{variant['name']}, {most} thread{'s' if most > 1 else ''}, Real NVP of 6 couplings, MLP 128-128."]
    for axis, heading in (("batch", "rows a batch (21 features)"), ("features", "features (batches of 256)")):
        lines = [
            f"| {heading} | trained rows/s | GFLOP/s | scored rows/s | GFLOP/s |",
            "| ---: | ---: | ---: | ---: | ---: |",
        ]
        for point in run["batches" if axis == "batch" else "features"]:
            lines.append(
                f"| {point[axis]:,} | {number(point['train_rows_per_s'])} | {point['train_gflops']:.1f} "
                f"| {number(point['log_prob_rows_per_s'])} | {point['log_prob_gflops']:.1f} |"
            )
        text.append("\n".join(lines))
    return "\n\n".join(text)


def autoregressive(given):
    load = os.getloadavg()[0]
    variant = variants()[0]
    most = max(int(t) for t in given.threads.split(","))
    run = command(variant, "autoregressive", "--threads", str(most), "--seconds", str(given.seconds))
    lines = [
        "| map | features | hidden | rows a call | log_prob, rows/s | sampling, rows/s | time to sample / to score |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for point in run["points"]:
        lines.append(
            f"| {point['map']} | {point['features']:,} | {point['hidden']:,}-{point['hidden']:,} | {point['rows']:,} "
            f"| {number(point['log_prob_rows_per_s'])} | {number(point['sample_rows_per_s'])} "
            f"| **{point['sample_to_log_prob']:.2f}** |"
        )
    text = [machine(load), f"{variant['name']}, {most} thread{'s' if most > 1 else ''}, one autoregressive layer."]
    return "\n\n".join([*text, "\n".join(lines)])


def jmh():
    jar = ROOT / "bench" / "target" / "flows4j-bench.jar"
    if not jar.exists():
        sys.exit("build it first: ./mvnw -q -pl bench -am -DskipTests package")
    load = os.getloadavg()[0]
    result = ROOT / "bench" / "target" / "jmh.json"
    java = Path(variants()[0]["home"]) / "bin" / "java"
    options = ["-prof", "gc", "-rf", "json", "-rff", result]
    subprocess.run([str(a) for a in [java, "-jar", jar, *options]], check=True, stdout=sys.stderr)
    lines = ["| benchmark | time | GFLOP/s | bytes allocated |", "| --- | ---: | ---: | ---: |"]
    for found in json.loads(result.read_text()):
        name = found["benchmark"].replace("io.github.flows4j.bench.", "")
        parameters = ", ".join(f"{k} {v}" for k, v in sorted(found.get("params", {}).items()))
        score = found["primaryMetric"]["score"]
        more = found["secondaryMetrics"]
        throughput = found["mode"] == "thrpt"
        unit = "us" if throughput else found["primaryMetric"]["scoreUnit"].split("/")[0]
        took = 1e6 / score if throughput else score
        gflop = next((f"{m['score']:.1f}" for k, m in more.items() if k == "gflop"), "")
        bytes_each = next((m["score"] for k, m in more.items() if k.endswith("gc.alloc.rate.norm")), 0)
        lines.append(f"| {name} ({parameters}) | {took:.3g} {unit} | {gflop} | {bytes_each:.0f} |")
    return machine(load) + "\n\n" + "\n".join(lines)


def write(section, text):
    """Replaces what is between a section's two marks."""
    begin, end = f"<!-- {section}: written by bench/compare.py -->", f"<!-- {section}: end -->"
    document = DOCUMENT.read_text()
    head, _, rest = document.partition(begin)
    _, _, tail = rest.partition(end)
    if not tail:
        sys.exit(f"{DOCUMENT} has no section {section}")
    DOCUMENT.write_text(f"{head}{begin}\n\n{text}\n\n{end}{tail}")


if __name__ == "__main__":
    main()
