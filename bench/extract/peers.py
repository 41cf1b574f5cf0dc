"""Extracts the evaluation pages of trafilatura with readability-lxml and trafilatura itself, into JSON lines.

usage: peers.py CHECKOUT OUT_FOLDER [readability trafilatura trafilatura-fast everything]
"""

import json
import pathlib
import sys
import time

from pages import pages


def readability(html):
    # As trafilatura's own evaluation does it: the markup of the summary is scored, not its text.
    from readability import Document
    from trafilatura.utils import decode_file

    return Document(decode_file(html)).summary()


def trafilatura(html, fast=False):
    from trafilatura import extract

    options = {"include_comments": False, "include_tables": True, "include_formatting": False}
    return extract(html, fast=fast, **options)


def everything(html):
    from trafilatura.utils import decode_file

    return decode_file(html)


PEERS = {
    "readability": readability,
    "trafilatura": trafilatura,
    "trafilatura-fast": lambda html: trafilatura(html, fast=True),
    "everything": everything,
}


def main():
    checkout, out = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
    out.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[3:] or ["readability", "trafilatura"]:
        seconds, errors, size = 0.0, 0, 0
        lines = []
        for url, file, _ in pages(checkout):
            html = file.read_bytes()
            size += len(html)
            start = time.process_time()
            try:
                text = PEERS[name](html) or ""
            except Exception:  # what fails counts as an empty text, as a user would have it
                text, errors = "", errors + 1
            seconds += time.process_time() - start
            lines.append(json.dumps({"url": url, "text": text}, ensure_ascii=False))
        (out / f"{name}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        print(f"{name}: {seconds:.1f} s of processor time, {size / seconds / 1e6:.2f} MB/s, {errors} errors", flush=True)


if __name__ == "__main__":
    main()
