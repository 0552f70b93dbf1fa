"""What the scripts that time other libraries share: the figures of `flows4j bench`, timed alike."""
import argparse
import json
import os
import time

ROWS = 20_000
ROUNDS = 3


def arguments(*forms, cases=None):
    """CASE where there are several, FORMS, SECONDS for each figure and THREADS.

    To be read before a library is imported that starts threads. `cases` has the forms of each case.
    """
    parser = argparse.ArgumentParser()
    if cases:
        parser.add_argument("case", choices=list(cases))
    parser.add_argument("--forms", help="separated by commas; without it, all")
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--threads", type=int, default=2)
    given = parser.parse_args()
    os.environ["OMP_NUM_THREADS"] = str(given.threads)
    if given.threads == 1:
        os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    known = list(cases[given.case] if cases else forms)
    given.forms = given.forms.split(",") if given.forms else known
    if not set(given.forms) <= set(known):
        parser.error(f"forms are {', '.join(known)}; were {', '.join(given.forms)}")
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
