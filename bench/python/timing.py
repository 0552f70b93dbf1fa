"""What the scripts that time other libraries share: the figures of `flows4j bench`, timed alike."""
import argparse
import json
import os
import time

ROWS = 20_000
ROUNDS = 3


def arguments(*forms):
    """SECONDS for each figure and THREADS; to be read before a library is imported that starts threads."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--forms", default=",".join(forms), help="of " + ", ".join(forms))
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(given.threads)
    if given.threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    given.forms = given.forms.split(",")
    return given


def rate(work, task, seconds):
    """Work a second: the median of three rounds after a warm-up of half their time."""
    warm = time.perf_counter() + seconds / 2
    task()
    while time.perf_counter() < warm:
        task()
    rates = []
    for _ in range(ROUNDS):
        begun = now = time.perf_counter()
        done = 0
        while done == 0 or now - begun < seconds / ROUNDS:
            task()
            done += work
            now = time.perf_counter()
        rates.append(done / (now - begun))
    return sorted(rates)[ROUNDS // 2]


def report(peer, case, threads, versions, **figures):
    """One JSON object on one line."""
    print(json.dumps({"peer": peer, "case": case, "threads": threads, "versions": versions, **figures}), flush=True)
