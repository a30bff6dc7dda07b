"""Times TA-Lib's C through its Python binding, and pandas, on the bars of bench/indicators.ts: one thread, one call per
request. Makes its own environment below .cache. Reads `<library> <indicator>` lines, answers milliseconds or `none`.

TA-Lib 0.8 is a rewrite with vector instructions, 0.6 the classic scalar C: the second word chooses, each has a home.

Run: python3 bench/peers/talib_features.py <file of float64 columns: open high low close volume> <0.8.2 or 0.6.8>
"""
import sys
import time

from _environment import inside

VERSION = sys.argv[2]
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
# freed pages are kept, as our columns are: what is timed is the kernel, not the kernel's page faults
KEEP_PAGES = {"MALLOC_MMAP_THRESHOLD_": "33554432", "MALLOC_TRIM_THRESHOLD_": "4000000000", "MALLOC_TOP_PAD_": "67108864"}


def talib_calls(o, h, l, c, v):
    import talib as t

    return {
        "ad": lambda: t.AD(h, l, c, v),
        "adx": lambda: t.ADX(h, l, c, 14),
        "aroon": lambda: (t.AROON(h, l, 14), t.AROONOSC(h, l, 14)),
        "atr": lambda: t.ATR(h, l, c, 14),
        "bollinger": lambda: t.BBANDS(c, 20, 2, 2),
        "bop": lambda: t.BOP(o, h, l, c),
        "cci": lambda: t.CCI(h, l, c, 14),
        "cmo": lambda: t.CMO(c, 14),
        "dema": lambda: t.DEMA(c, 20),
        "dmi": lambda: (t.PLUS_DI(h, l, c, 14), t.MINUS_DI(h, l, c, 14), t.DX(h, l, c, 14)),
        "donchian": lambda: (t.MAX(h, 20), t.MIN(l, 20)),
        "ema": lambda: t.EMA(c, 20),
        "kama": lambda: t.KAMA(c, 20),
        "macd": lambda: t.MACD(c, 12, 26, 9),
        "mfi": lambda: t.MFI(h, l, c, v, 14),
        "momentum": lambda: t.ROCP(c, 20),
        "natr": lambda: t.NATR(h, l, c, 14),
        "obv": lambda: t.OBV(c, v),
        "ppo": lambda: t.PPO(c, 12, 26, 1),
        "roc": lambda: t.ROC(c, 20),
        "rolling_correlation": lambda: t.CORREL(c, v, 20),
        "rolling_max": lambda: t.MAX(c, 20),
        "rolling_mean": lambda: t.SMA(c, 20),
        "rolling_min": lambda: t.MIN(c, 20),
        "rolling_sd": lambda: t.STDDEV(c, 20, 1),
        "rolling_slope": lambda: t.LINEARREG_SLOPE(c, 20),
        "rolling_sum": lambda: t.SUM(c, 20),
        "rsi": lambda: t.RSI(c, 14),
        "sma": lambda: t.SMA(c, 20),
        "stoch": lambda: t.STOCH(h, l, c, 14, 3, 0, 3, 0),
        "stochrsi": lambda: t.STOCHRSI(c, 14, 14, 3, 0),
        "tema": lambda: t.TEMA(c, 20),
        "trix": lambda: t.TRIX(c, 20),
        "true_range": lambda: t.TRANGE(h, l, c),
        "ultosc": lambda: t.ULTOSC(h, l, c, 7, 14, 28),
        "willr": lambda: t.WILLR(h, l, c, 14),
        "wma": lambda: t.WMA(c, 20),
    }


def pandas_calls(columns):
    import numpy as np
    import pandas as pd

    o, h, l, c, v = (pd.Series(column) for column in columns)

    def wilder(x, n):
        return x.ewm(alpha=1 / n, adjust=False).mean()

    def true_range():
        last = c.shift()
        return np.maximum(h, last) - np.minimum(l, last)

    def rsi():
        change = c.diff()
        up, down = wilder(change.clip(lower=0), 14), wilder(-change.clip(upper=0), 14)
        return 100 * up / (up + down)

    def macd():
        line = c.ewm(span=12, adjust=False).mean() - c.ewm(span=26, adjust=False).mean()
        signal = line.ewm(span=9, adjust=False).mean()
        return line, signal, line - signal

    def bollinger():
        mean, sd = c.rolling(20).mean(), c.rolling(20).std(ddof=0)
        upper, lower = mean + 2 * sd, mean - 2 * sd
        return upper, mean, lower, (upper - lower) / mean, (c - lower) / (upper - lower)

    def stoch():
        low, high = l.rolling(14).min(), h.rolling(14).max()
        k = (100 * (c - low) / (high - low)).rolling(3).mean()
        return k, k.rolling(3).mean()

    def willr():
        high, low = h.rolling(14).max(), l.rolling(14).min()
        return -100 * (high - c) / (high - low)

    def cci():
        tp = (h + l + c) / 3
        apart = tp.rolling(14).apply(lambda x: np.abs(x - x.mean()).mean(), raw=True)
        return (tp - tp.rolling(14).mean()) / (0.015 * apart)

    def mfi():
        tp = (h + l + c) / 3
        flow, change = tp * v, tp.diff()
        up, down = flow.where(change > 0, 0).rolling(14).sum(), flow.where(change < 0, 0).rolling(14).sum()
        return 100 * up / (up + down)

    def zscore():
        window = c.rolling(20)
        return (c - window.mean()) / window.std()

    def vwap():
        return ((h + l + c) / 3 * v).rolling(20).sum() / v.rolling(20).sum()

    weights = np.arange(1, 21) / 210
    return {
        "aroon": lambda: 100 * h.rolling(15).apply(np.argmax, raw=True) / 14,
        "atr": lambda: wilder(true_range(), 14),
        "bollinger": bollinger,
        "bop": lambda: (c - o) / (h - l),
        "cci": cci,
        "donchian": lambda: (h.rolling(20).max(), l.rolling(20).min()),
        "ema": lambda: c.ewm(span=20, adjust=False).mean(),
        "macd": macd,
        "mfi": mfi,
        "momentum": lambda: c.pct_change(20),
        "natr": lambda: 100 * wilder(true_range(), 14) / c,
        "obv": lambda: (np.sign(c.diff()) * v).cumsum(),
        "roc": lambda: 100 * c.pct_change(20),
        "rolling_beta": lambda: c.rolling(20).cov(v) / v.rolling(20).var(),
        "rolling_correlation": lambda: c.rolling(20).corr(v),
        "rolling_kurtosis": lambda: c.rolling(20).kurt(),
        "rolling_max": lambda: c.rolling(20).max(),
        "rolling_mean": lambda: c.rolling(20).mean(),
        "rolling_median": lambda: c.rolling(20).median(),
        "rolling_min": lambda: c.rolling(20).min(),
        "rolling_quantile": lambda: c.rolling(20).quantile(0.9),
        "rolling_rank": lambda: c.rolling(20).rank(pct=True),
        "rolling_sd": lambda: c.rolling(20).std(),
        "rolling_skew": lambda: c.rolling(20).skew(),
        "rolling_sum": lambda: c.rolling(20).sum(),
        "rolling_zscore": zscore,
        "rsi": rsi,
        "sma": lambda: c.rolling(20).mean(),
        "stoch": stoch,
        "true_range": true_range,
        "vwap": vwap,
        "willr": willr,
        "wma": lambda: c.rolling(20).apply(lambda x: x @ weights, raw=True),
    }


def main():
    import numpy as np
    import pandas as pd
    import talib

    columns = np.fromfile(sys.argv[1]).reshape(5, -1)
    calls = {"talib": talib_calls(*columns), "pandas": pandas_calls(columns)}
    python = ".".join(map(str, sys.version_info[:3]))
    print(f"TA-Lib {talib.__ta_version__.decode().split()[0]}, numpy {np.__version__}, pandas {pd.__version__}, Python {python}", flush=True)
    for line in sys.stdin:
        library, name = line.split()
        call = calls[library].get(name)
        if call is None:
            print("none", flush=True)
            continue
        start = time.perf_counter()
        kept = call()
        took = time.perf_counter() - start
        del kept
        print(1000 * took, flush=True)


inside("talib-" + VERSION, ["TA-Lib==" + VERSION, "numpy", "pandas"], {**ONE_THREAD, **KEEP_PAGES})
main()
