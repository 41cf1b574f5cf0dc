#!/usr/bin/env python3
"""Two servers behind a router of PyPI, on loopback: vllm-router or sglang-router.

    pip install vllm-router            # or sglang-router
    menura serve --model nano=models/nano --port 8131 &
    menura serve --model nano=models/nano --port 8132 &
    python3 bench/clients/router.py vllm-router http://127.0.0.1:8131 http://127.0.0.1:8132

Says which server answered what, that both give the same text for the same seed, and that a stream passes through piece by piece.
"""

import concurrent.futures
import json
import subprocess
import sys
import time
import urllib.request

router, *servers = sys.argv[1:]
PORT = 8140
BASE = f"http://127.0.0.1:{PORT}"
program = {"vllm-router": ["vllm-router"], "sglang-router": ["python3", "-m", "sglang_router.launch_router"]}[router.split("/")[-1]]
program[0] = router if router.startswith("/") and router.endswith("vllm-router") else program[0]
if router.startswith("/") and router.endswith("sglang-router"):
    program = [router.rsplit("/", 1)[0] + "/python3", "-m", "sglang_router.launch_router"]


def post(base, path, body):
    request = urllib.request.Request(base + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    return urllib.request.urlopen(request, timeout=60)


def answered(server):
    text = urllib.request.urlopen(server + "/metrics").read().decode()
    return sum(float(l.split()[-1]) for l in text.splitlines() if l.startswith("vllm:request_success_total"))


def ask(i):
    body = {
        "model": "nano",
        "messages": [{"role": "user", "content": f"Tell me a story about number {i % 4}."}],
        "seed": 11,
        "max_tokens": 40,
    }
    return i % 4, json.load(post(BASE, "/v1/chat/completions", body))["choices"][0]["message"]["content"]


before = [answered(s) for s in servers]
process = subprocess.Popen(program + ["--worker-urls", *servers, "--host", "127.0.0.1", "--port", str(PORT), "--policy", "round_robin", "--prometheus-port", "29193"])
try:
    for _ in range(200):
        try:
            ask(0)
            break
        except OSError:
            time.sleep(0.2)
    texts = {}
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for which, text in pool.map(ask, range(24)):
            texts.setdefault(which, set()).add(text)
    assert all(len(t) == 1 for t in texts.values()), f"replicas differ: {texts}"
    counts = [int(answered(s) - b) for s, b in zip(servers, before)]
    assert all(c > 0 for c in counts), f"a server was left out: {counts}"
    pieces = [l for l in post(BASE, "/v1/completions", {"model": "nano", "prompt": "Once", "max_tokens": 10, "stream": True}) if l.startswith(b"data:")]
    assert len(pieces) > 3 and pieces[-1].strip() == b"data: [DONE]"
    print(f"{router.split('/')[-1]}: {sum(counts)} answers by {counts}, equal texts for equal seeds, a stream of {len(pieces)} events")
finally:
    process.terminate()
