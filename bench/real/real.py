"""Runs Menura on real checkpoints beside the programs that people know: python real.py --help"""

import argparse
import datetime
import importlib
import os
import pathlib
import platform
import sys
import traceback
import warnings

# Nothing is fetched by the libraries themselves, and their progress bars would hide the rows.
os.environ |= {"HF_HUB_OFFLINE": "1", "HF_HUB_DISABLE_PROGRESS_BARS": "1", "TRANSFORMERS_VERBOSITY": "error", "TQDM_DISABLE": "1"}

warnings.simplefilter("ignore", FutureWarning)

import fetch
import menura
from rows import Rows

# Of each part: its model in packages.json, the module that compares it, and the function there.
PARTS = {
    "gemma": ("gemma-3-270m", "gemma", "numbers"),
    "gemma-convert": ("gemma-3-270m", "gemma", "conversions"),
    "gemma-lora": ("gemma-3-270m", "gemma", "adapters"),
    "minilm": ("all-MiniLM-L6-v2", "minilm", "check"),
    "whisper": ("whisper-base", "speech", "whisper"),
    "vad": ("silero-vad", "speech", "voice"),
}


def arguments():
    parser = argparse.ArgumentParser(prog="bench/real/run", description="Compares Menura with other programs on real models.")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"some of {', '.join(PARTS)} (default: all)")
    parser.add_argument("--speech", metavar="DIR", help="folder with labels.jsonl (wav, text, kind) and recordings; default: the one recording that comes with Menura")
    parser.add_argument("--cache", required=True, type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--fetch", action="store_true", help="only fetch the models and print where they lie")
    given = parser.parse_args()
    unknown = set(given.parts) - set(PARTS)
    if unknown:
        parser.error(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return given


def main():
    given = arguments()
    found, missing = fetch.models(given.cache)
    if given.fetch:
        for name, path in found.items():
            print(f"{name}: {path}")
        for name, why in missing.items():
            print(f"{name}: {why}")
        return 0
    rows, versions = Rows(), {}
    work = given.cache / "work"
    work.mkdir(exist_ok=True)
    for part in given.parts or PARTS:
        rows.part = part
        model, module, function = PARTS[part]
        if model in missing:
            rows.skipped(model, "all", missing[model])
            continue
        try:
            checks = importlib.import_module(module)
            versions |= checks.versions()
        except ImportError as e:
            rows.skipped(model, "all", f"Python's {e.name} is missing")
            continue
        try:
            spoken = (checks.recordings(given.speech),) if module == "speech" else ()
            getattr(checks, function)(rows, found[model], *spoken, work)
        except Exception as e:  # one part that breaks must not take the others' results along
            traceback.print_exc()
            rows.add(model, f"the rest of {part}", "failed", "", f"{type(e).__name__}: {e}"[:300], "", False)
    about = {
        "date": datetime.date.today().isoformat(),
        "menura": menura.menura("--version").split("\n")[0],
        "python": platform.python_version(),
        "cores": os.cpu_count(),
        **versions,
    }
    results = given.cache / "results"
    rows.write(results, about)
    print(f"{len(rows.rows)} rows, {rows.failed()} differ; {results / 'results.json'}, {results / 'results.md'}")
    return 1 if rows.failed() else 0


if __name__ == "__main__":
    sys.exit(main())
