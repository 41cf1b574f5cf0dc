"""Starts a server of the models that come along, and lets the official clients loose on it. See README.md."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
CACHE = Path(os.environ.get("MENURA_CLIENTS", Path.home() / ".cache" / "menura-clients"))
MENURA = os.environ.get("MENURA", str(ROOT / "menura")).split("\t")
PYTHON = {"openai": "openai==3.57.0", "anthropic": "anthropic==2.14.0", "ollama": "ollama==0.6.3", "lm_eval": "lm_eval[api]==0.4.13"}
LONGEST = 900  # seconds for one client
NODE = {"openai": "openai@6.49.0", "anthropic": "@anthropic-ai/sdk@1.14.0", "ollama": "ollama@0.6.4"}


def skip(why):
    print(f"skipped: {why}", flush=True)


def python_of(names):
    """A virtual environment with the packages of the given clients; None where the registry does not give them."""
    env = CACHE / "python"
    python = env / "bin" / "python"
    if not python.exists() and subprocess.run([sys.executable, "-m", "venv", str(env)], capture_output=True).returncode:
        return None
    for name in names:
        if subprocess.run([str(python), "-c", f"import {name}"], capture_output=True).returncode == 0:
            continue
        done = subprocess.run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1", "--timeout", "20", PYTHON[name]], capture_output=True, text=True)
        if done.returncode:
            print(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "pip failed")
            return None
    return str(python)


def modules():
    """A folder with the npm packages; None where there is no Node or no registry."""
    folder = CACHE / "node"
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "node_modules" / "@anthropic-ai").exists():
        (folder / "package.json").write_text('{"private": true}')
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--fetch-retries=1", "--fetch-timeout=20000", *NODE.values()]
        if subprocess.run(command, cwd=folder).returncode:
            return None
    return str(folder / "node_modules")


def with_tools(folder):
    """nano with a chat template that knows tools: what it calls is up to chance, but it must be well formed."""
    copy = Path(folder) / "nano-tools"
    shutil.copytree(ROOT / "models" / "nano", copy, ignore=shutil.ignore_patterns("ledger"))
    file = copy / "tokenizer_config.json"
    config = json.loads(file.read_text())
    config["chat_template"] = (HERE / "tools.jinja").read_text()
    file.write_text(json.dumps(config))
    return copy


class Server:
    def __init__(self, models):
        command = [*MENURA, "serve", "--port", "0", *map(str, models)]
        CACHE.mkdir(parents=True, exist_ok=True)
        self.log = CACHE / "server.log"
        with open(self.log, "w") as log:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)

    def __enter__(self):
        said = []
        for line in self.process.stdout:
            said.append(line)
            match = re.search(r"at (http://\S+/)", line)
            if match:
                return match.group(1)
        raise SystemExit("the server does not start: " + "".join(said) + self.log.read_text())

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(40)
        except subprocess.TimeoutExpired:
            self.process.kill()


def run(command, env):
    """Runs a client's program and returns what it said, also where it had to be ended."""
    process = subprocess.Popen(command, cwd=HERE, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    timer = threading.Timer(LONGEST, process.kill)
    timer.start()
    said = []
    for line in process.stdout:
        said.append(line)
        print(line, end="", flush=True)
    process.wait()
    timer.cancel()
    return "".join(said)


def main(wanted):
    jobs = [("python", name) for name in PYTHON] + [("node", name) for name in NODE]
    jobs = [job for job in jobs if not wanted or job[0] in wanted or job[1] in wanted]
    python = python_of([name for kind, name in jobs if kind == "python"]) if any(kind == "python" for kind, _ in jobs) else None
    node = modules() if any(kind == "node" for kind, _ in jobs) else None
    passed = failed = 0
    nano = ROOT / "models" / "nano"
    with tempfile.TemporaryDirectory() as folder, Server([ROOT / "models" / "nano-omni", nano, with_tools(folder)]) as url:
        for kind, name in jobs:
            if (python if kind == "python" else node) is None:
                skip(f"{name} ({kind}): {kind} or its registry is not to be had here")
                continue
            program = [python, str(HERE / f"{name}_python.py")] if kind == "python" else ["node", str(HERE / f"{name}_node.mjs")]
            more = ["\t".join(MENURA), str(nano)] if name == "lm_eval" else []
            env = {**os.environ, "CLIENTS_MODULES": node or "", "MENURA_TOOL_MODEL": "nano-tools"}
            said = run([*program, url, *more], env)
            counted = re.search(r"^(\d+) passed, (\d+) failed$", said, re.M)
            passed += int(counted.group(1)) if counted else 0
            failed += int(counted.group(2)) if counted else 1
            if not counted:
                print(f"  WRONG  {name} ({kind}): the client's program ended early")
    print(f"all clients: {passed} right, {failed} wrong")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
