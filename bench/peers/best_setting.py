"""Runs a driver of PyTorch as fast as it can be set up: python3 best_setting.py DRIVER.py A B THREADS ROUNDS [OPTION]...

Debian's PyTorch computes on two pools of threads, OpenMP's and OpenBLAS's. By default both wait by spinning, and with as many
threads as processors each keeps the other from working: a small model then takes fifty times as long as on one thread.
Which setting is fastest depends on the model, so each is tried with a few rounds, and the best one is measured. Which it was
goes to standard error.
"""

import json
import os
import subprocess
import sys

# Whether OpenMP has all threads (OpenBLAS has them then, if it is not told otherwise), and what is set beside.
SETTINGS = (
    (True, {}),
    (True, {"OMP_WAIT_POLICY": "passive"}),
    (True, {"OPENBLAS_NUM_THREADS": "1"}),
    (False, {}),
)
TRIED = "2"
THREADS, ROUNDS = 3, 4


def fastest(arguments, setting):
    tried = list(arguments)
    tried[ROUNDS] = TRIED
    out = subprocess.run([sys.executable, *tried], env=os.environ | setting, check=True, stdout=subprocess.PIPE).stdout
    measured = json.loads(out)
    return min(measured.get("pass") or measured["step"])


def main():
    arguments = sys.argv[1:]
    tried = []
    for shared, setting in SETTINGS:
        candidate = list(arguments)
        candidate[THREADS] = arguments[THREADS] if shared else "1"
        tried.append((fastest(candidate, setting), candidate, setting))
    took, best, setting = min(tried, key=lambda t: t[0])
    shown = " ".join(f"{name}={value}" for name, value in setting.items())
    print(f"{took:.0f} ms with {best[THREADS]} of OpenMP's threads {shown}", file=sys.stderr)
    os.execve(sys.executable, [sys.executable, *best], os.environ | setting)


if __name__ == "__main__":
    main()
