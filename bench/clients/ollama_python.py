"""The official ollama package for Python against Menura."""

import sys
from importlib.metadata import version

import ollama
from checks import Checks

client = ollama.Client(host=sys.argv[1])
check = Checks(f"ollama {version('ollama')} (Python)")
MODEL = "nano"
SAY = [{"role": "user", "content": "Tell me a story about a bird."}]
OPTIONS = {"temperature": 0, "num_predict": 24}


@check
def models_are_listed_and_shown():
    assert any(m.model.split(":")[0] == MODEL for m in client.list().models)
    assert "completion" in client.show(MODEL).capabilities
    client.generate(MODEL, "Once", options={"num_predict": 1})
    assert any(m.model.split(":")[0] == MODEL for m in client.ps().models)


@check
def a_chat_answers():
    answer = client.chat(MODEL, SAY, options=OPTIONS)
    assert len(answer.message.content) > 10 and answer.done and answer.done_reason == "length" and answer.eval_count == 24


@check
def a_stream_says_the_same():
    whole = client.chat(MODEL, SAY, options=OPTIONS).message.content
    pieces = list(client.chat(MODEL, SAY, options=OPTIONS, stream=True))
    assert "".join(p.message.content or "" for p in pieces) == whole and pieces[-1].done


@check
def a_text_is_continued():
    raw = client.generate(MODEL, "Once upon a time", raw=True, options=OPTIONS)
    assert raw.response and raw.eval_count == 24
    assert "".join(p.response for p in client.generate(MODEL, "Once upon a time", raw=True, options=OPTIONS, stream=True)) == raw.response


@check
def an_answer_follows_a_schema():
    import json

    schema = {"type": "object", "properties": {"n": {"type": "integer", "minimum": 0, "maximum": 9}}, "required": ["n"], "additionalProperties": False}
    answer = client.chat(MODEL, SAY, format=schema, options={"temperature": 0, "num_predict": 60})
    assert 0 <= json.loads(answer.message.content)["n"] <= 9


@check
def texts_are_embedded():
    answer = client.embed(MODEL, ["a cat", "a dog"])
    assert len(answer.embeddings) == 2 and len(answer.embeddings[0]) == len(answer.embeddings[1]) > 8


@check
def an_unknown_model_is_refused():
    try:
        client.chat("no-such-model", SAY)
    except ollama.ResponseError as error:
        assert error.status_code == 404 and "no-such-model" in error.error
    else:
        raise AssertionError("it answered")


check.end()
