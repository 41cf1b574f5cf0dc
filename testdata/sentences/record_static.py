"""Records what sentence-transformers and model2vec make of texts with tables of vectors: static.json.

    pip install sentence-transformers==6.2.0 model2vec==0.10.0 && python record_static.py
"""

import json
import tempfile
from pathlib import Path

import numpy
from model2vec import StaticModel
from safetensors.numpy import save_file
from sentence_transformers import SentenceTransformer

HERE = Path(__file__).parent
WIDTH = 6
TOKENS = 55
STATIC = "sentence_transformers.models.StaticEmbedding"
TEXTS = [
    "A lyrebird sings.",
    "the dog sees a cat",
    "",
    "the Ω sees λμ",
    "Ω",
    "the child hears " + "a song and the wind " * 12,
]


def numbers(rows, factor):
    return ((numpy.arange(rows * WIDTH) * factor) % 23 - 11).reshape(rows, WIDTH).astype("float32") / 8


def modules(*types):
    return [{"idx": i, "name": str(i), "path": p, "type": t} for i, (p, t) in enumerate(types)]


NORMALIZE = ("1_Normalize", "sentence_transformers.models.Normalize")
CASES = {
    "sentence-transformers": {"modules.json": modules(("", STATIC))},
    "in a folder, a prompt, normalised": {
        "modules.json": modules(("0_StaticEmbedding", STATIC), NORMALIZE),
        "config_sentence_transformers.json": {"prompts": {"query": "the cat "}, "default_prompt_name": "query"},
    },
    "cut by the tokenizer": {"modules.json": modules(("", STATIC)), "truncation": 4},
    "model2vec": {"config.json": {"model_type": "model2vec", "max_length": 20, "normalize": True}},
    "model2vec, cut by characters": {
        "config.json": {"model_type": "model2vec", "max_length": 6, "normalize": False},
        "modules.json": modules((".", STATIC)),
    },
    "model2vec, fewer vectors than tokens": {"config.json": {"max_length": None}, "mapped": True},
    "model2vec, bytes": {"config.json": {"model_type": "model2vec"}, "bytes": True},
}


def weights(case):
    if "config.json" not in case:
        return {"embedding.weight": numbers(TOKENS, 7)}
    if "mapped" in case:
        places = numpy.arange(TOKENS)
        return {
            "embeddings": numbers(9, 5),
            "mapping": places * 4 % 9,
            "weights": (places % 5 + 1).astype("float32") / 4,
        }
    return {"embeddings": (numbers(TOKENS, 7) * 8).astype("int8") if "bytes" in case else numbers(TOKENS, 7)}


def record(case):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inner = folder / "0_StaticEmbedding" if "0_" in json.dumps(case) else folder
        inner.mkdir(exist_ok=True)
        save_file(weights(case), inner / "model.safetensors")
        tokenizer = json.loads((HERE / "tokenizer.json").read_text())
        if "truncation" in case:
            tokenizer["truncation"] = {
                "direction": "Right", "max_length": case["truncation"], "strategy": "LongestFirst", "stride": 0,
            }
        (inner / "tokenizer.json").write_text(json.dumps(tokenizer))
        for file in case:
            if file.endswith(".json"):
                (folder / file).write_text(json.dumps(case[file]))
        if "config.json" in case:
            return StaticModel.from_pretrained(folder).encode(TEXTS)
        return SentenceTransformer(str(folder), device="cpu").encode(TEXTS)


out = [
    {"name": name, **case, "embeddings": numpy.asarray(record(case), "float64").round(7).tolist()}
    for name, case in CASES.items()
]
rows = ",\n".join(json.dumps(case, ensure_ascii=False) for case in out)
HERE.joinpath("static.json").write_text(
    '{"texts": %s,\n"cases": [\n%s\n]}\n' % (json.dumps(TEXTS, ensure_ascii=False), rows)
)
