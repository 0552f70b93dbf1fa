"""How well a gradient-boosted classifier tells generated rows of a mixed table from held-out ones.

python c2st_mixed.py TRAIN.csv TEST.csv GENERATED.csv      (needs pandas and scikit-learn)

Prints the share it gets right (5-fold, as many rows of each kind, 10,000 at most; 0.5 is chance) of generated rows,
of independent columns (each drawn alone from the training rows) and of training rows, each beside test rows; and
whether categories and ranges of the training rows hold.
"""

import sys

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_val_score

train, test, generated = (pd.read_csv(name, skipinitialspace=True) for name in sys.argv[1:4])
rows = min(10_000, len(train), len(test), len(generated))
texts = [name for name in train if not pd.api.types.is_numeric_dtype(train[name])]


def share_right(real, other):
    both = pd.concat([real, other[list(real.columns)]])
    label = np.r_[np.zeros(len(real)), np.ones(len(other))]
    for name in texts:
        both[name] = both[name].fillna("?").astype("category").cat.codes
    order = np.random.default_rng(0).permutation(len(label))
    places = [list(both.columns).index(name) for name in texts]
    model = HistGradientBoostingClassifier(categorical_features=places, random_state=0)
    return cross_val_score(model, both.values.astype(float)[order], label[order], cv=5).mean()


held_out = test.sample(rows, random_state=0)
alone = pd.DataFrame({name: train[name].sample(rows, random_state=i).values for i, name in enumerate(train)})
print("generated rows", share_right(held_out, generated.head(rows)))
print("independent columns", share_right(held_out, alone))
print("training rows", share_right(held_out, train.sample(rows, random_state=9)))
for name in train:
    if name in texts:
        unknown = set(generated[name].dropna()) - set(train[name].dropna()) - {"?"}
        if unknown:
            print(name, "has unknown categories", unknown)
    elif generated[name].min() < train[name].min() or generated[name].max() > train[name].max():
        print(name, "from", generated[name].min(), "to", generated[name].max(), "where training rows are from",
              train[name].min(), "to", train[name].max())
