#!/usr/bin/env python3
"""Talks with a server through OpenAI's, Anthropic's and ollama's own clients for Python.

    pip install openai anthropic ollama
    menura serve --model nano=models/nano --model omni=models/nano-omni &
    python3 bench/clients/python_clients.py http://127.0.0.1:8080

Prints a line for each thing that was tried; the exit code is 1 if one failed.
"""

import base64
import struct
import sys
import traceback
import zlib

BASE = sys.argv[1].rstrip("/") if len(sys.argv) > 1 else "http://127.0.0.1:8080"
MODEL = sys.argv[2] if len(sys.argv) > 2 else "nano"
HELLO = [{"role": "user", "content": "Hello!"}]
SCHEMA = {
    "type": "object",
    "properties": {"ok": {"type": "boolean"}, "n": {"type": "integer", "minimum": 0, "maximum": 9}},
    "required": ["ok", "n"],
    "additionalProperties": False,
}

failed = []


def tried(what):
    """Runs a function at once, and notes whether it failed."""

    def run(function):
        try:
            print(f"ok    {what}: {function()}")
        except Exception as error:  # all are reported
            failed.append(what)
            print(f"FAIL  {what}: {error}")
            traceback.print_exc()

    return run


def openai_client():
    import openai

    client = openai.OpenAI(base_url=BASE + "/v1", api_key="none", max_retries=0)
    greedy = dict(model=MODEL, messages=HELLO, temperature=0, max_tokens=16)

    @tried("openai: a chat and its stream agree")
    def _():
        whole = client.chat.completions.create(**greedy).choices[0].message.content
        pieces = client.chat.completions.create(**greedy, stream=True, stream_options={"include_usage": True})
        text, usage = "", None
        for chunk in pieces:
            text += "".join(c.delta.content or "" for c in chunk.choices)
            usage = chunk.usage or usage
        assert text == whole and usage.completion_tokens > 0
        return repr(text)

    @tried("openai: log-probabilities")
    def _():
        answer = client.chat.completions.create(**greedy, logprobs=True, top_logprobs=3)
        entries = answer.choices[0].logprobs.content
        assert all(len(e.top_logprobs) == 3 for e in entries)
        return len(entries)

    @tried("openai: n choices with a seed")
    def _():
        how = dict(model=MODEL, messages=HELLO, n=3, seed=7, max_tokens=8)
        one = [c.message.content for c in client.chat.completions.create(**how).choices]
        two = [c.message.content for c in client.chat.completions.create(**how).choices]
        assert one == two
        return one

    @tried("openai: JSON of a schema")
    def _():
        form = {"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": SCHEMA}}
        text = client.chat.completions.create(
            model=MODEL, messages=HELLO, response_format=form, max_tokens=80, seed=1
        ).choices[0].message.content
        import json

        value = json.loads(text)
        assert isinstance(value["ok"], bool) and 0 <= value["n"] <= 9
        return text

    @tried("openai: completions with echo and log-probabilities")
    def _():
        answer = client.completions.create(model=MODEL, prompt="Once upon a time", echo=True, logprobs=1, max_tokens=1)
        probs = answer.choices[0].logprobs
        assert probs.token_logprobs[0] is None and len(probs.tokens) == len(probs.token_logprobs)
        return probs.tokens

    @tried("openai: embeddings, as floats and in Base64")
    def _():
        floats = client.embeddings.create(model=MODEL, input=["Hello"], encoding_format="float").data[0].embedding
        packed = client.embeddings.create(model=MODEL, input="Hello").data[0].embedding
        assert max(abs(a - b) for a, b in zip(floats, packed)) < 1e-6
        return len(floats)

    @tried("openai: responses and their stream")
    def _():
        how = dict(model=MODEL, input="Hello!", temperature=0, max_output_tokens=12)
        whole = client.responses.create(**how)
        text = "".join(e.delta for e in client.responses.create(**how, stream=True) if e.type == "response.output_text.delta")
        assert whole.output_text == text
        again = client.responses.create(**how, previous_response_id=whole.id)
        assert again.usage.input_tokens > whole.usage.input_tokens
        return repr(text)

    @tried("openai: models and errors")
    def _():
        names = [m.id for m in client.models.list()]
        try:
            client.chat.completions.create(model=MODEL, messages=HELLO, temperature=-1)
            raise AssertionError("no error")
        except openai.BadRequestError as e:
            assert e.param == "temperature"
        return names

    names = [m.id for m in client.models.list()]
    if "omni" in names:

        @tried("openai: a picture is seen, and one is drawn")
        def _():
            parts = [
                {"type": "text", "text": "What is this?"},
                {"type": "image_url", "image_url": {"url": "data:image/png;base64," + picture()}},
            ]
            said = client.chat.completions.create(
                model="omni", messages=[{"role": "user", "content": parts}], max_tokens=12, temperature=0
            )
            drawn = client.images.generate(model="omni", prompt="a red circle", extra_body={"seed": 1})
            assert base64.b64decode(drawn.data[0].b64_json).startswith(b"\x89PNG")
            return repr(said.choices[0].message.content)


def picture():
    """A red square of 32 by 32 pixels as PNG in Base64."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\xff\0\0" * 32 for _ in range(32))
    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", 32, 32, 8, 2, 0, 0, 0))
    return base64.b64encode(png + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")).decode()


def anthropic_client():
    import anthropic

    client = anthropic.Anthropic(base_url=BASE, api_key="none", max_retries=0)
    how = dict(model=MODEL, max_tokens=16, messages=HELLO, extra_body={"temperature": 0})

    @tried("anthropic: a message and its stream agree")
    def _():
        whole = client.messages.create(**how)
        with client.messages.stream(**how) as stream:
            text = "".join(stream.text_stream)
            final = stream.get_final_message()
        assert whole.content[0].text == text and final.usage.output_tokens == whole.usage.output_tokens
        return repr(text)

    @tried("anthropic: tokens are counted")
    def _():
        return client.messages.count_tokens(model=MODEL, messages=HELLO).input_tokens

    @tried("anthropic: errors")
    def _():
        try:
            client.messages.create(model="no-such-model", max_tokens=1, messages=HELLO)
            raise AssertionError("no error")
        except anthropic.NotFoundError as e:
            return e.message


def ollama_client():
    import ollama

    client = ollama.Client(host=BASE)
    options = {"temperature": 0, "num_predict": 12}

    @tried("ollama: a chat and its stream agree")
    def _():
        whole = client.chat(model=MODEL, messages=HELLO, options=options).message.content
        text = "".join(p.message.content for p in client.chat(model=MODEL, messages=HELLO, options=options, stream=True))
        assert whole == text
        return repr(text)

    @tried("ollama: generate, format, embed")
    def _():
        import json

        assert client.generate(model=MODEL, prompt="Hello!", options=options).response
        assert isinstance(json.loads(client.chat(model=MODEL, messages=HELLO, format=SCHEMA).message.content)["ok"], bool)
        return len(client.embed(model=MODEL, input=["a", "b"]).embeddings)

    @tried("ollama: models")
    def _():
        names = [m.model for m in client.list().models]
        shown = client.show(MODEL)
        assert shown.details.family and "completion" in shown.capabilities
        return names, [m.model for m in client.ps().models]


for talk in (openai_client, anthropic_client, ollama_client):
    try:
        talk()
    except ImportError as missing:
        print(f"skip  {talk.__name__}: {missing}")
sys.exit(1 if failed else 0)
