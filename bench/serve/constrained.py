"""Compares the tokens per second of answers that keep to a form with those of free ones, from `menura serve`.

usage: constrained.py MODEL [--rounds 5] [--tokens 200] [--greedy] [--out FILE.json]

In a round, each form is asked for once, and after each answer a free one to the same prompt with as many tokens; time counts
from the first token on. Half of the rounds begin with the free answers. One round before them warms up: it makes the
vocabulary's trie, and remembers masks as a server under load has them. Sampling is at temperature 0.8 unless --greedy is given.
"""
import argparse
import asyncio
import json
import statistics
import tempfile

import servers
from http_client import post

WORDS = {"type": "string", "minLength": 3, "maxLength": 40}
FORMS = {
    "record": {
        "type": "object",
        "properties": {
            "name": WORDS,
            "species": {"enum": ["cat", "dog", "bird", "fish"]},
            "age": {"type": "integer", "minimum": 0, "maximum": 30},
            "is_friendly": {"type": "boolean"},
            "favourite_things": {"type": "array", "items": WORDS, "minItems": 2, "maxItems": 4},
        },
        "required": ["name", "species", "age", "is_friendly", "favourite_things"],
        "additionalProperties": False,
    },
    "list": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"word": WORDS, "count": {"type": "integer", "minimum": 1, "maximum": 999}},
            "required": ["word", "count"],
            "additionalProperties": False,
        },
        "minItems": 4,
        "maxItems": 6,
    },
    "text": {
        "type": "object",
        "properties": {"story": {"type": "string", "minLength": 120, "maxLength": 400}},
        "required": ["story"],
        "additionalProperties": False,
    },
    "tree": {
        "$defs": {
            "node": {
                "type": "object",
                "properties": {
                    "label": WORDS,
                    "left": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
                    "right": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]},
                },
                "required": ["label", "left", "right"],
                "additionalProperties": False,
            }
        },
        "$ref": "#/$defs/node",
    },
}


async def ask(url, seed, greedy, tokens, schema=None):
    """Returns the tokens of an answer behind its first, and the seconds they took."""
    body = {
        "prompt": f"Once upon a time there was a pet, number {seed}. As JSON: ",
        "max_tokens": tokens,
        "temperature": 0 if greedy else 0.8,
        "seed": seed,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if schema:
        body["response_format"] = {"type": "json_schema", "json_schema": {"name": "form", "schema": schema}}
    else:
        body["ignore_eos"] = True
    answer = await post(url, "/v1/completions", body)
    if answer.status != 200 or not answer.complete:
        raise SystemExit(f"{answer.status}: {answer.body[:300]}")
    return answer.usage["completion_tokens"] - 1, answer.last - answer.first


def measure(url, greedy, tokens, seed, free_first):
    """Returns by form (tokens, constrained seconds, free seconds)."""
    out = {}
    for name, schema in FORMS.items():
        free = None
        if free_first:  # as long as the last answer of this form
            free = asyncio.run(ask(url, seed, greedy, LAST.get(name, tokens)))
        count, seconds = asyncio.run(ask(url, seed, greedy, tokens, schema))
        LAST[name] = count + 1
        if free is None:
            free = asyncio.run(ask(url, seed, greedy, count + 1))
        out[name] = (count, seconds, *free)
    return out


LAST = {}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("model")
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--tokens", type=int, default=200)
    p.add_argument("--greedy", action="store_true")
    p.add_argument("--out")
    a = p.parse_args()
    with tempfile.NamedTemporaryFile("a", delete=False) as log:
        server = servers.menura(a.model, 1, 1024, log)
        try:
            rounds = [measure(server.url, a.greedy, a.tokens, r + 1, r % 2 == 1) for r in range(-1, a.rounds)][1:]
        finally:
            server.stop()
    for name in FORMS:
        speeds = [(r[name][0] / r[name][1], r[name][2] / r[name][3]) for r in rounds]
        print(summary(name, speeds), flush=True)
    every = [
        (
            sum(r[n][0] for n in FORMS) / sum(r[n][1] for n in FORMS),
            sum(r[n][2] for n in FORMS) / sum(r[n][3] for n in FORMS),
        )
        for r in rounds
    ]
    print(summary("all", every))
    if a.out:
        with open(a.out, "w") as f:
            json.dump(rounds, f, indent=1)


def summary(name, speeds):
    ratios = [c / f for c, f in speeds]
    return (
        f"{name:>8}: {statistics.median(c for c, _ in speeds):.1f} tokens/s beside {statistics.median(f for _, f in speeds):.1f} "
        f"free, x{statistics.median(ratios):.2f} ({min(ratios):.2f}-{max(ratios):.2f})"
    )


if __name__ == "__main__":
    main()
