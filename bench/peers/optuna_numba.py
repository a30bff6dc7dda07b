"""Optuna driving a numba simulation of the rules of bench/sweep.ts: gates on z, net edge, persistence and a trailing
quantile, size by edge over volatility, stop, target and longest hold, one position at a time; metrics as daily and bar Sharpe
ratio, drawdown, turnover and trade statistics. Columns that no trial changes are made once. Makes its own environment below
.cache, then prints one JSON line: trials per second of processor time, by sampler and storage.

Run: python3 bench/peers/optuna_numba.py [trials]
"""
import json
import math
import os
import sys
import tempfile
import time

from _environment import inside

ROWS, DAY = 76_600, 288


def market(np):
    """A walk with an edge that comes in spells, so that gates pass a few hundred entries in a year."""
    rng = np.random.default_rng(1)
    step = 1e-3 * rng.standard_normal(ROWS)
    close = 30_000 * np.exp(np.cumsum(step))
    opened = np.concatenate(([30_000.0], close[:-1]))
    reach = 5e-4 * np.abs(rng.standard_normal((2, ROWS)))
    high, low = np.maximum(opened, close) * (1 + reach[0]), np.minimum(opened, close) * (1 - reach[1])
    spell = np.convolve(rng.standard_normal(ROWS + 11), np.ones(12) / math.sqrt(12), "valid")
    edge, sigma = 4.0 * spell, np.full(ROWS, 10.0)
    windows = np.lib.stride_tricks.sliding_window_view(edge, 400)
    upper, lower = np.full(ROWS, np.nan), np.full(ROWS, np.nan)
    upper[400:], lower[400:] = np.quantile(windows[:-1], [0.7, 0.3], axis=1)
    atr = np.full(ROWS, 40.0)
    return opened, high, low, close, edge, sigma, upper, lower, atr


def main():
    inside("optuna-numba", ["optuna", "numba"])
    import numba
    import numpy as np
    import optuna

    @numba.njit(cache=False)
    def simulate(opened, high, low, close, edge, sigma, upper, lower, atr, z_min, ev_min):
        rows = close.size
        equity = np.empty(rows)
        recent = np.empty(50)
        seen = 0
        cash, side, size, entry, due, due_side, due_size = 100_000.0, 0, 0.0, 0.0, False, 0, 0.0
        stop, target, hold, free_from, run, last = 0.0, 0.0, 0, 0, 0, 0
        trades, wins, profit, loss, turnover, fees, bars_held = 0, 0, 0.0, 0.0, 0.0, 0.0, 0
        fee, slip = 2e-4, 2e-4
        for t in range(rows):
            if due:
                side, size, due = due_side, due_size, False
                entry = opened[t] * (1 + due_side * slip)
                stop, target, hold = entry - side * 3 * atr[t - 1], entry + side * 5 * atr[t - 1], t + 40
                cash -= fee * size * entry
                fees += fee * size * entry
                turnover += size * entry
            if side != 0:
                leave = 0.0
                if (side > 0 and low[t] <= stop) or (side < 0 and high[t] >= stop):
                    leave = (min(opened[t], stop) if side > 0 else max(opened[t], stop)) * (1 - side * slip)
                elif (side > 0 and high[t] >= target) or (side < 0 and low[t] <= target):
                    leave = target
                elif t >= hold:
                    leave = close[t] * (1 - side * slip)
                if leave != 0.0:
                    won = side * size * (leave - entry)
                    cost = fee * size * leave
                    cash += won - cost
                    fees += cost
                    turnover += size * leave
                    trades += 1
                    bars_held += t - hold + 40
                    if won > 0:
                        wins += 1
                        profit += won
                    else:
                        loss += won
                    side, free_from = 0, t + 6
            equity[t] = cash + side * size * (close[t] - entry)
            vote = 0
            if abs(edge[t]) / sigma[t] >= z_min:
                vote = 1 if edge[t] > 0 else -1
            run = run + 1 if vote == last else 1
            last = vote
            if side != 0 or t < 400 or t + 1 >= rows or t < free_from or vote == 0 or run < 3:
                continue
            if not vote * edge[t] - 8.0 > ev_min:
                continue
            if not (edge[t] > upper[t] if vote > 0 else edge[t] < lower[t]):
                continue
            ratio = abs(edge[t]) / sigma[t]
            count = min(seen, 50)
            scale = np.quantile(recent[:count], 0.9) if count > 0 else ratio
            recent[seen % 50] = ratio
            seen += 1
            fraction = min(1.0, ratio / scale)
            if fraction >= 0.01:
                due, due_side, due_size = True, vote, fraction * equity[t] / close[t]
        daily = np.empty(rows // DAY + 1)
        daily[0] = 100_000.0
        for d in range(1, daily.size):
            daily[d] = equity[d * DAY - 1]
        steps = daily[1:] / daily[:-1] - 1
        bars = np.empty(rows)
        bars[0] = equity[0] / 100_000.0 - 1
        peak, depth = equity[0], 0.0
        for t in range(1, rows):
            bars[t] = equity[t] / equity[t - 1] - 1
            peak = max(peak, equity[t])
            depth = min(depth, equity[t] / peak - 1)
        deviation = steps.std()
        sharpe = steps.mean() / deviation * math.sqrt(365) if deviation > 0 else 0.0
        spread = bars.std()
        per_bar = bars.mean() / spread * math.sqrt(365 * DAY) if spread > 0 else 0.0
        return sharpe, per_bar, depth, trades, wins, profit, loss, turnover / equity.mean(), fees, bars_held / rows

    columns = market(np)
    simulate(*columns, 0.3, 2.0)
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300

    def objective(trial):
        found = simulate(*columns, trial.suggest_float("z", 0.01, 1.0), trial.suggest_float("ev", 0.1, 20.0))
        for name, value in zip(("per_bar", "depth", "trades", "wins", "profit", "loss", "turnover", "fees", "exposure"), found[1:]):
            trial.set_user_attr(name, float(value))
        return found[0]

    rates = {}
    trades = 0
    for name, sampler in (("random", optuna.samplers.RandomSampler), ("tpe", optuna.samplers.TPESampler)):
        for where in ("memory", "journal"):
            with tempfile.TemporaryDirectory() as folder:
                backend = optuna.storages.journal.JournalFileBackend(os.path.join(folder, "journal.log"))
                storage = None if where == "memory" else optuna.storages.JournalStorage(backend)
                study = optuna.create_study(sampler=sampler(seed=1), direction="maximize", storage=storage)
                spent, clock = time.process_time(), time.perf_counter()
                study.optimize(objective, n_trials=count)
                rates[f"{name}, {where}"] = count / (time.process_time() - spent)
                rates[f"{name}, {where}, by the clock"] = count / (time.perf_counter() - clock)
                trades = sum(t.user_attrs["trades"] for t in study.trials) / count
    spent = time.process_time()
    for k in range(100):
        simulate(*columns, 0.01 + 0.01 * k, 0.1 + 0.2 * k)
    print(json.dumps({"optuna": optuna.__version__, "rates": rates, "simulation_ms": 10 * (time.process_time() - spent), "trades": trades}))


main()
