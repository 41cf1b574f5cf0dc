"""Calls Menura as users do: through its command."""

import os
import pathlib
import re
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
TIMEOUT = 3600


class MenuraError(Exception):
    """A command that failed, with what it said."""


def menura(*arguments, folder=None):
    """What a command writes to its standard output."""
    return run(*arguments, folder=folder).stdout


def run(*arguments, folder=None):
    """What a command writes."""
    command = [os.environ.get("MENURA", str(ROOT / "menura")), *map(str, arguments)]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT, stdin=subprocess.DEVNULL, check=False
    )
    if done.returncode != 0:
        raise MenuraError(f"{' '.join(command)}: {done.stderr.strip() or done.returncode}")
    return done


def token_ids(model, text):
    """The ids of a text, with the tokens that begin it."""
    return [int(i) for i in re.findall(r"\d+", menura("tokenize", model, "--ids", "-p", text))]


def greedy_ids(model, text, count, *options):
    """The ids of the likeliest continuation."""
    out = menura("run", model, "-p", text, "--greedy", "--no-instruct", "-n", count, "--ids", *options)
    return [int(i) for i in out.split()]


def greedy_text(model, text, count, *options):
    """The text of the likeliest continuation."""
    return menura("run", model, "-p", text, "--greedy", "--no-instruct", "-n", count, *options).rstrip("\n")


def perplexity(model, text_file, *options):
    """The perplexity of a file, in chunks of 512 tokens."""
    out = menura("perplexity", model, "-f", text_file, *options)
    found = re.findall(r"(\d+\.\d+)", out.strip().splitlines()[-1])
    return float(found[0])
