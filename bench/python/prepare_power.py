"""Household power as CSV files for flows4j: the six columns, noise and split of ../shared/peers/time_to_quality.py.

usage:  python prepare_power.py household_power_40959.csv.gz FOLDER     (needs numpy)
Leaves power-train.csv, power-validation.csv and power-test.csv.
"""
import gzip
import sys

import numpy as np

source, folder = sys.argv[1], sys.argv[2]
names = ["active_power", "voltage", "sub_metering_1", "sub_metering_2", "sub_metering_3", "minute"]
rows = [r.split(";") for r in gzip.open(source, "rt").read().splitlines()[1:] if "?" not in r]
table = np.array(
    [
        [float(r[2]), float(r[4]), float(r[6]), float(r[7]), float(r[8]), int(r[1][:2]) * 60 + int(r[1][3:5])]
        for r in rows
    ]
)
random = np.random.RandomState(42)
table = table + random.rand(*table.shape) * [0.001, 0.01, 1, 1, 1, 0]
random.shuffle(table)
a, b = int(0.81 * len(table)), int(0.9 * len(table))
for name, part in (("train", table[:a]), ("validation", table[a:b][:5000]), ("test", table[b:][:10000])):
    np.savetxt(f"{folder}/power-{name}.csv", part, delimiter=",", header=",".join(names), comments="", fmt="%.9g")
    print(f"{folder}/power-{name}.csv: {len(part)} rows")
