"""gradient_boosting beside the newest LightGBM and XGBoost: time, memory, loss, on the same rows in the same run.

Makes its own environment below .cache. Every engine runs in a process of its own, in turns; the least processor time of
all turns counts; of two threads (`threads`) the least time by the clock, which takes a quiet machine. Run after
`npm run build`: python3 bench/peers/boosting.py [speed|threads|quality|all] [turns] [rows x columns, such as 50000x30 …]
"""
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time

from _environment import inside

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
SIZES = [(5000, 30), (20000, 30), (50000, 30), (50000, 80), (500000, 30)]
YOUNG = "--max-semi-space-size=2"  # what a thread of the pool has
ENGINES = ("ours", "lightgbm", "xgboost")


def wavy(np, rng, rows, columns):
    x = rng.standard_normal((rows, columns))
    y = x[:, 0] * x[:, 1] + 2 * (x[:, 2] > 0.5) + np.abs(x[:, 3]) - 0.5 * x[:, 4] ** 2 + rng.standard_normal(rows)
    x[:, :10][rng.random((rows, 10)) < 0.05] = np.nan
    return x, y


def heavy_tails(np, rng, rows, columns):
    x, y = rng.standard_t(3, (rows, columns)), rng.standard_t(3, rows)
    return x, y + np.sign(x[:, 0]) * np.sqrt(np.abs(x[:, 0])) + 0.5 * x[:, 1]


def few_values(np, rng, rows, columns):
    x = rng.integers(0, 6, (rows, columns)).astype(float)
    return x, (x[:, 0] == x[:, 1]) * 2.0 + 0.3 * x[:, 2] + rng.standard_normal(rows)


def weak_signal(np, rng, rows, columns):
    x = rng.standard_normal((rows, columns)).cumsum(axis=0) * 0.02 + rng.standard_normal((rows, columns))
    return x, 0.1 * np.tanh(x[:, 0]) + 0.05 * x[:, 1] * (x[:, 2] > 0) + rng.standard_normal(rows)


def linear(np, rng, rows, columns):
    x = rng.standard_normal((rows, columns))
    return x, x @ np.geomspace(1, 0.05, columns) + rng.standard_normal(rows)


def classes(np, rng, rows, columns):
    x, y = wavy(np, rng, rows, columns)
    return x, (y > np.median(y)).astype(float)


SETS = {f.__name__: f for f in (wavy, heavy_tails, few_values, weak_signal, linear, classes)}


def write(folder, make, rows, columns, **job):
    import numpy as np

    tests = 20000
    x, y = make(np, np.random.default_rng(1), rows + tests, columns)
    with open(os.path.join(folder, "data.bin"), "wb") as out:
        for column in [*x.T, y]:
            out.write(np.ascontiguousarray(column).tobytes())
    task = "binary" if make is classes else "regression"
    job = {"train": rows, "test": tests, "columns": columns, "task": task, "row_fraction": 1, "shap": 0, **job}
    with open(os.path.join(folder, "job.json"), "w") as out:
        json.dump(job, out)


def fitter(name, job, x, y, threads, seed):
    binary, share = job["task"] == "binary", job["row_fraction"]
    if name == "lightgbm":
        import lightgbm

        params = {
            "objective": "binary" if binary else "regression", "num_leaves": 64, "max_depth": 6, "learning_rate": 0.1,
            "lambda_l2": 1, "min_data_in_leaf": 1, "min_sum_hessian_in_leaf": 1, "max_bin": 255, "verbosity": -1,
            "num_threads": threads, "bagging_fraction": share, "bagging_freq": int(share < 1), "seed": seed,
        }
        data = lightgbm.Dataset(x, y, params={"max_bin": 255, "verbosity": -1})
        return lightgbm.train(params, data, 200)
    import xgboost

    params = {
        "objective": "binary:logistic" if binary else "reg:squarederror", "max_depth": 6, "eta": 0.1, "lambda": 1,
        "tree_method": "hist", "max_bin": 256, "nthread": threads, "subsample": share, "seed": seed,
    }
    return xgboost.train(params, xgboost.QuantileDMatrix(x, y, nthread=threads), 200)


def child(name, folder, threads):
    """One engine on the rows of the folder."""
    import resource

    import numpy as np

    with open(os.path.join(folder, "job.json")) as text:
        job = json.load(text)
    all_rows = job["train"] + job["test"]
    data = np.fromfile(os.path.join(folder, "data.bin")).reshape(job["columns"] + 1, all_rows)
    x, y = np.ascontiguousarray(data[:-1].T), data[-1].copy()
    train, test = (x[: job["train"]], y[: job["train"]]), (x[job["train"] :], y[job["train"] :])
    small = train[0][:200], train[1][:200]
    fitter(name, job, *small, threads, 0)
    peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    resting, best, wall = peak(), float("inf"), float("inf")
    for _ in range(job["fits"]):
        started, cpu = time.perf_counter(), time.process_time()
        model = fitter(name, job, *train, threads, job["seeds"][0])
        best, wall = min(best, time.process_time() - cpu), min(wall, time.perf_counter() - started)
    added = peak() - resting

    def predict(m, rows, **how):
        if name == "lightgbm":
            return m.predict(rows, num_threads=threads, **how)
        import xgboost

        return m.predict(xgboost.DMatrix(rows, nthread=threads), **how)

    times = []
    for _ in range(3):
        cpu = time.process_time()
        predict(model, test[0])
        times.append(time.process_time() - cpu)
    cpu = time.process_time()
    if job["shap"] > 0:
        predict(model, test[0][: job["shap"]], pred_contrib=True) if name == "lightgbm" else predict(
            model, test[0][: job["shap"]], pred_contribs=True)
    shap = time.process_time() - cpu
    losses = []
    for k, seed in enumerate(job["seeds"]):
        p = predict(model if k == 0 else fitter(name, job, *train, threads, seed), test[0])
        if job["task"] == "binary":
            losses.append(float(-np.mean(np.log(np.where(test[1] == 1, p, 1 - p)))))
        else:
            losses.append(float(np.sqrt(np.mean((p - test[1]) ** 2))))
    print(json.dumps({"cpu": best, "wall": wall, "added": added, "predict": min(times), "shap": shap, "losses": losses}))


def run(name, folder, threads=1):
    if name == "ours":
        command = ["node", YOUNG, os.path.join(ROOT, "build", "bench", "boosting.js"), folder, str(threads)]
    else:
        command = [sys.executable, os.path.abspath(__file__), "--child", name, folder, str(threads)]
    out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(out.strip().splitlines()[-1])


def threads(folder, turns, sizes):
    print("rows x columns   ours, two threads s   / LightGBM   / one thread of ours")
    for rows, columns in sizes:
        write(folder, wavy, rows, columns, seeds=[1], fits=1 if rows > 100000 else 2)
        found = {}
        for _ in range(turns):
            for name, count in (("ours", 2), ("lightgbm", 2), ("ours", 1)):
                wall = run(name, folder, count)["wall"]
                found[name, count] = min(wall, found.get((name, count), wall))
        ours = found["ours", 2]
        print(f"{rows:7d} x {columns:2d}     {ours:8.2f}          {ours / found['lightgbm', 2]:8.2f}   {ours / found['ours', 1]:8.2f}", flush=True)


def speed(folder, turns, sizes):
    print("rows x columns   ours s   / LightGBM  / XGBoost   predict / LightGBM   shap / LightGBM   added MB, / XGBoost")
    for rows, columns in sizes:
        write(folder, wavy, rows, columns, seeds=[1], fits=1 if rows > 100000 else 2, shap=500)
        found = {name: [] for name in ENGINES}
        for _ in range(1 if rows > 100000 else turns):
            for name in ENGINES:
                found[name].append(run(name, folder))
        least = {n: {k: min(t[k] for t in ts) for k in ("cpu", "predict", "shap", "added")} for n, ts in found.items()}
        ours, lgb, xgb = (least[name] for name in ENGINES)
        print(
            f"{rows:7d} x {columns:2d}     {ours['cpu']:7.2f}   {ours['cpu'] / lgb['cpu']:8.2f}   {ours['cpu'] / xgb['cpu']:8.2f}"
            f"   {ours['predict'] / lgb['predict']:12.2f}        {ours['shap'] / lgb['shap']:10.2f}"
            f"       {ours['added']:8.0f}  {ours['added'] / max(1, xgb['added']):6.2f}",
            flush=True,
        )


def quality(folder, rows=4000, seeds=4):
    """Validation losses over seeds of the row sample; `apart` counts standard deviations of a seed."""
    import numpy as np

    result = {}
    for name, make in SETS.items():
        write(folder, make, rows, 20, seeds=list(range(1, seeds + 1)), fits=1, row_fraction=0.8)
        losses = {engine: run(engine, folder)["losses"] for engine in ENGINES}
        sd = max(np.std(losses["lightgbm"], ddof=1), np.std(losses["xgboost"], ddof=1), np.std(losses["ours"], ddof=1))
        means = {engine: float(np.mean(of)) for engine, of in losses.items()}
        apart = (means["ours"] - min(means["lightgbm"], means["xgboost"])) / sd
        result[name] = {"means": means, "sd": float(sd), "apart": float(apart)}
        print(f"{name:12s} " + "  ".join(f"{e} {m:.5f}" for e, m in means.items()) + f"  sd {sd:.5f}  apart {apart:+.2f}", file=sys.stderr)
    return result


def main():
    inside("boosting", ["lightgbm", "xgboost", "scikit-learn"])
    if sys.argv[1:2] == ["--child"]:
        return child(sys.argv[2], sys.argv[3], int(sys.argv[4]))
    what = sys.argv[1] if len(sys.argv) > 1 else "all"
    turns = int(sys.argv[2]) if len(sys.argv) > 2 else 3
    sizes = [tuple(map(int, size.split("x"))) for size in sys.argv[3:]] or SIZES
    folder = tempfile.mkdtemp()
    try:
        if what in ("speed", "all"):
            speed(folder, turns, sizes)
        if what in ("threads", "all"):
            threads(folder, turns, sizes)
        if what in ("quality", "all"):
            print(json.dumps(quality(folder)))
    finally:
        shutil.rmtree(folder)


main()
