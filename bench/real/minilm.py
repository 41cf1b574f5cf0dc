"""all-MiniLM-L6-v2 beside sentence-transformers: tokens and embeddings."""

import json

import numpy

import menura

NAME = "all-MiniLM-L6-v2"
TEXTS = (
    "A bird sings.",
    "The quick brown fox jumps over the lazy dog",
    "Grüße aus Köln, où l'été dure",
    "日本語のテキスト",
    "UPPER lower MiXeD 123 !?",
    "👩‍👩‍👧 emoji \u200b",
    "word " * 100,
    "the sentence that is longer than the model hears " * 40,
)


def check(rows, folder, work):
    """Runs all comparisons; writes into the folder `work`."""
    import sentence_transformers

    theirs = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    theirs.tokenizer.model_max_length = 10**6
    ids = [theirs.tokenizer(t)["input_ids"] for t in TEXTS]
    rows.same(NAME, f"ids of {len(TEXTS)} texts", [menura.token_ids(folder, t) for t in TEXTS], ids)
    theirs = sentence_transformers.SentenceTransformer(str(folder), device="cpu")
    known = theirs.encode(list(TEXTS), convert_to_numpy=True)
    file = work / "sentences.txt"
    file.write_text("".join(t + "\n" for t in TEXTS), encoding="utf-8")
    lines = menura.menura("embed", folder, "-f", file).splitlines()
    ours = numpy.array([json.loads(line)["embedding"] for line in lines])
    rows.near(NAME, f"embeddings of {len(TEXTS)} texts", "", "", float(numpy.abs(ours - known).max()), 1e-5)
    alike, cosines = ours @ ours.T, known @ known.T
    lengths = numpy.linalg.norm(ours, axis=1)
    alike /= lengths[:, None] * lengths[None, :]
    rows.near(NAME, "cosines of each with each", "", "", float(numpy.abs(alike - cosines).max()), 1e-5)


def versions():
    """What it was compared with."""
    import sentence_transformers

    return {"sentence-transformers": sentence_transformers.__version__}
