#!/usr/bin/env python3
"""Decodes with and without watermarks in turns on one warm server, and prints tokens a second and ratios.

usage: speed.py MODEL [--rounds 8] [--tokens 96] [--top-k 50]

In a round each mark writes as many tokens as an unmarked text just before it, from the same prompt and seed; time counts from
the first token on. One round before them warms up. MENURA names another command than this repository's.
"""
import argparse
import asyncio
import pathlib
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "serve"))

import servers
from http_client import post

MARKS = {
    "kgw": "kgw",
    "selfhash": "selfhash",
    "selfhash, width 3": "selfhash:width=3",
    "synthid, 9 keys": "synthid:keys=654/400/836/123/340/443/597/160/57",
    "gumbel": "gumbel",
    "unigram": "unigram",
}


async def ask(url, args, seed, mark=None):
    """Returns the tokens a second behind the first token of a text."""
    body = {
        "prompt": "The history of the small town begins with",
        "max_tokens": args.tokens,
        "temperature": 1,
        "top_k": args.top_k,
        "seed": seed,
        "ignore_eos": True,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if mark:
        body["watermark"] = mark
    answer = await post(url, "/v1/completions", body)
    if answer.status != 200 or not answer.complete:
        raise SystemExit(f"{answer.status}: {answer.body[:300]}")
    return (answer.usage["completion_tokens"] - 1) / (answer.last - answer.first)


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model")
    p.add_argument("--rounds", type=int, default=8)
    p.add_argument("--tokens", type=int, default=96)
    p.add_argument("--top-k", type=int, default=50)
    args = p.parse_args()
    rows = {name: [] for name in MARKS}
    with tempfile.NamedTemporaryFile("w") as log:
        server = servers.menura(args.model, 1, 1024, log)
        try:
            for r in range(-1, args.rounds):
                for name, mark in MARKS.items():
                    free = asyncio.run(ask(server.url, args, r + 1))
                    marked = asyncio.run(ask(server.url, args, r + 1, mark))
                    if r >= 0:
                        rows[name].append((marked, free))
        finally:
            server.stop()
    print(f"{'watermark':20} {'tokens/s':>9} {'beside none':>12}   ratio of a round ({args.rounds} rounds of {args.tokens} tokens)")
    for name, pairs in rows.items():
        ratios = sorted(m / f for m, f in pairs)
        print(
            f"{name:20} {statistics.median(m for m, _ in pairs):9.1f} {statistics.median(f for _, f in pairs):12.1f}"
            f"   {statistics.median(ratios):.3f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"
        )


if __name__ == "__main__":
    main()
