"""The virtual environment of a comparison, below .cache/peers; made when it is first asked for.

From a test: python3 bench/peers/_environment.py NAME PACKAGE … prints the path of its Python.
"""
import os
import subprocess
import sys
import venv

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


def made(name, packages):
    """The folder of the environment, with its packages in it."""
    home = os.path.join(ROOT, ".cache", "peers", name)
    if not os.path.exists(os.path.join(home, "ready")):
        venv.create(home, with_pip=True)
        pip = [os.path.join(home, "bin", "python"), "-m", "pip", "install", "-q", *packages]
        subprocess.check_call(pip, stdout=sys.stderr)
        open(os.path.join(home, "ready"), "w").close()
    return home


def inside(name, packages, variables=None):
    """Goes on in the environment, with these variables set: the script starts anew there."""
    home = made(name, packages)
    if os.path.realpath(sys.prefix) != os.path.realpath(home):
        python = os.path.join(home, "bin", "python")
        os.execve(python, [python, *sys.argv], {**os.environ, **(variables or {})})


if __name__ == "__main__":
    print(os.path.join(made(sys.argv[1], sys.argv[2:]), "bin", "python"))
