"""Starts the servers that are compared, each in a process of its own, and stops them."""
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]

LLAMA = """
import sys, time, xllamacpp
p = xllamacpp.CommonParams()
p.model.path = sys.argv[1]
p.n_ctx = int(sys.argv[4])
p.n_parallel = int(sys.argv[3])
p.cpuparams.n_threads = p.cpuparams_batch.n_threads = int(sys.argv[5])
p.port = int(sys.argv[2])
p.hostnames = ["127.0.0.1"]
server = xllamacpp.Server(p)
print(server.listening_address, flush=True)
while True:
    time.sleep(3600)
"""


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Server:
    """A running server; `url` is its address."""

    def __init__(self, name, command, port, log):
        self.name = name
        self.url = f"http://127.0.0.1:{port}"
        self.process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        end = time.time() + 180
        while time.time() < end:
            if self.process.poll() is not None:
                raise SystemExit(f"{name} ended with {self.process.returncode}; see {log.name}")
            try:
                urllib.request.urlopen(self.url + "/health", timeout=2)
                return
            except OSError:
                time.sleep(0.2)
        raise SystemExit(f"{name} did not answer within three minutes; see {log.name}")

    def resident_bytes(self):
        with open(f"/proc/{self.process.pid}/status") as f:
            return next(int(line.split()[1]) * 1024 for line in f if line.startswith("VmRSS"))

    def threads(self):
        return len(os.listdir(f"/proc/{self.process.pid}/task"))

    def stop(self):
        os.killpg(self.process.pid, signal.SIGTERM)
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


def menura(model, parallel, context, log, *more):
    """Starts `menura serve` (MENURA names another command)."""
    port = free_port()
    command = [os.environ.get("MENURA", str(ROOT / "menura")), "serve", model, "--port", str(port)]
    command += ["--parallel", str(parallel), "--ctx-size", str(context), *more]
    return Server("menura", command, port, log)


def llama(model, parallel, context, log, threads):
    """Starts llama.cpp's server: LLAMA_SERVER names llama-server, else it is that of the wheel xllamacpp (`pip install xllamacpp`).

    context is that of each sequence.
    """
    port = free_port()
    own = os.environ.get("LLAMA_SERVER")
    if own:
        command = [own, "-m", model, "--port", str(port), "-np", str(parallel), "-c", str(context * parallel), "-t", str(threads)]
        return Server("llama.cpp", command, port, log)
    command = [sys.executable, "-c", LLAMA, model, str(port), str(parallel), str(context * parallel), str(threads)]
    return Server("llama.cpp", command, port, log)
