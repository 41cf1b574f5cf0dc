"""Scores extracted texts as trafilatura's tests/evaluate.py does: of the passages that an annotator chose in a page, which
are in the text that should be, and which that should not.

usage: score.py CHECKOUT TEXTS.jsonl...   (lines of {"url", "text"})
"""

import json
import pathlib
import re
import sys

from pages import pages


def norm(text):
    return re.sub(r"\s+", " ", text).strip()


def score(annotated, texts):
    tp = fp = fn = tn = 0
    for url, _, item in annotated:
        text = norm(texts.get(url, ""))
        inside = sum(norm(passage) in text for passage in item["with"])
        outside = sum(norm(passage) in text for passage in item["without"])
        tp, fn = tp + inside, fn + len(item["with"]) - inside
        fp, tn = fp + outside, tn + len(item["without"]) - outside
    precision, recall = tp / max(1, tp + fp), tp / max(1, tp + fn)
    return precision, recall, (tp + tn) / (tp + tn + fp + fn), 2 * tp / max(1, 2 * tp + fp + fn)


def main():
    annotated = list(pages(pathlib.Path(sys.argv[1])))
    print(f"{len(annotated)} pages")
    print(f"{'':24}{'precision':>10}{'recall':>10}{'accuracy':>10}{'F':>10}")
    for name in sys.argv[2:]:
        with open(name, encoding="utf-8") as lines:
            texts = {row["url"]: row["text"] for row in map(json.loads, lines)}
        print(f"{pathlib.Path(name).stem:24}" + "".join(f"{value:10.4f}" for value in score(annotated, texts)))


if __name__ == "__main__":
    main()
