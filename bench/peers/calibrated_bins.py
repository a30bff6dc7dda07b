"""A year of 1m probabilities calibrated and binned with scikit-learn and NumPy, and barrier labels with a pandas loop.

Called by `npm run bench -- calibrated-bins` with a folder that holds p, y, high, low, close as little-endian float64.
Makes its own environment below .cache. The last line is JSON.
"""
import json
import os
import sys
import time

from _environment import inside

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"
inside("bins", ["scikit-learn", "pandas"])

import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402
import sklearn  # noqa: E402
from sklearn.isotonic import IsotonicRegression  # noqa: E402
from sklearn.linear_model import LogisticRegression  # noqa: E402

folder, times, horizon, label_rows = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
read = lambda name: np.fromfile(os.path.join(folder, name), dtype="<f8")  # noqa: E731
p, y = read("p"), read("y")


def platt():
    u = np.log(p / (1 - p)).reshape(-1, 1)
    model = LogisticRegression(C=1e6, tol=1e-8).fit(u, y)
    return model.predict_proba(u)[:, 1], [float(model.intercept_[0]), float(model.coef_[0, 0])]


def isotonic():
    model = IsotonicRegression(out_of_bounds="clip").fit(p, y)
    return model.predict(p), [len(model.X_thresholds_)]


def binned(calibrate):
    calibrated, fitted = calibrate()
    edges = np.quantile(calibrated, np.arange(1, 20) / 20)
    bins = np.searchsorted(edges, calibrated, side="left") + 1
    return fitted, int(bins.sum())


def measured(calibrate):
    taken = []
    for _ in range(times):
        started = time.process_time()
        fitted, total = binned(calibrate)
        taken.append(1000 * (time.process_time() - started))
    return {"ms": min(taken), "fitted": fitted, "sum": total}


def labels():
    """Rows one by one, each looking at its window as pandas slices."""
    bars = pd.DataFrame({name: read(name) for name in ("high", "low", "close")})
    out = np.full(label_rows, np.nan)
    started = time.process_time()
    for t in range(label_rows):
        window = bars.iloc[t + 1 : t + 1 + horizon]
        up = (window["high"] >= bars["close"].iat[t] * 1.04).to_numpy()
        down = (window["low"] <= bars["close"].iat[t] * 0.98).to_numpy()
        first_up = up.argmax() if up.any() else horizon
        first_down = down.argmax() if down.any() else horizon
        out[t] = 1 if first_up < first_down else 0
    return {"us_per_row": 1e6 * (time.process_time() - started) / label_rows, "ones": int(out.sum())}


print(json.dumps({"sklearn": sklearn.__version__, "platt": measured(platt), "isotonic": measured(isotonic), "labels": labels()}))
