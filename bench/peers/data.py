"""Measures Dolma's taggers and datatrove's filters and MinHash on one core, as bench/data measures Menura's.

    python3 -m venv dolma && dolma/bin/pip install --no-deps dolma==1.2.1 && dolma/bin/pip install \
        msgspec uniseg==0.10.1 regex tokenizers numpy necessary requirements-parser nltk omegaconf smart_open zstandard antlr4-python3-runtime==4.9.3 wrapt joblib click tqdm
    python3 -m venv trove && trove/bin/pip install datatrove==0.10.1 spacy==3.8.18 "xxhash<4" regex
    taskset -c 0 dolma/bin/python bench/peers/data.py dolma DOCUMENTS.jsonl
    taskset -c 0 trove/bin/python bench/peers/data.py datatrove DOCUMENTS.jsonl

Megabytes of UTF-8 a second of processor time, the best of three runs.
"""

import json
import sys
import time
import types


def measure(name, texts, work, runs=3):
    size = sum(len(t.encode()) for t in texts) / 1e6
    best = float("inf")
    for _ in range(runs):
        start = time.process_time()
        for text in texts:
            work(text)
        best = min(best, time.process_time() - start)
    print(f"{name:32} {size / best:9.3f} MB/s", flush=True)


def dolma(texts):
    # The punkt model isn't needed by these taggers, and can't be fetched everywhere.
    import nltk

    nltk.data.find = lambda *a, **k: None
    import importlib.util
    import os

    home = os.path.dirname(importlib.util.find_spec("dolma").origin)

    def package(name, path=None, **members):
        module = types.ModuleType(name)
        if path:
            module.__path__ = [path]
        for key, value in members.items():
            setattr(module, key, value)
        sys.modules[name] = module

    # Without the package's own start, which loads Rust and all optional parts.
    package("dolma", home)
    package("dolma.core", home + "/core")
    package("dolma.taggers", home + "/taggers")
    package("dolma.core.paths", cached_path=lambda p: p)
    for part in ["gopher", "c4", "length", "punctuation", "pii", "repetitions.repetitions_taggers"]:
        importlib.import_module("dolma.taggers." + part)
    from dolma.core.data_types import InputSpec
    from dolma.core.registry import TaggerRegistry

    for name in [
        "gopher_v2",
        "c4_v2",
        "pii_regex_with_counts_fast_v2",
        "repetitions_v1",
        "paragraph_repetitions_v1",
        "uniseg_length_paragraphs_v1",
        "whitespace_tokenizer_v1",
        "olmo_pretokenizer_v1",
        "not_alphanum_paragraph_v1",
    ]:
        tagger = TaggerRegistry.get(name)()
        measure("dolma " + name, texts, lambda t: tagger.tag(InputSpec(id="", text=t)))


def datatrove(texts):
    from datatrove.data import Document
    from datatrove.pipeline.dedup.minhash import MinhashConfig, MinhashDedupSignature
    from datatrove.pipeline.filters import (
        C4QualityFilter,
        FineWebQualityFilter,
        GopherQualityFilter,
        GopherRepetitionFilter,
    )
    from datatrove.utils.text import split_into_parts, split_into_words

    def fresh(work):
        def run(text):
            # datatrove remembers the words of the last five texts; each stage here splits by itself, as Menura's do.
            split_into_parts.cache_clear()
            return work(text)

        return run

    measure("words (spaCy)", texts, fresh(split_into_words))
    for name, one in {
        "gopher_repetition": GopherRepetitionFilter(),
        "gopher_quality": GopherQualityFilter(),
        "c4_quality": C4QualityFilter(),
        "fineweb_quality": FineWebQualityFilter(),
    }.items():
        measure("datatrove " + name, texts, fresh(lambda t: one.filter(Document(text=t, id=""))))
    signer = MinhashDedupSignature("minhash", MinhashConfig())

    def signature(text):
        shingles = signer.get_shingles(text)
        return signer.get_signature(shingles) if shingles.size else None

    measure("datatrove minhash", texts, fresh(signature))


def main():
    kind, path = sys.argv[1:3]
    with open(path, encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    print(f"{len(texts)} documents, {sum(len(t.encode()) for t in texts) / 1e6:.2f} MB")
    {"dolma": dolma, "datatrove": datatrove}[kind](texts)


main()
