"""Times the same tasks on the same model in lm-evaluation-harness and in Menura, and compares what came out."""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MENURA = os.environ.get("MENURA", str(ROOT / "menura"))
TIMEOUT = 24 * 3600


def arguments():
    p = argparse.ArgumentParser(description=__doc__)
    p.add_argument("model", type=pathlib.Path, help="a Hugging Face folder")
    p.add_argument("--tasks", default="menura", help="names with commas between them (default: those that come with Menura)")
    p.add_argument("--include-path", type=pathlib.Path, help="folder of the task files; relative files of rows lie below --base")
    p.add_argument("--base", type=pathlib.Path, default=pathlib.Path.cwd(), help="folder that both run in (default: this one)")
    p.add_argument("--limit", help="first documents of each task")
    p.add_argument("--num-fewshot", help="shots")
    p.add_argument("--batch-sizes", default="1,4,16", help="of lm-evaluation-harness, the fastest counts (default: 1,4,16)")
    p.add_argument("--threads", type=int, default=os.cpu_count(), help="of both (default: all)")
    p.add_argument("--repeat", type=int, default=1, help="runs of Menura, the median counts (default: 1)")
    p.add_argument("--out", type=pathlib.Path, help="also write the figures here, as JSON")
    return p.parse_args()


def timed(command, folder, env):
    start = time.perf_counter()
    done = subprocess.run(
        list(map(str, command)), cwd=folder, env=env, capture_output=True, text=True, timeout=TIMEOUT, check=False
    )
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.strip()[-2000:] or done.returncode}")
    return time.perf_counter() - start, done.stdout


def newest(folder):
    return json.loads(max(folder.rglob("results_*.json"), key=lambda f: f.stat().st_mtime).read_text(encoding="utf-8"))


def common(a):
    out = ["--tasks", a.tasks, "--include_path", a.include_path]
    out += ["--limit", a.limit] if a.limit else []
    out += ["--num_fewshot", a.num_fewshot] if a.num_fewshot else []
    return out


def harness(a, size, work):
    """Seconds of the whole process and of the evaluation once the model is loaded, with what came out."""
    out = work / f"harness-{size}.json"
    env = dict(os.environ, HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", OMP_NUM_THREADS=str(a.threads))
    given = {
        "model": str(a.model),
        "batch": size,
        "threads": a.threads,
        "tasks": a.tasks.split(","),
        "include": str(a.include_path),
        "limit": float(a.limit) if a.limit else None,
        "shots": int(a.num_fewshot) if a.num_fewshot else None,
        "out": str(out),
    }
    whole, _ = timed([sys.executable, HERE / "harness.py", json.dumps(given)], a.base, env)
    found = json.loads(out.read_text(encoding="utf-8"))
    return whole, found["seconds"], found


def ours(a, run, work):
    folder = work / f"menura-{run}"
    command = [MENURA, "eval", a.model, "--threads", a.threads, "--output_path", folder, *common(a)]
    whole, _ = timed(command, a.base, dict(os.environ))
    times = json.loads(max(folder.rglob("times_*.json"), key=lambda f: f.stat().st_mtime).read_text(encoding="utf-8"))
    return whole, times["seconds"], newest(folder)


def compared(ours_, theirs):
    """The largest difference of each metric."""
    rows = []
    for task, values in theirs["results"].items():
        for key, value in values.items():
            mine = ours_["results"].get(task, {}).get(key)
            if isinstance(value, float) and "_stderr" not in key and isinstance(mine, (int, float)):
                rows.append((task, key, mine, value))
    return rows


def main():
    a = arguments()
    a.model = a.model.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        work = pathlib.Path(scratch)
        if a.include_path is None:
            a.include_path = work / "tasks"
            timed([MENURA, "eval", "tasks", "--write", a.include_path], a.base, dict(os.environ))
        a.include_path = a.include_path.resolve()
        runs = sorted(ours(a, i, work) for i in range(a.repeat))
        mine = runs[len(runs) // 2]
        theirs = {}
        for size in a.batch_sizes.split(","):
            theirs[size] = harness(a, size, work)
            print(f"lm-eval, batch {size}: {theirs[size][0]:.1f} s, evaluation {theirs[size][1]:.1f} s", flush=True)
        best = min(theirs, key=lambda size: theirs[size][1])
        print(f"Menura: {mine[0]:.1f} s, evaluation {mine[1]:.1f} s")
        print(f"whole process: {theirs[best][0] / mine[0]:.2f} times as fast; evaluation: {theirs[best][1] / mine[1]:.2f} times")
        print()
        print("| task | metric | Menura | lm-eval |")
        print("|---|---|---:|---:|")
        for task, key, x, y in compared(mine[2], theirs[best][2]):
            print(f"| {task} | {key} | {x:.6g} | {y:.6g} |")
        if a.out:
            figures = {
                "menura": {"whole": mine[0], "evaluation": mine[1]},
                "lm-eval": {size: {"whole": t[0], "evaluation": t[1]} for size, t in theirs.items()},
                "best": best,
                "threads": a.threads,
                "tasks": a.tasks,
                "limit": a.limit,
            }
            a.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


main()
