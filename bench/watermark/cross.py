#!/usr/bin/env python3
"""Lets transformers' detectors read texts that Menura marked.

    python3 cross.py MENURA MODEL OUT.jsonl [--tokens 60] [--texts 2] [-- further options of `menura run`]

Needs torch and transformers 5. MENURA is the command. Each text stands in OUT.jsonl in the form of gemma-texts.jsonl, with what transformers says
of it, so that `menura verify` of a folder with that file (named gemma-texts.jsonl) holds Menura's detectors against it too.
"""
import argparse, json, os, subprocess, sys, tempfile

SYNTHID_KEYS = [654, 400, 836, 123, 340, 443, 597, 160, 57]
MARKS = [
    ("kgw", {"greenlist_ratio": 0.25, "bias": 2.5, "hashing_key": 15485863, "seeding_scheme": "lefthash", "context_width": 1}),
    ("kgw", {"greenlist_ratio": 0.5, "bias": 3.0, "hashing_key": 982451653, "seeding_scheme": "lefthash", "context_width": 2}),
    ("kgw", {"greenlist_ratio": 0.25, "bias": 2.5, "hashing_key": 15485863, "seeding_scheme": "selfhash", "context_width": 1}),
    ("kgw", {"greenlist_ratio": 0.4, "bias": 3.0, "hashing_key": -77, "seeding_scheme": "selfhash", "context_width": 3}),
    ("synthid", {"ngram_len": 5, "keys": SYNTHID_KEYS}),
    ("none", None),
]
PROMPTS = ["Once upon a time there was a little fox who", "The history of the small town begins with", "One day, a girl named Lily", "The sun was"]


def generated(args, mark, prompts):
    with tempfile.TemporaryDirectory() as folder:
        lines = os.path.join(folder, "prompts.txt")
        with open(lines, "w") as f:
            f.write("\n".join(prompts) + "\n")
        command = args.menura.split() + ["run", args.model, "--no-instruct", "--prompts", lines, "--ids", "-n", str(args.tokens), "-s", "1",
                                         "--temp", "1", "--top-k", "50", "--top-p", "1", "--min-p", "0"] + args.rest
        if mark is not None:
            config = os.path.join(folder, "mark.json")
            with open(config, "w") as f:
                json.dump(mark, f)
            command += ["--watermark", config]
        out = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    rows = [json.loads(line) for line in out.splitlines() if line.startswith("{")]
    return [row["ids"] if "ids" in row else row["tokens"] for row in rows]


def detections(mark, ids, vocabulary, bos):
    import numpy as np
    import torch
    from transformers import PreTrainedConfig, SynthIDTextWatermarkLogitsProcessor, WatermarkDetector
    text = torch.tensor([ids])
    out = []
    for kind, config in MARKS:
        if kind == "kgw" and (mark is None or mark == config):
            said = WatermarkDetector(PreTrainedConfig(vocab_size=vocabulary, bos_token_id=bos), "cpu", config)(text, return_dict=True)
            out.append({"config": config, "num_tokens_scored": int(said.num_tokens_scored[0]), "num_green_tokens": int(said.num_green_tokens[0]),
                        "z_score": repr(float(said.z_score[0])), "p_value": repr(float(said.p_value[0])), "prediction": bool(said.prediction[0])})
        if kind == "synthid" and (mark is None or mark == config):
            full = dict(sampling_table_size=65536, sampling_table_seed=0, context_history_size=1024, skip_first_ngram_calls=False, **config)
            processor = SynthIDTextWatermarkLogitsProcessor(device="cpu", **full)
            g = processor.compute_g_values(text)[0].numpy().astype(np.float64)
            mask = processor.compute_context_repetition_mask(text)[0].numpy()
            depth = g.shape[1]
            weights = np.linspace(10, 1, depth)
            weights *= depth / weights.sum()
            out.append({"config": full, "mean": repr(float(g[mask].sum() / (depth * mask.sum()))),
                        "weighted_mean": repr(float((g[mask] * weights).sum() / (depth * mask.sum()))), "mask_sum": int(mask.sum())})
    return out


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("menura")
    parser.add_argument("model")
    parser.add_argument("out")
    parser.add_argument("--tokens", type=int, default=60)
    parser.add_argument("--texts", type=int, default=2)
    parser.add_argument("--vocabulary", type=int, required=True)
    parser.add_argument("--bos", type=int, default=-1)
    parser.add_argument("rest", nargs="*")
    args = parser.parse_args()
    prompts = PROMPTS[: args.texts]
    with open(args.out, "w") as out:
        for kind, mark in MARKS:
            for prompt, ids in zip(prompts, generated(args, mark, prompts)):
                said = detections(mark, ids, args.vocabulary, args.bos)
                json.dump({"kind": kind, "config": mark or {}, "vocab_size": args.vocabulary, "prompt": prompt, "generated_ids": ids,
                           "bos_token_id": args.bos, "detectors": said}, out)
                out.write("\n")
                for one in said:
                    short = {k: v for k, v in one.items() if k != "config"}
                    print(kind, json.dumps(mark), len(ids), "tokens;", json.dumps(short), flush=True)


if __name__ == "__main__":
    sys.exit(main())
