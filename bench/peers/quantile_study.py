"""Features and quantile evaluation of the one-minute study the way it is written with pandas and TA-Lib: one thread.

Reads <folder>/<SYMBOL>.f64 (rows of time open high low close volume score, column after column) and prints one line of
JSON: processor seconds of the feature build and of the evaluation, peak memory, and figures to compare. Makes its own
environment below .cache.

Run: python3 bench/peers/quantile_study.py <folder> <bins> <window in bars> SYMBOL...
"""
import json
import os
import sys
import time

from _environment import inside

ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
NAMES = ["time", "open", "high", "low", "close", "volume", "score"]


def build(raw):
    import numpy as np
    import pandas as pd
    import talib as t

    frames = []
    for symbol, columns in raw.items():
        df = pd.DataFrame(dict(zip(NAMES, columns)))
        df["timestamp"] = pd.to_datetime(df["time"].astype("int64"), unit="ms", utc=True)
        df["date"] = df["timestamp"].dt.date
        by_day = df.groupby("date", sort=False)["close"]
        for n in range(1, 11):
            df[f"ret_{n}"] = by_day.pct_change(n)
        o, h, l, c, v = (df[name].to_numpy() for name in NAMES[1:6])
        df["bop"] = t.BOP(o, h, l, c)
        df["cci"] = t.CCI(h, l, c, 14)
        df["mfi"] = t.MFI(h, l, c, v, 14)
        df["rsi"] = t.RSI(c, 14)
        df["stochrsi_k"], df["stochrsi_d"] = t.STOCHRSI(c, 14, 14, 3, 0)
        df["stoch_k"], df["stoch_d"] = t.STOCH(h, l, c, 14, 3, 0, 3, 0)
        df["natr"] = t.NATR(h, l, c, 14)
        df["target"] = (df["close"] / df["open"] - 1).shift(-1)
        df["symbol"] = symbol
        frames.append(df)
    return pd.concat(frames, ignore_index=True)


def evaluate(df, bins, window):
    import numpy as np
    import pandas as pd

    known = df.dropna(subset=["score", "target"])
    out = {}
    for scope in ("trailing", "date"):
        if scope == "trailing":
            rank = known.groupby("symbol", sort=False)["score"].transform(lambda s: s.rolling(window).rank(pct=True))
        else:
            rank = known.groupby("date", sort=False)["score"].rank(pct=True, method="first")
        q = np.minimum(np.ceil(rank * bins), bins)
        table = known.assign(q=q).dropna(subset=["q"]).groupby("q")
        profile = pd.DataFrame({
            "count": table.size(),
            "score": table["score"].mean(),
            "mean": table["target"].mean(),
            "hit": table["target"].apply(lambda x: (x > 0).mean()),
            "cumulative": table["target"].sum(),
        })
        out[scope] = [float(profile["mean"].iloc[0]), float(profile["mean"].iloc[-1])]
    out["ic"] = float(known["score"].corr(known["target"], method="spearman"))
    out["ic_by_day"] = float(
        known.groupby("date", sort=False)[["score", "target"]].apply(lambda g: g["score"].corr(g["target"], method="spearman")).mean()
    )
    minute = known["timestamp"].dt.hour * 60 + known["timestamp"].dt.minute
    out["ic_by_minute"] = float(
        known.groupby(minute)[["score", "target"]].apply(lambda g: g["score"].corr(g["target"], method="spearman")).mean()
    )
    z = known.groupby("symbol", sort=False)["score"].transform(
        lambda s: (s - s.rolling(1440, min_periods=60).mean()) / s.rolling(1440, min_periods=60).std()
    )
    alpha = (0.01 * z).groupby(known["timestamp"]).mean()
    out["alpha"] = float(alpha.abs().mean())
    return out


def main():
    import resource

    import numpy as np

    folder, bins, window, *symbols = sys.argv[1:]
    raw = {s: np.fromfile(os.path.join(folder, s + ".f64")).reshape(len(NAMES), -1) for s in symbols}
    start, begun = time.process_time(), time.perf_counter()
    df = build(raw)
    built, wall = time.process_time(), time.perf_counter() - begun
    found = evaluate(df, int(bins), int(window))
    ended = time.process_time()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"features": built - start, "features_wall": wall, "evaluation": ended - built, "peak": peak, "found": found}))


if __name__ == "__main__":
    inside("quantile-study", ["TA-Lib==0.6.8", "numpy", "pandas", "scipy"], ONE_THREAD)
    main()
