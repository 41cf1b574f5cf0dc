"""Records ModernBERT with each of its heads: cases for `menura verify`.

    python modernbert.py OUT
"""

import json
import os
import sys

import torch
import transformers
from encoders import draw
from safetensors.torch import save_file

torch.set_num_threads(1)
SMALL = dict(
    vocab_size=61,
    hidden_size=24,
    num_attention_heads=4,
    intermediate_size=20,
    max_position_embeddings=32,
    pad_token_id=0,
    bos_token_id=1,
    cls_token_id=1,
    eos_token_id=2,
    sep_token_id=2,
)
OLD = ["global_attn_every_n_layers", "global_rope_theta", "local_rope_theta"]


def inputs(padded):
    g = torch.Generator().manual_seed(3)
    ids = torch.randint(5, 61, (2, 13), generator=g)
    mask = torch.ones_like(ids)
    if padded:
        mask[1, 8:] = 0
    return {"input_ids": ids * mask, "attention_mask": mask}


def record(root, name, head, outputs, labels=None, padded=True, **options):
    """A case; where the options have older names, its config has them as published files do."""
    config = transformers.ModernBertConfig(**SMALL, **options, attn_implementation="eager")
    model = draw(getattr(transformers, head)(config), len(name))
    given = inputs(padded)
    tensors = dict(given)
    if labels:
        given.update(labels(given))
        tensors.update(given)
    result = model(**given, output_hidden_states=True)
    for output in outputs:
        value = result[output]
        tensors.update({f"{output}.{i}": v for i, v in enumerate(value)} if isinstance(value, tuple) else {output: value})
    about = {
        "case": name,
        "class": head,
        "kind": "generic",
        "library": "transformers " + transformers.__version__,
        "inputs": list(given),
        "outputs": outputs,
        "fixed_arguments": {"output_hidden_states": True},
    }
    if labels:
        result.loss.backward()
        wanted = ("tok_embeddings.weight", "0.attn.Wqkv.weight", "1.mlp.Wi.weight", "1.attn_norm.weight", "head.dense.weight")
        grads = {n: p.grad for n, p in model.named_parameters() if n.endswith(wanted)}
        about["grads"] = list(grads)
        tensors.update({"grad." + n: g for n, g in grads.items()})
    folder = os.path.join(root, name)
    model.save_pretrained(folder)
    if any(n in options for n in OLD):
        path = os.path.join(folder, "config.json")
        with open(path) as f:
            written = json.load(f)
        for newer in ("layer_types", "rope_parameters"):
            del written[newer]
        written.update({n: options[n] for n in OLD if n in options})
        with open(path, "w") as f:
            json.dump(written, f, indent=1)
    about["tensors"] = {k: {"shape": list(v.shape)} for k, v in tensors.items()}
    with open(os.path.join(folder, "golden.json"), "w") as f:
        json.dump(about, f, indent=1)
    save_file(
        {k: v.detach().clone().contiguous() for k, v in tensors.items()}, os.path.join(folder, "golden.safetensors")
    )


def masked(given):
    shown = (given["input_ids"] % 3 == 0) & (given["attention_mask"] == 1)
    return {"labels": torch.where(shown, given["input_ids"], -100)}


if __name__ == "__main__":
    root = sys.argv[1]
    states = ["hidden_states"]
    record(
        root,
        "modernbert",
        "ModernBertModel",
        ["last_hidden_state"] + states,
        num_hidden_layers=4,
        local_attention=6,
        global_attn_every_n_layers=3,
        global_rope_theta=160000.0,
        local_rope_theta=500.0,
    )
    record(
        root,
        "modernbert-mlm",
        "ModernBertForMaskedLM",
        ["logits", "loss"] + states,
        masked,
        num_hidden_layers=2,
        local_attention=4,
        global_attn_every_n_layers=2,
        global_rope_theta=1000.0,
        local_rope_theta=50.0,
        norm_bias=True,
        attention_bias=True,
        mlp_bias=True,
        classifier_bias=True,
        hidden_activation="silu",
        sparse_prediction=False,
    )
    record(
        root,
        "modernbert-untied",
        "ModernBertForMaskedLM",
        ["logits", "loss"],
        masked,
        num_hidden_layers=2,
        layer_types=["sliding_attention", "full_attention"],
        local_attention=3,
        tie_word_embeddings=False,
        decoder_bias=False,
        classifier_activation="silu",
        norm_eps=1e-2,
    )
    record(
        root,
        "modernbert-rank",
        "ModernBertForSequenceClassification",
        ["logits", "loss"],
        lambda _: {"labels": torch.tensor([0.5, -1.25])},
        num_hidden_layers=2,
        local_attention=0,
        num_labels=1,
        classifier_pooling="mean",
    )
    record(
        root,
        "modernbert-class",
        "ModernBertForSequenceClassification",
        ["logits", "loss"],
        lambda _: {"labels": torch.tensor([2, 0])},
        num_hidden_layers=2,
        local_attention=8,
        num_labels=3,
        rope_parameters={
            "full_attention": {"rope_type": "linear", "rope_theta": 1000.0, "factor": 2.0},
            "sliding_attention": {
                "rope_type": "yarn",
                "rope_theta": 100.0,
                "factor": 4.0,
                "original_max_position_embeddings": 8,
            },
        },
    )
    record(
        root,
        "modernbert-tags",
        "ModernBertForTokenClassification",
        ["logits", "loss"],
        lambda given: {"labels": torch.where(given["attention_mask"] == 1, given["input_ids"] % 5, -100)},
        num_hidden_layers=2,
        local_attention=5,
        num_labels=5,
    )
    record(
        root,
        "modernbert-qa",
        "ModernBertForQuestionAnswering",
        ["start_logits", "end_logits", "loss"],
        lambda _: {"start_positions": torch.tensor([1, 4]), "end_positions": torch.tensor([3, 4])},
        padded=False,
        num_hidden_layers=2,
        local_attention=128,
    )
