"""Optuna's TPE on the functions of bench/search.ts. Makes its own environment below .cache, then prints one JSON line.

Run: python3 bench/peers/optuna_tpe.py [seeds] [trials]
"""
import json
import math
import sys
import time

from _environment import inside

A = [[10, 3, 17, 3.5, 1.7, 8], [0.05, 10, 17, 0.1, 8, 14], [3, 3.5, 1.7, 10, 17, 8], [17, 8, 0.05, 10, 0.1, 14]]
P = [
    [0.1312, 0.1696, 0.5569, 0.0124, 0.8283, 0.5886],
    [0.2329, 0.4135, 0.8307, 0.3736, 0.1004, 0.9991],
    [0.2348, 0.1451, 0.3522, 0.2883, 0.3047, 0.6650],
    [0.4047, 0.8828, 0.8732, 0.5743, 0.1091, 0.0381],
]
ALPHA = [1, 1.2, 3, 3.2]
COSTS = {"none": 0.6, "l1": 0.25, "l2": 0.3, "elastic": 0.1}
VENUES = [0.5, 0.2, 0.0, 0.35, 0.7]


def branin(x, y):
    return (y - 5.1 / (4 * math.pi**2) * x * x + 5 / math.pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * math.pi)) * math.cos(x) + 10


def hartmann6(x):
    return -sum(a * math.exp(-sum(A[i][j] * (x[j] - P[i][j]) ** 2 for j in range(6))) for i, a in enumerate(ALPHA))


def ackley(x):
    n = len(x)
    root = math.sqrt(sum(v * v for v in x) / n)
    return -20 * math.exp(-0.2 * root) - math.exp(sum(math.cos(2 * math.pi * v) for v in x) / n) + 20 + math.e


def mixed_flat(t):
    rate = t.suggest_float("rate", 1e-5, 1, log=True)
    depth = t.suggest_int("depth", 2, 40)
    width = t.suggest_int("width", 8, 1024, log=True)
    share = t.suggest_float("share", 0, 1, step=0.05)
    kind = t.suggest_categorical("kind", list(COSTS))
    return (
        0.3 * (math.log10(rate) + 2.5) ** 2
        + ((depth - 13) / 12) ** 2
        + 0.2 * (math.log2(width) - 7.3) ** 2
        + 4 * (share - 0.65) ** 2
        + COSTS[kind]
    )


def mixed_tree(t):
    gate = t.suggest_categorical("gate", [True, False])
    venue = t.suggest_categorical("venue", [0, 1, 2, 3, 4])
    stop = t.suggest_float("stop", 1.5, 6, step=0.5)
    z = t.suggest_float("z", 0.1, 2)
    loss = ((stop - 3.5) / 2) ** 2 + (z - 0.9) ** 2 + VENUES[venue]
    if not gate:
        return loss + 0.8
    window = t.suggest_int("window", 100, 800, step=100)
    level = t.suggest_float("level", 1e-3, 1, log=True)
    return loss + ((window - 300) / 400) ** 2 + 0.25 * (math.log10(level) + 1.4) ** 2


FUNCTIONS = {
    "branin": lambda t: branin(t.suggest_float("x", -5, 10), t.suggest_float("y", 0, 15)),
    "hartmann6": lambda t: hartmann6([t.suggest_float(f"x{i}", 0, 1) for i in range(6)]),
    "ackley10": lambda t: ackley([t.suggest_float(f"x{i}", -32.768, 32.768) for i in range(10)]),
    "mixed_flat": mixed_flat,
    "mixed_tree": mixed_tree,
}


def suggestion_ms(optuna):
    """Median milliseconds of processor time of a suggestion of six floats after 1,000 trials."""
    study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=0))
    space = {f"x{i}": optuna.distributions.FloatDistribution(0, 1) for i in range(6)}
    draw = __import__("random").Random(1)
    for _ in range(1000):
        x = {name: draw.random() for name in space}
        study.add_trial(optuna.trial.create_trial(params=x, distributions=space, value=hartmann6(list(x.values()))))
    times = []
    for _ in range(15):
        start = time.process_time()
        trial = study.ask(space)
        times.append(1000 * (time.process_time() - start))
        study.tell(trial, hartmann6([trial.params[f"x{i}"] for i in range(6)]))
    return sorted(times)[len(times) // 2]


def main():
    inside("optuna", ["optuna"])
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 31
    trials = int(sys.argv[2]) if len(sys.argv) > 2 else 100
    medians = {}
    for name, function in FUNCTIONS.items():
        best = []
        for seed in range(seeds):
            study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=seed))
            study.optimize(function, n_trials=trials)
            best.append(study.best_value)
        medians[name] = sorted(best)[len(best) // 2]
    print(json.dumps({"version": optuna.__version__, "medians": medians, "suggestion_ms": suggestion_ms(optuna)}))


main()
