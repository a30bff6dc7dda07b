"""scikit-learn's ridge, huber, logistic and random forest beside ours, on the same rows in the same run.

Makes its own environment below .cache, writes made-up data, fits both, prints a table and one JSON line. Times are
processor time.
Run after `npm run build`: python3 bench/peers/sklearn_models.py [rows] [columns]
"""
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings

from _environment import inside

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
TIMES = 15
FOREST_ROWS = 20000


def data(np, rows, count):
    rng = np.random.default_rng(7)
    x = rng.standard_normal((rows, count)) * np.geomspace(0.1, 10, count)
    x[:, 1] += 0.7 * x[:, 0]
    weights = rng.standard_normal(count) / np.geomspace(0.1, 10, count)
    noise = rng.standard_t(3, rows)
    y = x @ weights * 0.3 + 0.5 * np.abs(x[:, 2] / x[:, 2].std()) * (x[:, 3] > 0) + noise
    classes = (x @ weights * 0.5 + rng.logistic(size=rows) > 0.2).astype(float)
    return x, y, classes


def best(work, times=TIMES):
    least, result = float("inf"), None
    for _ in range(times):
        started = time.process_time()
        result = work()
        least = min(least, (time.process_time() - started) * 1000)
    return least, result


def main():
    inside("boosting", ["lightgbm", "xgboost", "scikit-learn"])
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        os.environ[name] = "1"  # a fit of ours has one thread too
    warnings.filterwarnings("ignore")
    import numpy as np
    import sklearn
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import HuberRegressor, LogisticRegression, Ridge
    from sklearn.metrics import r2_score

    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10000
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    x, y, classes = data(np, rows, count)
    x = (x - x.mean(0)) / x.std(0)  # what their solvers like best
    with tempfile.NamedTemporaryFile(suffix=".f64", delete=False) as file:
        np.vstack([x.T, y, classes]).astype("<f8").tofile(file)
    sd = x.std(0)
    half = rows // 2

    def ridge():
        centre, scale = x.mean(0), x.std(0)
        fit = Ridge(alpha=0.001 * rows, solver="cholesky").fit((x - centre) / scale, y)
        coef = fit.coef_ / scale
        return [*coef, fit.intercept_ - coef @ centre]

    def huber(**more):
        fit = HuberRegressor(**more).fit(x, y)
        return [*fit.coef_, fit.intercept_]

    def logistic(**more):
        fit = LogisticRegression(**more).fit(x, classes)
        return [*fit.coef_[0], fit.intercept_[0]]

    def forest(seed):
        return RandomForestRegressor(n_estimators=100, max_depth=12, random_state=seed, n_jobs=1).fit(x[:half], y[:half])

    theirs = {"ridge": best(ridge), "huber": best(lambda: huber(max_iter=10000)), "logistic": best(lambda: logistic(max_iter=10000))}
    tight_ms, tight = best(lambda: logistic(tol=1e-6, max_iter=10000))  # their default ends short of the minimum
    default = {"ridge": theirs["ridge"][1], "huber": theirs["huber"][1], "logistic": theirs["logistic"][1]}
    exact = {"ridge": theirs["ridge"][1], "huber": huber(tol=1e-9, max_iter=100000), "logistic": logistic(tol=1e-9, max_iter=100000)}
    seeds = [1, 2, 3, 4, 5] if rows <= FOREST_ROWS else []
    forest_ms, fitted = float("inf"), []
    for seed in seeds:
        ms, model = best(lambda seed=seed: forest(seed), 1)
        forest_ms = min(forest_ms, ms)
        fitted.append(r2_score(y[half:], model.predict(x[half:])))
    command = ["node", os.path.join(ROOT, "build", "bench", "models.js"), file.name, str(rows), str(count), str(TIMES), "forest" if seeds else "linear"]
    ours = json.loads(subprocess.check_output(command))
    os.unlink(file.name)

    out = {"sklearn": sklearn.__version__, "rows": rows, "columns": count}
    for name in ("ridge", "huber", "logistic"):
        def apart(found, name=name):
            a, b = np.array(found), np.array(exact[name])
            return float(np.max(np.abs(a[:-1] - b[:-1]) * sd) / np.max(np.abs(b[:-1]) * sd))

        out[name] = {"ours_ms": ours[name]["ms"], "theirs_ms": theirs[name][0], "ratio": ours[name]["ms"] / theirs[name][0], "apart": apart(ours[name]["coefficients"]), "theirs_apart": apart(default[name])}
    out["logistic"] |= {"theirs_tol_1e-6_ms": tight_ms, "ratio_tol_1e-6": ours["logistic"]["ms"] / tight_ms}
    if seeds:
        out["random_forest"] = {
            "ours_ms": ours["random_forest"]["ms"],
            "theirs_ms": forest_ms,
            "ratio": ours["random_forest"]["ms"] / forest_ms,
            "r2": ours["random_forest"]["r2"],
            "their_r2": fitted,
        }
    for name in out.keys() & {"ridge", "huber", "logistic", "random_forest"}:
        print(name, {k: v if not isinstance(v, float) else float(f"{v:.3g}") for k, v in out[name].items()}, file=sys.stderr)
    print(json.dumps(out))


main()
