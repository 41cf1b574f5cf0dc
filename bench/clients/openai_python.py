"""The official openai package for Python against Menura."""

import base64
import json
import os
import struct
import sys
import zlib

import openai
from checks import Checks
from pydantic import BaseModel

client = openai.OpenAI(base_url=sys.argv[1] + "v1", api_key="none", max_retries=0)
check = Checks(f"openai {openai.__version__} (Python)")
MODEL, TEXT = "nano-omni", "nano"
TOOLS = os.environ.get("MENURA_TOOL_MODEL", TEXT)
SAY = [{"role": "user", "content": "Tell me a story about a bird."}]
WEATHER = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string", "enum": ["Oslo", "Rome"]}}, "required": ["city"], "additionalProperties": False},
    },
}


def png(side=24):
    rows = b"".join(b"\0" + b"\xe0\x20\x20" * side for _ in range(side))
    chunk = lambda kind, data: struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def wav(seconds=1, rate=16000):
    data = b"".join(struct.pack("<h", (i * 400) % 20000 - 10000) for i in range(rate * seconds))
    return b"RIFF" + struct.pack("<I", 36 + len(data)) + b"WAVEfmt " + struct.pack("<IHHIIHH", 16, 1, 1, rate, 2 * rate, 2, 16) + b"data" + struct.pack("<I", len(data)) + data


def chat(**more):
    return client.chat.completions.create(**{"model": TEXT, "messages": SAY, "max_tokens": 24, "temperature": 0, **more})


@check
def models_are_listed():
    assert {MODEL, TEXT} <= {m.id for m in client.models.list()}
    assert client.models.retrieve(TEXT).id == TEXT


@check
def a_chat_answers_and_counts_its_tokens():
    answer = chat()
    assert answer.object == "chat.completion" and answer.choices[0].message.role == "assistant"
    assert len(answer.choices[0].message.content) > 10
    assert answer.choices[0].finish_reason == "length" and answer.usage.completion_tokens == 24
    assert answer.usage.total_tokens == answer.usage.prompt_tokens + 24


@check
def a_stream_says_what_the_whole_answer_says():
    whole = chat().choices[0].message.content
    chunks = list(chat(stream=True, stream_options={"include_usage": True}))
    assert "".join(c.choices[0].delta.content or "" for c in chunks if c.choices) == whole
    assert chunks[-1].usage.completion_tokens == 24 and chunks[-1].choices == []
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "length"


@check
def the_same_seed_gives_the_same_answer():
    one = [chat(temperature=1, seed=s).choices[0].message.content for s in (1, 1, 2)]
    assert one[0] == one[1] != one[2]


@check
def several_choices_come_at_once():
    answer = chat(n=3, temperature=1, seed=4)
    assert [c.index for c in answer.choices] == [0, 1, 2]
    assert len({c.message.content for c in answer.choices}) > 1


@check
def log_probabilities_come_with_bytes_and_alternatives():
    tokens = chat(logprobs=True, top_logprobs=3).choices[0].logprobs.content
    assert len(tokens) == 24
    for token in tokens:
        assert token.logprob <= 0 and len(token.top_logprobs) == 3
        assert token.top_logprobs[0].logprob == max(t.logprob for t in token.top_logprobs) >= token.logprob - 1e-9
    text = bytes(b for t in tokens for b in t.bytes).decode()
    assert text.strip() == chat().choices[0].message.content.strip(), text


@check
def stop_and_logit_bias_are_honoured():
    whole = chat().choices[0].message.content
    stop = whole[10:14]
    cut = chat(stop=[stop])
    assert cut.choices[0].message.content == whole[: whole.index(stop)] and cut.choices[0].finish_reason == "stop"
    first = chat(logprobs=True, top_logprobs=0, max_tokens=1)
    token = first.choices[0].logprobs.content[0].model_extra["id"]
    other = chat(logprobs=True, top_logprobs=0, max_tokens=1, logit_bias={str(token): -100})
    assert other.choices[0].logprobs.content[0].model_extra["id"] != token


@check
def an_answer_follows_a_schema():
    schema = {"type": "object", "properties": {"ok": {"type": "boolean"}, "n": {"type": "integer", "minimum": 0, "maximum": 9}}, "required": ["ok", "n"], "additionalProperties": False}
    answer = chat(response_format={"type": "json_schema", "json_schema": {"name": "a", "strict": True, "schema": schema}}, max_tokens=60)
    value = json.loads(answer.choices[0].message.content)
    assert isinstance(value["ok"], bool) and 0 <= value["n"] <= 9 and set(value) == {"ok", "n"}


@check
def parse_gives_an_instance_of_a_class():
    class Point(BaseModel):
        x: int
        kind: str

    class Line(BaseModel):
        begin: Point
        closed: bool

    for seed in range(5):
        answer = client.chat.completions.parse(model=TEXT, messages=SAY, response_format=Line, max_tokens=200, temperature=1, seed=seed)
        if answer.choices[0].finish_reason == "stop":
            assert isinstance(answer.choices[0].message.parsed, Line)
            return
    raise AssertionError("no answer ended within 200 tokens")


@check
def a_required_tool_is_called():
    answer = chat(model=TOOLS, tools=[WEATHER], tool_choice="required", parallel_tool_calls=False, max_tokens=100)
    call = answer.choices[0].message.tool_calls[0]
    assert answer.choices[0].finish_reason == "tool_calls" and call.function.name == "get_weather" and call.id
    assert json.loads(call.function.arguments)["city"] in ("Oslo", "Rome")


@check
def a_named_tool_is_called_in_a_stream():
    arguments, name = "", None
    for chunk in chat(model=TOOLS, tools=[WEATHER], tool_choice={"type": "function", "function": {"name": "get_weather"}}, stream=True, max_tokens=100):
        for call in (chunk.choices[0].delta.tool_calls or []) if chunk.choices else []:
            name = name or call.function.name
            arguments += call.function.arguments or ""
    assert name == "get_weather" and json.loads(arguments)["city"] in ("Oslo", "Rome")


@check
def pictures_and_sounds_are_taken():
    url = "data:image/png;base64," + base64.b64encode(png()).decode()
    parts = [{"type": "image_url", "image_url": {"url": url}}, {"type": "text", "text": "What is it?"}]
    assert chat(model=MODEL, messages=[{"role": "user", "content": parts}]).choices[0].message.content
    parts = [{"type": "input_audio", "input_audio": {"data": base64.b64encode(wav()).decode(), "format": "wav"}}, {"type": "text", "text": "What do you hear?"}]
    assert chat(model=MODEL, messages=[{"role": "user", "content": parts}]).choices[0].message.content


@check
def completions_echo_with_log_probabilities():
    answer = client.completions.create(model=TEXT, prompt="Once upon a time", max_tokens=1, echo=True, logprobs=1, temperature=0)
    probs = answer.choices[0].logprobs
    assert answer.choices[0].text.startswith("Once upon a time")
    assert probs.token_logprobs[0] is None and all(p <= 0 for p in probs.token_logprobs[1:])
    assert len(probs.tokens) == len(probs.token_logprobs) == len(probs.top_logprobs) == len(probs.text_offset)


@check
def several_prompts_are_completed():
    answer = client.completions.create(model=TEXT, prompt=["Once", "The dog"], max_tokens=4, temperature=0)
    assert [c.index for c in answer.choices] == [0, 1]
    streamed = {0: "", 1: ""}
    for chunk in client.completions.create(model=TEXT, prompt=["Once", "The dog"], max_tokens=4, temperature=0, stream=True):
        for choice in chunk.choices:
            streamed[choice.index] += choice.text
    assert streamed == {c.index: c.text for c in answer.choices}


@check
def embeddings_come_as_numbers_and_as_base64():
    one = client.embeddings.create(model=TEXT, input=["a cat", "a dog"])  # base64 underneath
    two = client.embeddings.create(model=TEXT, input=["a cat", "a dog"], encoding_format="float")
    assert len(one.data) == 2 and max(abs(a - b) for a, b in zip(one.data[0].embedding, two.data[0].embedding)) < 1e-6
    short = client.embeddings.create(model=TEXT, input="a cat", dimensions=16)
    assert len(short.data[0].embedding) == 16


@check
def responses_answer_and_stream():
    answer = client.responses.create(model=TEXT, input="Tell me a story.", max_output_tokens=16, temperature=0)
    assert answer.output_text and answer.usage.output_tokens == 16 and answer.status == "incomplete"
    with client.responses.stream(model=TEXT, input="Tell me a story.", max_output_tokens=16, temperature=0) as stream:
        text = "".join(e.delta for e in stream if e.type == "response.output_text.delta")
    assert text == answer.output_text


@check
def pictures_are_drawn():
    answer = client.images.generate(model=MODEL, prompt="a cat", response_format="b64_json")
    assert base64.b64decode(answer.data[0].b64_json).startswith(b"\x89PNG")


@check
def a_recording_is_transcribed_if_there_is_a_model_for_it():
    speech = os.environ.get("MENURA_SPEECH_MODEL")
    if speech:
        assert client.audio.transcriptions.create(model=speech, file=("a.wav", wav())).text is not None
        return
    try:
        client.audio.transcriptions.create(model=TEXT, file=("a.wav", wav()))
    except openai.BadRequestError as error:
        assert error.param == "model", error.body
        return
    raise AssertionError("a model that hears nothing transcribed")


@check
def what_is_wrong_is_refused_with_its_name():
    for wrong, param in (({"temperature": -1}, "temperature"), ({"max_tokens": "x"}, "max_tokens"), ({"no_such_parameter": 1}, "no_such_parameter"), ({"messages": SAY * 200}, "messages")):
        try:
            chat(extra_body=wrong)
        except openai.BadRequestError as error:
            assert error.param == param, (wrong if param != "messages" else "long", error.body)
            continue
        raise AssertionError(f"{param} was taken")
    try:
        chat(model="no-such-model")
    except openai.NotFoundError as error:
        assert error.param == "model"
    else:
        raise AssertionError("an unknown model answered")


@check
def a_beginning_is_continued():
    answer = chat(messages=[*SAY, {"role": "assistant", "content": "Once upon a time, there was a purple"}], extra_body={"continue_final_message": True, "add_generation_prompt": False})
    assert answer.choices[0].message.content and not answer.choices[0].message.content.startswith("Once upon"), answer.choices[0].message.content


check.end()
