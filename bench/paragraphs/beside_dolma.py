"""Deduplicates paragraphs with Dolma's Rust and with Menura on the same documents, and compares spans and processor time.

usage: beside_dolma.py FOLDER TEXT...     FOLDER is made; TEXTs are UTF-8 files, of which documents are made

Takes the Python package dolma (pip install --no-deps dolma==1.2.1): its extension alone is loaded.
"""

import glob
import gzip
import importlib.machinery
import importlib.util
import json
import os
import pathlib
import resource
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROUNDS = 3
ATTRIBUTE = "bff_duplicate_paragraph_spans"


def extension():
    package = pathlib.Path(importlib.util.find_spec("dolma").submodule_search_locations[0])
    file = next(package.glob("dolma.*.so"))
    loader = importlib.machinery.ExtensionFileLoader("dolma", str(file))
    module = importlib.util.module_from_spec(importlib.util.spec_from_file_location("dolma", file, loader=loader))
    loader.exec_module(module)
    return module


def make(folder, texts):
    """Documents of twenty lines, in files of 4,000; every tenth document stands twice."""
    documents = folder / "documents"
    documents.mkdir(parents=True, exist_ok=True)
    rows, lines = [], []
    for name in texts:
        for line in open(name, encoding="utf-8"):
            lines.append(line.rstrip("\n"))
            if len(lines) == 20:
                rows.append("\n".join(lines))
                lines = []
                if len(rows) % 10 == 9:
                    rows.append(rows[len(rows) // 2])
    for at in range(0, len(rows), 4000):
        with gzip.open(documents / f"part-{at // 4000:04}.jsonl.gz", "wt", encoding="utf-8", compresslevel=6) as out:
            for i, text in enumerate(rows[at : at + 4000]):
                row = {"id": f"d{at + i}", "text": text, "source": "bench", "added": "2026-01-01T00:00:00.000Z"}
                out.write(json.dumps(row, ensure_ascii=False) + "\n")
    return sum(len(row.encode()) for row in rows), sum(row.count("\n") + 1 for row in rows)


def dolma(rust, folder, paragraphs, number):
    """One pass in a process of its own, whose processor time is taken."""
    config = {
        "documents": [f"{folder}/documents/*.jsonl.gz"],
        "work_dir": {"input": f"{folder}/work/in{number}", "output": f"{folder}/work/out{number}"},
        "dedupe": {"name": f"dolma{number}", "paragraphs": {"attribute_name": ATTRIBUTE}, "skip_empty": True},
        "bloom_filter": {
            "file": f"{folder}/work/filter{number}.bin",
            "size_in_bytes": 0,  # from the two that follow
            "read_only": False,
            "estimated_doc_count": paragraphs,
            "desired_false_positive_rate": 0.001,
        },
        "processes": 1,
    }
    for where in config["work_dir"].values():
        os.makedirs(where, exist_ok=True)
    child = os.fork()
    if child == 0:
        rust.deduper_entrypoint(json.dumps(config))
        os._exit(0)
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        raise SystemExit("Dolma's deduper failed")
    return usage.ru_utime + usage.ru_stime


def spans(folder, name):
    found = {}
    for file in sorted(glob.glob(f"{folder}/attributes/{name}/*.jsonl.gz")):
        with gzip.open(file, "rt", encoding="utf-8") as lines:
            for row in map(json.loads, lines):
                found[row["id"]] = [tuple(span[:2]) for span in row["attributes"].get(ATTRIBUTE, [])]
    return found


def main():
    folder = pathlib.Path(sys.argv[1]).resolve()
    size, paragraphs = make(folder, sys.argv[2:])
    print(f"{size / 1e6:.1f} MB of text, {paragraphs} lines", flush=True)
    rust = extension()
    for number in range(ROUNDS):
        seconds = dolma(rust, folder, paragraphs, number)
        print(f"dolma: {seconds:.2f} s of processor time, {size / 1e6 / seconds:.1f} MB/s of text", flush=True)
    command = os.environ.get("MENURA_PARAGRAPHS", str(HERE / "menura")).split()
    subprocess.run([*command, str(folder / "documents"), str(folder / "attributes/menura"), str(paragraphs), "5"], check=True)
    theirs, ours = spans(folder, "dolma0"), spans(folder, "menura")
    same = sum(theirs.get(i) == s for i, s in ours.items())
    starts = sum([a for a, _ in theirs.get(i, [])] == [a for a, _ in s] for i, s in ours.items())
    print(f"{len(ours)} documents, spans equal in {same}, their starts in {starts}")


if __name__ == "__main__":
    main()
