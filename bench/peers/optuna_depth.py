"""Optuna's CMA-ES, NSGA-II and fANOVA on the tasks of bench/search-depth.ts. Makes its own environment below .cache, then
prints one JSON line.

Run: python3 bench/peers/optuna_depth.py [seeds] [trials]
"""
import json
import math
import sys

from _environment import inside


def ackley(x):
    n = len(x)
    root = math.sqrt(sum(v * v for v in x) / n)
    return -20 * math.exp(-0.2 * root) - math.exp(sum(math.cos(2 * math.pi * v) for v in x) / n) + 20 + math.e


def rosenbrock(x):
    return sum(100 * (b - a * a) ** 2 + (1 - a) ** 2 for a, b in zip(x, x[1:]))


def rastrigin(x):
    return 10 * len(x) + sum(v * v - 10 * math.cos(2 * math.pi * v) for v in x)


TASKS = {"ackley10": (-32.768, 32.768, ackley), "rosenbrock10": (-5, 10, rosenbrock), "rastrigin10": (-5.12, 5.12, rastrigin)}
FIRST_SEED = 1000
GOLDEN = 0.6180339887498949
REFERENCE = [1.1, 11]


def zdt1(x):
    g = 1 + 9 * sum(x[1:]) / (len(x) - 1)
    return x[0], g * (1 - math.sqrt(x[0] / g))


def volume(points):
    """Area below the reference that two-dimensional points dominate."""
    area, level = 0.0, REFERENCE[1]
    for a, b in sorted(p for p in points if p[0] < REFERENCE[0] and p[1] < REFERENCE[1]):
        if b < level:
            area += (REFERENCE[0] - a) * (level - b)
            level = b
    return area


def moved(loss, low, high, seed):
    """The function with its optimum away from the middle of the ranges, elsewhere for each seed; as in search-depth.ts."""
    by = [0.25 * (high - low) * (2 * ((seed + 1) * (i + 1) * GOLDEN % 1) - 1) for i in range(10)]
    return lambda x: loss([v - d for v, d in zip(x, by)])


def middle(values):
    return sorted(values)[len(values) // 2]


STUDIES = {
    "additive": lambda t: 4 * t["a"] ** 2 + 2 * t["b"] ** 2 + 0.5 * t["c"],
    "waves": lambda t: 3 * math.sin(3 * t["a"]) + 1.2 * t["b"] + 0.3 * math.cos(5 * t["c"]) + 0.02 * t["d"],
    "product": lambda t: 5 * (t["a"] - 0.3) ** 2 * (1 + t["b"]) + 0.8 * abs(t["c"] - 0.5),
}


def main():
    inside("optuna-depth", ["optuna", "cmaes", "scikit-learn", "scipy"])
    import warnings

    import optuna

    warnings.filterwarnings("ignore")
    optuna.logging.set_verbosity(optuna.logging.ERROR)
    seeds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    trials = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    best = {}
    for name, (low, high, loss) in TASKS.items():
        for label, changed in ((name, lambda seed: loss), (f"{name}, moved", lambda seed: moved(loss, low, high, seed))):
            found = []
            for seed in range(FIRST_SEED, FIRST_SEED + seeds):
                study = optuna.create_study(sampler=optuna.samplers.CmaEsSampler(seed=seed))
                own = changed(seed)
                study.optimize(lambda t: own([t.suggest_float(f"x{i}", low, high) for i in range(10)]), n_trials=trials)
                found.append(study.best_value)
            best[label] = middle(found)
    volumes = []
    for seed in range(FIRST_SEED, FIRST_SEED + seeds):
        study = optuna.create_study(directions=["minimize"] * 2, sampler=optuna.samplers.NSGAIISampler(seed=seed))
        study.optimize(lambda t: zdt1([t.suggest_float(f"x{i}", 0, 1) for i in range(30)]), n_trials=200)
        volumes.append(volume([tuple(t.values) for t in study.trials]))
    studies = []
    for name, loss in STUDIES.items():
        paths = ["a", "b", "c", "d"]
        study = optuna.create_study(sampler=optuna.samplers.RandomSampler(seed=1))
        study.optimize(lambda t: loss({p: t.suggest_float(p, 0, 1) for p in paths}), n_trials=150)
        studies.append(
            {
                "name": name,
                "space": {p: {"low": 0, "high": 1} for p in paths},
                "trials": [{"params": t.params, "value": t.value} for t in study.trials],
                "importance": optuna.importance.get_param_importances(
                    study, evaluator=optuna.importance.FanovaImportanceEvaluator(seed=0)
                ),
            }
        )
    print(json.dumps({"version": optuna.__version__, "best": best, "hypervolume": middle(volumes), "studies": studies}))


main()
