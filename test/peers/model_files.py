"""Writes models of LightGBM and XGBoost with what they predict: argument = folder. One cases.json names them all."""
import json
import os
import sys

import lightgbm as lgb
import numpy as np
import xgboost as xgb

folder = sys.argv[1]
os.makedirs(folder, exist_ok=True)
rng = np.random.default_rng(7)
ROWS, COLUMNS = 1500, 7
X = rng.normal(size=(ROWS, COLUMNS))
X[:, 4] = rng.integers(0, 50, ROWS)
X[:, 5] = np.where(rng.random(ROWS) < 0.4, 0, X[:, 5])
X[:, 6] = np.round(X[:, 6], 1)
signal = X[:, 0] + (X[:, 4] % 3) + X[:, 5] * X[:, 6]
X[rng.random(X.shape) < 0.08] = np.nan
y = signal + rng.normal(size=ROWS) * 0.3
positive = np.exp(y / 3)
classes = np.digitize(y, [0.5, 1.5])
binary = (y > 1).astype(int)
weight = rng.random(ROWS) + 0.5

# values no train row had: extremes, zeros, categories that were never seen
probe = X[:400].copy()
probe[::7, 0] = 0
probe[3::11, 5] = 1e-36
probe[5::11, 5] = -1e-36
probe[::13, 4] = 77
probe[1::13, 4] = -3
probe[2::13, 4] = 3.7
probe[::17, 2] = 1e30
probe[1::17, 2] = -1e30
cases = []


def record(file, predictions):
    values = np.asarray(predictions, dtype=np.float64).reshape(len(probe), -1)
    cases.append({"file": file, "predictions": values.tolist()})


def lightgbm_case(name, labels, rounds=25, categorical=False, **params):
    data = lgb.Dataset(X, labels, weight=weight, categorical_feature=[4] if categorical else [])
    base = {"verbosity": -1, "num_threads": 1, "num_leaves": 13, "min_data_in_leaf": 5, "seed": 3}
    booster = lgb.train({**base, **params}, data, rounds)
    booster.save_model(f"{folder}/{name}.txt")
    record(f"{name}.txt", booster.predict(probe))


def xgboost_case(name, labels, rounds=25, categorical=False, ubj=False, base_margin=False, **params):
    types = ["q"] * 4 + ["c" if categorical else "q"] + ["q"] * 2
    seen = probe.copy()
    if categorical:  # its input check refuses what is no category
        seen[:, 4] = np.where(seen[:, 4] < 0, 77, np.trunc(seen[:, 4]))
    options = {"feature_types": types, "enable_categorical": categorical}
    base = {"nthread": 1, "max_depth": 4, "seed": 3}
    booster = xgb.train({**base, **params}, xgb.DMatrix(X, label=labels, weight=weight, **options), rounds)
    file = f"{name}.{'ubj' if ubj else 'json'}"
    booster.save_model(f"{folder}/{file}")
    record(file, booster.predict(xgb.DMatrix(seen, **options)))
    if categorical:
        cases[-1]["probe"] = [[None if np.isnan(v) else v for v in row] for row in seen.tolist()]


for objective in ["regression", "regression_l1", "huber", "quantile", "fair", "mape"]:
    lightgbm_case(f"lgb-{objective}", y, objective=objective)
for objective in ["poisson", "gamma", "tweedie"]:
    lightgbm_case(f"lgb-{objective}", positive, objective=objective)
lightgbm_case("lgb-sqrt", positive, objective="regression", reg_sqrt=True)
lightgbm_case("lgb-categorical", y, categorical=True, min_data_per_group=5, cat_smooth=1)
lightgbm_case("lgb-zero-missing", y, zero_as_missing=True)
lightgbm_case("lgb-none-missing", y, use_missing=False)
lightgbm_case("lgb-binary", binary, objective="binary", sigmoid=0.7)
lightgbm_case("lgb-cross-entropy", binary * 0.8 + 0.1, objective="cross_entropy")
lightgbm_case("lgb-cross-entropy-lambda", binary * 0.8 + 0.1, objective="cross_entropy_lambda")
lightgbm_case("lgb-multiclass", classes, objective="multiclass", num_class=3)
lightgbm_case("lgb-one-against-all", classes, objective="multiclassova", num_class=3)
lightgbm_case("lgb-dart", y, boosting="dart", drop_rate=0.3)
lightgbm_case("lgb-goss", y, data_sample_strategy="goss")
forest = {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.6, "feature_fraction": 0.7}
lightgbm_case("lgb-forest", y, **forest)
lightgbm_case("lgb-forest-binary", binary, objective="binary", **forest)
lightgbm_case("lgb-linear", y, linear_tree=True)
lightgbm_case("lgb-stump", y, rounds=3, min_data_in_leaf=ROWS)

xgboost_case("xgb-squared", y)
xgboost_case("xgb-ubj", y, ubj=True)
xgboost_case("xgb-base", y, base_score=0.3)
for objective in ["reg:absoluteerror", "reg:pseudohubererror", "reg:squaredlogerror"]:
    xgboost_case("xgb-" + objective.replace(":", "-"), positive, objective=objective)
for objective in ["count:poisson", "reg:gamma", "reg:tweedie", "survival:cox"]:
    xgboost_case("xgb-" + objective.replace(":", "-"), positive, objective=objective)
xgboost_case("xgb-quantile", y, objective="reg:quantileerror", quantile_alpha=[0.1, 0.5, 0.9])
for objective in ["binary:logistic", "reg:logistic", "binary:logitraw", "binary:hinge"]:
    xgboost_case("xgb-" + objective.replace(":", "-"), binary, objective=objective)
xgboost_case("xgb-logistic-base", binary, objective="binary:logistic", base_score=0.2)
xgboost_case("xgb-softprob", classes, objective="multi:softprob", num_class=3)
xgboost_case("xgb-softprob-ubj", classes, objective="multi:softprob", num_class=3, ubj=True)
xgboost_case("xgb-softmax", classes, objective="multi:softmax", num_class=3)
xgboost_case("xgb-dart", y, booster="dart", rate_drop=0.3)
xgboost_case("xgb-dart-ubj", classes, objective="multi:softprob", num_class=3, booster="dart", rate_drop=0.3, ubj=True)
xgboost_case("xgb-forest", y, rounds=1, num_parallel_tree=30, subsample=0.6, learning_rate=1)
xgboost_case("xgb-categorical", y, categorical=True)
xgboost_case("xgb-one-hot", y, categorical=True, max_cat_to_onehot=100, ubj=True)
xgboost_case("xgb-leafwise", y, grow_policy="lossguide", max_leaves=20, max_depth=0)
xgboost_case("xgb-pruned", y, tree_method="exact", gamma=3)
xgboost_case("xgb-targets", np.stack([y, y * y], 1))
xgboost_case("xgb-many", y, rounds=500, learning_rate=0.05)

plain = [[None if np.isnan(v) else v for v in row] for row in probe.tolist()]
with open(f"{folder}/cases.json", "w") as out:
    json.dump({"lightgbm": lgb.__version__, "xgboost": xgb.__version__, "probe": plain, "cases": cases}, out)
