"""Lets many clients come and leave at random, and checks that no answer is lost or mixed and that nothing leaks.

usage: storm.py MODEL [--clients 1000] [--at-once 160] [--minutes 10] [--parallel 16] [--settle 30] [--seed 1]

Each request is greedy, so its whole answer is known beforehand from a quiet server: whoever stays must get exactly that,
whoever leaves a beginning of it, whoever is turned away a 429 or 503. Afterwards running and waiting texts, threads and
memory must be back where they were. What is resident is asked for before any collection that this program wants.
"""
import argparse
import asyncio
import collections
import os
import pathlib
import random
import re
import subprocess
import tempfile
import threading
import time

import servers
from http_client import get, post

THINGS = ["a dog", "the sea", "a red boat", "the moon", "two birds", "an old man", "rain", "a garden", "bread", "a horse"]


def requests(rng, count):
    for i in range(count):
        text = f"Once upon a time {rng.choice(THINGS)} met {rng.choice(THINGS)}. "
        yield {"prompt": text * rng.choice([1, 1, 1, 4]), "max_tokens": rng.choice([4, 16, 48, 96]), "temperature": 0}


def gauge(metrics, name):
    values = re.findall(rf"^{re.escape(name)}(?:{{[^}}]*}})? ([0-9.eE+-]+)", metrics, re.M)
    return sum(map(float, values))


async def storm(server, kinds, expected, a, rng):
    counts = collections.Counter()
    end = time.time() + 60 * a.minutes
    gate = asyncio.Semaphore(a.at_once)

    async def client():
        while time.time() < end:
            i = rng.randrange(len(kinds))
            body = dict(kinds[i], stream=rng.random() < 0.7)
            leave = rng.expovariate(1.0) if rng.random() < 0.5 else None
            async with gate:
                try:
                    answer = await asyncio.wait_for(post(server.url, "/v1/completions", body, leave), 300)
                except (ConnectionError, asyncio.IncompleteReadError) as e:
                    counts["connection: " + type(e).__name__] += 1
                    continue
                except asyncio.TimeoutError:
                    counts["LOST: no answer in 5 minutes"] += 1
                    continue
            counts[verdict(answer, expected[i], body["stream"], leave)] += 1
            await asyncio.sleep(rng.expovariate(2.0))

    await asyncio.gather(*(client() for _ in range(a.clients)))
    return counts


def text_of(answer):
    import json

    return answer.text if not answer.body else json.loads(answer.body)["choices"][0]["text"]


def verdict(answer, expected, streamed, leave):
    if answer.status in (429, 503):
        return "turned away"
    if leave is not None and not answer.complete:
        return "left" if expected.startswith(answer.text) else "MIXED (left)"
    if answer.status != 200 or not answer.complete:
        return f"LOST: status {answer.status} {answer.body[:80]}"
    return "whole" if text_of(answer) == expected else "MIXED"


class Peak(threading.Thread):
    """The most memory that a server has resident while this is open."""

    def __init__(self, server):
        super().__init__(daemon=True)
        self.server, self.bytes, self.ended = server, 0, threading.Event()

    def run(self):
        while not self.ended.wait(0.5):
            self.bytes = max(self.bytes, self.server.resident_bytes())

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.ended.set()
        self.join()


async def state(server):
    """Returns what the server holds; its heap is what a collection leaves of it, where jcmd is there to ask for one."""
    resident = server.resident_bytes() >> 20
    heap = live_heap(server.process.pid)
    metrics = (await get(server.url, "/metrics")).body
    return {
        "running": gauge(metrics, "vllm:num_requests_running"),
        "waiting": gauge(metrics, "vllm:num_requests_waiting"),
        "threads": server.threads(),
        "prefix cache MiB": int(gauge(metrics, "menura_prefix_cache_bytes")) >> 20,
        "cache allowed MiB": int(gauge(metrics, "menura_state_bytes_limit")) >> 20,
        "live heap MiB": heap,
        "resident MiB": resident,
    }


def live_heap(pid):
    jcmd = pathlib.Path(os.environ.get("JAVA_HOME", "")) / "bin" / "jcmd"
    if not jcmd.exists():
        return None
    ask = lambda what: subprocess.run([jcmd, str(pid), what], capture_output=True, text=True, check=True).stdout
    ask("GC.run")
    return sum(int(k) for k in re.findall(r"^(?:DefNew|Tenured) .*used (\d+)K", ask("GC.heap_info"), re.M)) >> 10


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model")
    p.add_argument("--clients", type=int, default=1000)
    p.add_argument("--at-once", type=int, default=160)
    p.add_argument("--minutes", type=float, default=10)
    p.add_argument("--parallel", type=int, default=16)
    p.add_argument("--settle", type=float, default=30, help="seconds between the storm's end and the last look")
    p.add_argument("--seed", type=int, default=1)
    a = p.parse_args()
    rng = random.Random(a.seed)
    kinds = list(requests(rng, 40))
    with open(tempfile.mkdtemp() + "/log", "w") as log:
        server = servers.menura(a.model, a.parallel, 512, log)
    try:
        print("resident MiB at the start", server.resident_bytes() >> 20, flush=True)
        expected = [text_of(asyncio.run(post(server.url, "/v1/completions", k))) for k in kinds]
        asyncio.run(storm(server, kinds, expected, argparse.Namespace(**{**vars(a), "minutes": 0.2}), rng))  # warms up
        time.sleep(a.settle)
        before = asyncio.run(state(server))
        with Peak(server) as peak:
            counts = asyncio.run(storm(server, kinds, expected, a, rng))
        time.sleep(a.settle)
        after = asyncio.run(state(server))
        for name, n in sorted(counts.items()):
            print(f"{n:>8} {name}")
        print("before", before)
        print("resident MiB at the peak", peak.bytes >> 20)
        print("after ", after)
        bad = sum(n for name, n in counts.items() if name.startswith(("LOST", "MIXED")))
        leaks = after["running"] + after["waiting"] + max(0, after["threads"] - before["threads"] - 8)
        raise SystemExit(1 if bad or leaks else 0)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
