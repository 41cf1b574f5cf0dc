"""Compares the tokens per second and the times to the first token of `menura serve` and llama.cpp's server.

usage: concurrency.py MODEL.gguf [--clients 1,4,16] [--rounds 3] [--tokens 64] [--prefix-words 1100] [--out FILE.json]

Both servers get the same GGUF file, the same greedy requests and as many threads. In a round N clients each send one
request after another until REQUESTS are answered; half of the rounds begin with the one server, half with the other.
All prompts of the part "prefix" begin with the same text of 1,100 words (--prefix-words) and end differently.
"""
import argparse
import asyncio
import json
import os
import statistics
import tempfile
import time

import servers
from http_client import post

WORDS = (
    "the house by the river had a garden where a boat lay under an old tree and every morning the girl went there to read "
    "while her brother looked for stones that were flat enough to jump over the water and their dog slept in the sun"
).split()


def prompts(count, prefix_words, seed):
    """Returns prompts with a common beginning, different for each seed."""
    common = " ".join(WORDS[(i * 7 + seed * 13 + i // 11) % len(WORDS)] for i in range(prefix_words))
    return [f"{common} Story {seed}-{i}: {WORDS[i % len(WORDS)]}" for i in range(count)]


async def load(url, texts, clients, tokens):
    """Answers all texts with so many clients at a time; returns the answers and the seconds."""
    queue = list(enumerate(texts))
    answers = [None] * len(texts)

    async def client():
        while queue:
            i, text = queue.pop(0)
            body = {
                "prompt": text, "max_tokens": tokens, "temperature": 0, "stream": True, "ignore_eos": True,
                "stream_options": {"include_usage": True},
            }
            answers[i] = await post(url, "/v1/completions", body)

    begin = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return answers, time.perf_counter() - begin


def measure(server, clients, prefix, tokens, seed):
    texts = prompts(max(8, 3 * clients), prefix, seed)
    answers, seconds = asyncio.run(load(server.url, texts, clients, tokens))
    bad = [a for a in answers if a is None or a.status != 200 or not a.complete]
    if bad:
        raise SystemExit(f"{server.name}: {len(bad)} of {len(answers)} answers failed: {bad[0] and bad[0].body[:300]}")
    first = sorted(a.seconds_to_first() or seconds for a in answers)
    made = sum((a.usage or {}).get("completion_tokens") or tokens for a in answers)
    return {"tokens_per_s": made / seconds, "ttft_p50": statistics.median(first), "ttft_p95": first[int(0.95 * (len(first) - 1))]}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model")
    p.add_argument("--clients", default="1,4,16")
    p.add_argument("--rounds", type=int, default=3)
    p.add_argument("--tokens", type=int, default=64)
    p.add_argument("--prefix-words", type=int, default=1100)
    p.add_argument("--threads", type=int, default=os.cpu_count())
    p.add_argument("--out")
    a = p.parse_args()
    logs = tempfile.mkdtemp()
    rows = []
    for clients in map(int, a.clients.split(",")):
        with open(f"{logs}/menura", "a") as ours, open(f"{logs}/llama", "a") as theirs:
            pair = [servers.menura(a.model, clients, 2048, ours), servers.llama(a.model, clients, 2048, theirs, a.threads)]
        try:
            for prefix in (0, a.prefix_words):
                values = {s.name: [] for s in pair}
                for r in range(-1, a.rounds):  # the first, -1, warms both up
                    for s in pair if r % 2 == 0 else reversed(pair):
                        result = measure(s, clients, prefix, a.tokens, seed=r + 1 + 100 * clients)
                        if r >= 0:
                            values[s.name].append(result)
                row = {"clients": clients, "prefix_words": prefix, **values}
                rows.append(row)
                print(summary(row), flush=True)
        finally:
            for s in pair:
                s.stop()
    if a.out:
        with open(a.out, "w") as f:
            json.dump(rows, f, indent=1)


def summary(row):
    def ratio(key, inverse):
        q = [m[key] / t[key] for m, t in zip(row["menura"], row["llama.cpp"])]
        q = [1 / x for x in q] if inverse else q
        return f"{statistics.median(q):.2f} ({min(q):.2f}-{max(q):.2f})"

    ours = {k: statistics.median(m[k] for m in row["menura"]) for k in row["menura"][0]}
    theirs = {k: statistics.median(m[k] for m in row["llama.cpp"]) for k in row["llama.cpp"][0]}
    return (
        f"{row['clients']:>3} clients, prefix {row['prefix_words']:>5} words: "
        f"tokens/s {ours['tokens_per_s']:.1f} beside {theirs['tokens_per_s']:.1f}, x{ratio('tokens_per_s', False)}; "
        f"p95 to first token {ours['ttft_p95']:.3f} s beside {theirs['ttft_p95']:.3f} s, x{ratio('ttft_p95', True)}"
    )


if __name__ == "__main__":
    main()
