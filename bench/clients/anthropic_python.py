"""The official anthropic package for Python against Menura."""

import os
import sys

import anthropic
from checks import Checks

client = anthropic.Anthropic(base_url=sys.argv[1].rstrip("/"), api_key="none", max_retries=0)
check = Checks(f"anthropic {anthropic.__version__} (Python)")
MODEL = "nano"
TOOLS = os.environ.get("MENURA_TOOL_MODEL", MODEL)
SAY = [{"role": "user", "content": "Tell me a story about a bird."}]
WEATHER = {"name": "get_weather", "description": "Weather", "input_schema": {"type": "object", "properties": {"city": {"type": "string", "enum": ["Oslo", "Rome"]}}, "required": ["city"], "additionalProperties": False}}


def message(**more):
    return client.messages.create(**{"model": MODEL, "messages": SAY, "max_tokens": 24, "extra_body": {"temperature": 0}, **more})


@check
def a_message_is_answered():
    answer = message()
    assert answer.type == "message" and answer.role == "assistant" and answer.content[0].type == "text"
    assert len(answer.content[0].text) > 10 and answer.stop_reason == "max_tokens"
    assert answer.usage.output_tokens == 24 and answer.usage.input_tokens > 0


@check
def a_stream_says_the_same():
    whole = message().content[0].text
    with client.messages.stream(model=MODEL, messages=SAY, max_tokens=24, extra_body={"temperature": 0}) as stream:
        text = "".join(stream.text_stream)
        final = stream.get_final_message()
    assert text == whole == final.content[0].text
    assert final.stop_reason == "max_tokens" and final.usage.output_tokens == 24


@check
def stop_sequences_are_named():
    whole = message().content[0].text
    stop = whole[8:12]
    answer = message(stop_sequences=[stop])
    assert answer.stop_reason == "stop_sequence" and answer.stop_sequence == stop
    assert answer.content[0].text == whole[: whole.index(stop)]


@check
def a_tool_is_called():
    answer = message(model=TOOLS, tools=[WEATHER], tool_choice={"type": "tool", "name": "get_weather"}, max_tokens=100)
    call = next(b for b in answer.content if b.type == "tool_use")
    assert answer.stop_reason == "tool_use" and call.name == "get_weather" and call.input["city"] in ("Oslo", "Rome")


@check
def a_tool_is_called_in_a_stream():
    with client.messages.stream(model=TOOLS, messages=SAY, max_tokens=100, tools=[WEATHER], tool_choice={"type": "any"}, extra_body={"temperature": 0}) as stream:
        final = stream.get_final_message()
    call = next(b for b in final.content if b.type == "tool_use")
    assert call.input["city"] in ("Oslo", "Rome")


@check
def tokens_are_counted():
    counted = client.messages.count_tokens(model=MODEL, messages=SAY).input_tokens
    assert counted == message().usage.input_tokens


@check
def what_is_wrong_is_refused():
    try:
        message(max_tokens=-1)
    except anthropic.BadRequestError as error:
        assert error.body["type"] == "error" and error.body["error"]["type"] == "invalid_request_error", error.body
    else:
        raise AssertionError("max_tokens -1 was taken")
    try:
        message(model="no-such-model")
    except anthropic.NotFoundError as error:
        assert error.body["error"]["type"] == "not_found_error", error.body
    else:
        raise AssertionError("an unknown model answered")


check.end()
