"""The whole one-minute study the way it is written with pandas, TA-Lib and LightGBM: features, a pooled model for each fold
of a rolling window, predictions, evaluation by quantile, a vectorised backtest with its ladder of fees, files. Two threads.

Reads <folder>/bars/<SYMBOL>.parquet, writes below <folder>/peer and prints one line of JSON: processor seconds of each step,
time by the clock, peak memory, and figures to compare. The first symbol is evaluated and traded. Makes its own environment
below .cache.

Run: python3 bench/peers/study.py <folder> <train days> <test days> <days of ranks> SYMBOL...
"""
import json
import os
import sys
import time

from _environment import inside
from _steps import steps

THREADS = 2
BINS, FEE = 10, 10e-4
PARAMS = {
    "objective": "regression", "num_leaves": 16, "min_data_in_leaf": 500, "feature_fraction": 0.8, "learning_rate": 0.1,
    "num_threads": THREADS, "verbosity": -1, "seed": 42,
}


def backtest(rank, target):
    """Long the top bin, short the bottom one, held for a bar; fees on changes of position."""
    import numpy as np

    q = np.minimum(np.ceil(rank * BINS), BINS)
    position = np.where(q == BINS, 1.0, np.where(q == 1, -1.0, 0.0))
    gross = position * np.nan_to_num(target)
    changes = np.abs(np.diff(np.concatenate([[0.0], position, [0.0]])))
    year = 365 * 1440

    def figures(fee):
        net = gross - changes[:-1] * fee
        sd = net.std(ddof=1)
        equity = np.cumprod(1 + net)
        return {
            "fee": fee, "total_return": float(equity[-1] - 1), "sharpe": float(net.mean() / sd * np.sqrt(year)) if sd > 0 else None,
            "drawdown": float((1 - equity / np.maximum.accumulate(equity)).max()),
        }

    ladder = [figures(bps * 1e-4) for bps in range(-1, 11)]
    return {
        "net": figures(FEE), "turnover": float(changes.sum()), "break_even": float(gross.sum() / changes.sum()), "ladder": ladder,
    }


def main(folder, train_days, test_days, rank_days, *symbols):
    import resource

    import lightgbm
    import numpy as np
    import pandas as pd

    from quantile_study import NAMES, build, evaluate

    window = rank_days * 1440
    begun = time.perf_counter()
    seconds, step = steps()

    out = os.path.join(folder, "peer")
    os.mkdir(out)
    raw = {}
    for symbol in symbols:
        df = pd.read_parquet(os.path.join(folder, "bars", symbol + ".parquet"))
        ms = df["timestamp"].to_numpy().astype("datetime64[ms]").astype("int64").astype(float)
        raw[symbol] = [ms, *(df[name].to_numpy() for name in NAMES[1:6]), np.full(len(df), np.nan)]
    step("read")
    df = build(raw)
    rows = len(df)
    names = [n for n in df.columns if n not in (*NAMES, "timestamp", "date", "target", "symbol")]
    df[["symbol", "time", *names, "target"]].to_parquet(os.path.join(out, "ALL_1m_model_data.parquet"))
    step("features")
    minute, day = 60_000.0, 86_400_000.0
    times, x, y = df["time"].to_numpy(), df[names].to_numpy(), df["target"].to_numpy()
    first, end = times.min(), times.max() + minute
    score, fits = np.full(rows, np.nan), 0
    start = first + train_days * day
    while start + test_days * day <= end:
        train = (times >= start - train_days * day) & (times < start - minute) & ~np.isnan(y)
        test = (times >= start) & (times < start + test_days * day)
        model = lightgbm.train(PARAMS, lightgbm.Dataset(x[train], y[train]), num_boost_round=250)
        model.save_model(os.path.join(out, f"fold_{fits:02d}.txt"))
        score[test] = model.predict(x[test], num_threads=THREADS)
        start += test_days * day
        fits += 1
    df["score"] = score
    df.loc[~np.isnan(score), ["symbol", "time", "score", "target"]].to_parquet(os.path.join(out, "ALL_1m_predictions.parquet"))
    step("fits")
    traded = df[(df["symbol"] == symbols[0]) & ~np.isnan(score)]
    found = evaluate(traded, BINS, window)
    step("evaluation")
    rank = traded["score"].rolling(window).rank(pct=True).to_numpy()
    told = backtest(rank, traded["target"].to_numpy())
    with open(os.path.join(out, "figures.json"), "w") as file:
        json.dump({"found": found, **told}, file)
    step("backtest")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({
        "seconds": seconds, "wall": time.perf_counter() - begun, "peak": peak, "rows": rows, "ic": found["ic"], "fits": fits,
        "total_return": told["net"]["total_return"],
    }))


inside("study", ["TA-Lib==0.6.8", "numpy", "pandas", "scipy", "pyarrow", "lightgbm"], {"OMP_NUM_THREADS": str(THREADS)})
main(sys.argv[1], *map(int, sys.argv[2:5]), *sys.argv[5:])
