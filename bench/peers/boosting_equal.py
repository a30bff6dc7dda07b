"""Predictions and Shapley values of LightGBM and XGBoost for the rows and parameters that test/peers/boosting.peer.ts
writes, where their definitions agree with ours: every value has a bin of its own. `python boosting_equal.py <folder>`
"""
import json
import os
import sys

from _environment import inside


def lightgbm_of(job, x, y, weight):
    import lightgbm

    params = {
        "objective": "binary" if job["binary"] else "regression", "learning_rate": 0.3, "lambda_l2": job["l2"],
        "lambda_l1": job["l1"], "min_data_in_leaf": job["min_leaf_rows"], "min_data_in_bin": 1,
        "min_sum_hessian_in_leaf": job["min_child_weight"], "max_depth": job["max_depth"] or -1,
        "num_leaves": job["leaves"] or 2 ** job["max_depth"], "num_threads": 1, "verbosity": -1,
        "feature_pre_filter": False, "boost_from_average": True,
    }
    if job["monotone"]:
        params["monotone_constraints"] = job["monotone"]
    data = lightgbm.Dataset(x, y, weight=weight, params={"min_data_in_bin": 1, "verbosity": -1, "feature_pre_filter": False})
    model = lightgbm.train(params, data, job["rounds"])
    return model.predict(x, raw_score=True), model.predict(x[:50], pred_contrib=True)


def xgboost_of(job, x, y, weight, base):
    import xgboost

    params = {
        "objective": "binary:logistic" if job["binary"] else "reg:squarederror", "eta": 0.3, "lambda": job["l2"],
        "alpha": job["l1"], "nthread": 1,
        "min_child_weight": max(job["min_child_weight"], 0 if job["binary"] else job["min_leaf_rows"]),
        "tree_method": "hist", "max_depth": job["max_depth"] or 0, "base_score": base,
    }
    if job["leaves"]:
        params |= {"grow_policy": "lossguide", "max_leaves": job["leaves"]}
    if job["monotone"]:
        params["monotone_constraints"] = tuple(job["monotone"])
    data = xgboost.DMatrix(x, y, weight=weight)
    model = xgboost.train(params, data, job["rounds"])
    return model.predict(data, output_margin=True), model.predict(xgboost.DMatrix(x[:50]), pred_contribs=True)


def main():
    inside("boosting", ["lightgbm", "xgboost", "scikit-learn"])
    import numpy as np

    folder = sys.argv[1]
    with open(os.path.join(folder, "jobs.json")) as text:
        jobs = json.load(text)
    found = []
    for k, job in enumerate(jobs):
        data = np.fromfile(os.path.join(folder, f"{k}.bin")).reshape(job["columns"] + 2, -1)
        x, y, weight = data[:-2].T.copy(), data[-2].copy(), data[-1].copy() if job["weighted"] else None
        base = float(np.average(y, weights=weight))
        out = {}
        for name, (raw, shap) in {
            "lightgbm": lightgbm_of(job, x, y, weight),
            "xgboost": xgboost_of(job, x, y, weight, base),
        }.items():
            out[name] = {"raw": np.asarray(raw, float).tolist(), "shap": np.asarray(shap, float).tolist()}
        found.append(out)
    print(json.dumps(found))


main()
