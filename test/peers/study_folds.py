"""Loads the fold files of a staged study in LightGBM: arguments = study folder, prefix. Prints the largest distance from the
predictions that the study wrote, and the rows compared. The fold of a row is that whose test window holds it: `windows.json`
lists their starts."""
import bisect
import csv
import json
import sys

import lightgbm as lgb
import numpy as np

folder, prefix = sys.argv[1:]


def rows(path):
    with open(path, newline="") as lines:
        return list(csv.DictReader(lines))


number = lambda text: float(text) if text else float("nan")
data = {(r["timestamp"], r["symbol"]): r for r in rows(f"{folder}/processed/{prefix}_model_data.csv")}
predicted = rows(f"{folder}/predictions/{prefix}_predictions.csv")
starts = json.load(open(f"{folder}/windows.json"))
folds = [lgb.Booster(model_file=f"{folder}/models/{prefix}/fold_{k + 1:02d}.txt") for k in range(len(starts))]
apart, count = 0.0, 0
for k, booster in enumerate(folds):
    own = [r for r in predicted if bisect.bisect_right(starts, r["timestamp"]) == k + 1]
    names = booster.feature_name()
    x = np.array([[number(data[(r["timestamp"], r["symbol"])][n]) for n in names] for r in own])
    y = np.array([number(r["y_pred"]) for r in own])
    apart = max(apart, float(np.abs(booster.predict(x) - y).max()))
    count += len(own)
print(json.dumps({"apart": apart, "rows": count, "folds": len(folds), "predicted": len(predicted)}))
