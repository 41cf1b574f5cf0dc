"""The Language Model Evaluation Harness over HTTP: each score must be the one that `menura score` prints."""

import json
import os
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path

os.environ.update(HF_HUB_OFFLINE="1", HF_DATASETS_OFFLINE="1", OPENAI_API_KEY="none", TQDM_DISABLE="1", TOKENIZERS_PARALLELISM="false")

from checks import Checks

url, menura, model = sys.argv[1:4]
here = Path(__file__).parent / "lm_eval"
check = Checks(f"lm_eval {version('lm_eval')} local-completions")
pairs = [json.loads(line) for line in (here / "pairs.jsonl").read_text().splitlines()]


def scored(batch):
    import lm_eval
    from lm_eval.tasks import TaskManager

    with tempfile.TemporaryDirectory() as folder:
        task = (here / "menura_pairs.yaml").read_text().replace("DATA", str(here / "pairs.jsonl"))
        (Path(folder) / "menura_pairs.yaml").write_text(task)
        result = lm_eval.simple_evaluate(
            model="local-completions",
            model_args=f"model={Path(model).name},base_url={url}v1/completions,tokenizer_backend=remote,num_concurrent=4,max_retries=1,batch_size={batch}",
            tasks=["menura_pairs"],
            task_manager=TaskManager(include_path=folder, include_defaults=False),
            log_samples=True,
            bootstrap_iters=0,
            verbosity="ERROR",
        )
    samples = sorted(result["samples"]["menura_pairs"], key=lambda s: s["doc_id"])
    values = [[float(r[0][0]) for r in sample["resps"]] for sample in samples]
    return values, result["results"]["menura_pairs"]["acc,none"]


def own(text):
    out = subprocess.run([*menura.split("\t"), "score", model, "-p", text, "--json"], capture_output=True, text=True, check=True).stdout
    return sum(token["log_prob"] for token in json.loads(out)["tokens"] if token["log_prob"] is not None)


@check
def scores_are_those_of_menura_score():
    theirs, accuracy = scored(1)
    ours = [[own(text) for text in pair["choices"]] for pair in pairs[:3]]
    for pair, a, b in zip(pairs, theirs, ours):
        for text, x, y in zip(pair["choices"], a, b):
            assert abs(x - y) < 1e-4, f"{text!r}: {x} over HTTP, {y} by menura score"
    right = sum(values.index(max(values)) == pair["label"] for pair, values in zip(pairs, theirs)) / len(pairs)
    assert accuracy == right and accuracy > 0.6, accuracy


@check
def batches_score_as_single_texts_do():
    assert scored(8)[0] == scored(1)[0]


check.end()
