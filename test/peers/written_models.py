"""Loads models that we wrote, in LightGBM and XGBoost: argument = folder with cases.json. Prints the largest distances."""
import json
import sys

import lightgbm as lgb
import numpy as np
import xgboost as xgb

folder = sys.argv[1]
found = []
for case in json.load(open(f"{folder}/cases.json")):
    rows = np.array(case["rows"], dtype=np.float64)
    expected = np.array(case["expected"], dtype=np.float64)
    booster = lgb.Booster(model_file=f"{folder}/{case['name']}.txt")
    own = booster.predict(rows)
    parts = booster.predict(rows, pred_contrib=True).reshape(len(rows), -1, rows.shape[1] + 1).sum(axis=2)
    theirs = xgb.Booster(model_file=f"{folder}/{case['name']}.json")
    matrix = xgb.DMatrix(rows, feature_names=theirs.feature_names)
    found.append(
        {
            "name": case["name"],
            "lightgbm": float(np.abs(own.reshape(expected.shape) - expected).max()),
            "shap": float(np.abs(parts - booster.predict(rows, raw_score=True).reshape(parts.shape)).max()),
            "xgboost": float((np.abs(theirs.predict(matrix).reshape(expected.shape) - expected) / np.maximum(1, np.abs(expected))).max()),
            "names": booster.feature_name(),
        }
    )
print(json.dumps(found))
