"""The evaluation pages of a checkout of trafilatura: tests/evaldata.json with tests/cache and tests/eval."""

import json


def pages(checkout):
    """Yields (url, file, what is said of it) for each page."""
    tests = checkout / "tests"
    for url, item in json.loads((tests / "evaldata.json").read_text(encoding="utf-8")).items():
        for folder in ("cache", "eval"):
            file = tests / folder / item["file"]
            if file.is_file():
                yield url, file, item
                break
        else:
            raise SystemExit(f"{item['file']} lies neither in tests/cache nor in tests/eval of {checkout}")
