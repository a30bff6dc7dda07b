"""A cross-section of perps the way it is written with pandas and scikit-learn, in one process and one thread: ten features,
rank, pooled Huber fits over a rolling window, coefficients by time, and a daily rebalanced account of the ten best.

Reads <folder>/bars/<SYMBOL>.parquet and prints one line of JSON: processor seconds of each step, peak memory, and figures to
compare. Makes its own environment below .cache.

Run: python3 bench/peers/panel.py <folder> <train days> <test days>
"""
import glob
import json
import os
import resource
import sys
import time

from _environment import inside
from _steps import steps

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "ARROW_NUM_THREADS": "1"}
HORIZON, TOP, FEE, LEAST = 12, 10, 5e-4, 10.0


def features(df):
    import numpy as np
    import pandas as pd

    close, high, low, volume = df["close"], df["high"], df["low"], df["volume"]
    ret = np.log(close / close.shift(1))
    out = pd.DataFrame(index=df.index)
    out["high_pressure"] = (high.rolling(24).max() / close - 1) / ret.rolling(24).std()
    typical = (high + low + close) / 3
    vwap = (typical * volume).rolling(12).sum() / volume.rolling(12).sum()
    out["vwap_z"] = (close - vwap) / close.rolling(12).std()
    prices = np.lib.stride_tricks.sliding_window_view(typical.to_numpy(), 24)
    volumes = np.lib.stride_tricks.sliding_window_view(volume.to_numpy(), 24)
    level = close.to_numpy()[23:, None]
    share = (volumes * ((prices < level) + 0.5 * (prices == level))).sum(1) / volumes.sum(1)
    out["volume_profile"] = np.concatenate([np.full(23, np.nan), share])
    out["momentum"] = (close / close.shift(12) - 1) / (ret.rolling(12).std() * np.sqrt(12))
    out["volatility"] = ret.rolling(12).std()
    out["skew"] = ret.rolling(24).skew()
    out["kurtosis"] = ret.rolling(24).kurt()
    out["volume_ratio"] = volume / volume.rolling(24).mean()
    c = 3 - 2 * np.sqrt(2)
    ranges = np.log(high / low) ** 2
    beta = ranges + ranges.shift(1)
    gamma = np.log(high.rolling(2).max() / low.rolling(2).min())
    e = np.exp((np.sqrt(2 * beta) - np.sqrt(beta)) / c - gamma / np.sqrt(c))
    out["spread"] = (2 * (e - 1) / (1 + e)).clip(lower=0).rolling(24).mean()
    out["liquidity"] = 1e6 * ((close / close.shift(1) - 1).abs() / (close * volume)).rolling(24).mean()
    out["payoff"] = (close.shift(-HORIZON) / close - 1) * 1e4
    return out


def fitted(train):
    import numpy as np
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import HuberRegressor
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    x, y = train
    low, high = np.nanquantile(x, 0.01, axis=0), np.nanquantile(x, 0.99, axis=0)
    model = make_pipeline(SimpleImputer(strategy="median"), StandardScaler(), HuberRegressor(epsilon=1.35, max_iter=1000))
    model.fit(np.clip(x, low, high), y)
    return lambda rows: model.predict(np.clip(rows, low, high))


def account(open_, close, score):
    """Weights to 1 / TOP of equity each day: decided on the close before 00:00, filled at the open."""
    import numpy as np

    equity, cash = [], 1e5
    held = np.zeros(open_.shape[1])
    for t in range(open_.shape[0]):
        if t % 24 == 0 and t > 0 and not np.isnan(score[t - 1]).all():
            worth = cash + held @ close[t - 1]
            order = np.argsort(-np.where(np.isnan(score[t - 1]), -np.inf, score[t - 1]), kind="stable")[:TOP]
            chosen = [s for s in order if score[t - 1][s] >= LEAST]
            wanted = np.zeros_like(held)
            wanted[chosen] = worth / TOP / close[t - 1][chosen]
            traded = wanted - held
            cash -= traded @ open_[t] + np.abs(traded) @ open_[t] * FEE
            held = wanted
        equity.append(cash + held @ close[t])
    return np.array(equity)


def main(folder, train_days, test_days):
    import numpy as np
    import pandas as pd

    started = time.perf_counter()
    seconds, step = steps()

    bars = {
        os.path.basename(path)[:-8]: pd.read_parquet(path, columns=["timestamp", "open", "high", "low", "close", "volume"])
        for path in sorted(glob.glob(os.path.join(folder, "bars", "*.parquet")))
    }
    step("read")
    frames = []
    for symbol, df in bars.items():
        made = features(df)
        made["timestamp"], made["symbol"] = df["timestamp"], symbol
        frames.append(made)
    panel = pd.concat(frames, ignore_index=True).sort_values(["timestamp", "symbol"], kind="stable", ignore_index=True)
    del frames
    step("features")
    panel["momentum_rank"] = panel.groupby("timestamp")["momentum"].rank()
    step("rank")
    names = [n for n in panel.columns if n not in ("timestamp", "symbol", "payoff")]
    width = len(bars)
    x, y = panel[names].to_numpy(), panel["payoff"].to_numpy()
    del panel
    hours = len(y) // width
    score = np.full(len(y), np.nan)
    fits = 0
    for start in range(train_days * 24, hours - test_days * 24 + 1, test_days * 24):
        rows = slice((start - train_days * 24) * width, (start - HORIZON) * width)
        known = ~np.isnan(y[rows])
        predict = fitted((x[rows][known], y[rows][known]))
        test = slice(start * width, (start + test_days * 24) * width)
        score[test] = predict(x[test])
        fits += 1
    step("fits")
    by_time = lambda values: pd.DataFrame(values.reshape(hours, width))
    ic = by_time(score).rank(axis=1).corrwith(by_time(y).rank(axis=1), axis=1)
    step("evaluation")
    column = lambda name: np.stack([df[name].to_numpy() for df in bars.values()], axis=1)
    equity = account(column("open"), column("close"), score.reshape(hours, width))
    step("account")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    last = (train_days + fits * test_days) * 24 - 1
    found = {"ic": float(ic.mean()), "fits": fits, "total_return": float(equity[last] / 1e5 - 1)}
    wall = time.perf_counter() - started
    print(json.dumps({"seconds": seconds, "wall": wall, "peak": peak, "found": found, "rows": len(y)}))


inside("panel", ["numpy", "pandas", "pyarrow", "scikit-learn"], ONE_THREAD)
main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
