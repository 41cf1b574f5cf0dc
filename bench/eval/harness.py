"""Evaluates a model in lm-evaluation-harness and times that, without the loading of the model."""

import json
import sys
import time

import torch
from lm_eval.evaluator import simple_evaluate
from lm_eval.models.huggingface import HFLM
from lm_eval.tasks import TaskManager


def main():
    a = json.loads(sys.argv[1])
    torch.set_num_threads(a["threads"])
    size = a["batch"] if a["batch"].startswith("auto") else int(a["batch"])
    model = HFLM(pretrained=a["model"], dtype="float32", device="cpu", batch_size=size)
    start = time.perf_counter()
    found = simple_evaluate(
        model=model,
        tasks=a["tasks"],
        task_manager=TaskManager(include_path=a["include"], include_defaults=False),
        limit=a["limit"],
        num_fewshot=a["shots"],
    )
    seconds = time.perf_counter() - start
    with open(a["out"], "w", encoding="utf-8") as out:
        json.dump({"seconds": seconds, "results": found["results"]}, out, default=str)


main()
