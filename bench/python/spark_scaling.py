"""How training on Spark scales, by a model of a round with constants that bench/spark.sh measured: docs/spark.md.

usage:  python spark_scaling.py

A round of K steps on P executors of one core takes
    OVERHEAD + K * step + 2 * size / network + merges * size * (1 / network + PER_MB)
with size in MB of weights and moments. Broadcasts go from executor to executor (twice the size, whatever P);
up to 4 partitions answer to the driver, more in two levels of sqrt(P) answers each, one after the other.
"""
import math

OVERHEAD = 0.110  # s: Spark's own part of a round, closures, messages, serialization
PER_MB = 0.005  # s: to write, read and merge a MB at one end

MODELS = (  # what, MB, seconds a step of 256 rows on one core
    ("128 wide, 1.5 MB", 1.5, 0.007),
    ("512 wide, 20 MB", 20, 0.124),
    ("200 MB", 200, 1.24),
)


def seconds(size, step, every, executors, network):
    merges = executors if executors <= 4 else 2 * math.sqrt(executors)
    return OVERHEAD + every * step + 2 * size / network + merges * size * (1 / network + PER_MB)


print("| model | network | syncEvery | " + " | ".join(f"{p}" for p in (2, 8, 16, 32, 64)) + " |")
print("| --- | --- | ---: |" + " ---: |" * 5)
for name, size, step in MODELS:
    for network, speed in (("1 Gbit/s", 125), ("10 Gbit/s", 1250)):
        for every in (1, 10, 50, 200):
            times = [p * every * step / seconds(size, step, every, p, speed) for p in (2, 8, 16, 32, 64)]
            print(f"| {name} | {network} | {every} | " + " | ".join(f"{t:.1f}" for t in times) + " |")
