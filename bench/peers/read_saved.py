#!/usr/bin/env python3
"""Reads what Menura saved with code that knows nothing of Menura, and compares logits.

Loads a Llama as a Hugging Face folder, and perhaps a LoRA adapter as PEFT saves it, with PyTorch and Python's standard
library alone: no transformers, no peft, no safetensors. Computes logits by the published formulas in float64 and
compares them with those that `menura run MODEL [--adapter DIR] --exact --session FILE` left in FILE, which is a
safetensors file with `tokens` and the `logits` of what follows the last of them.

    read_saved.py MODEL FILE [--adapter DIR]

Llama: arXiv 2302.13971, with grouped queries of 2307.09288; rotations 2104.09864; RMSNorm 1910.07467; SwiGLU 2002.05202.
LoRA: 2106.09685, scaled by alpha / r; rsLoRA: 2312.03732, by alpha / sqrt(r); DoRA: 2402.09353, equation 5.
Exits with 1 if the largest difference is above --tolerance times the largest logit.
"""
import argparse
import json
import math
import pathlib
import re
import struct
import sys

import torch

TYPES = {"F32": torch.float32, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64}


def safetensors(file):
    """Eight bytes with the length of a JSON header, the header, then the numbers (huggingface.co/docs/safetensors)."""
    raw = pathlib.Path(file).read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header = json.loads(raw[8 : 8 + length])
    data = memoryview(raw)[8 + length :]
    header.pop("__metadata__", None)
    end = 0
    for _, entry in sorted(header.items(), key=lambda e: e[1]["data_offsets"]):
        assert entry["data_offsets"][0] == end, "tensors must follow each other without gaps"
        end = entry["data_offsets"][1]
    assert end == len(data), "the file ends elsewhere than its header says"
    return {
        name: torch.frombuffer(bytearray(data[slice(*e["data_offsets"])]), dtype=TYPES[e["dtype"]]).reshape(e["shape"])
        for name, e in header.items()
    }


def weights(folder):
    index = folder / "model.safetensors.index.json"
    if not index.exists():
        return safetensors(folder / "model.safetensors")
    out = {}
    for shard in sorted(set(json.loads(index.read_text())["weight_map"].values())):
        out |= safetensors(folder / shard)
    return out


class Adapter:
    """A LoRA adapter: what a linear layer adds to its product, by the layer's path."""

    def __init__(self, folder):
        self.config = json.loads((folder / "adapter_config.json").read_text())
        assert self.config["peft_type"] == "LORA" and not self.config["modules_to_save"]
        self.tensors = {k: v.double() for k, v in safetensors(folder / "adapter_model.safetensors").items()}
        self.unused = set(self.tensors)

    def by_pattern(self, field, path, otherwise):
        for key, value in (self.config[field] or {}).items():
            if re.match(rf"(.*\.)?({key})$", path):
                return value
        return otherwise

    def update(self, path, x, weight):
        """x W^T with the update, in the form in which it is written in the papers."""
        name = f"base_model.model.{path}."
        if name + "lora_A.weight" not in self.tensors:
            return x @ weight.T
        a, b = (self.tensors[name + f"lora_{half}.weight"] for half in "AB")
        self.unused -= {name + "lora_A.weight", name + "lora_B.weight", name + "lora_magnitude_vector"}
        r = self.by_pattern("rank_pattern", path, self.config["r"])
        alpha = self.by_pattern("alpha_pattern", path, self.config["lora_alpha"])
        assert a.shape == (r, weight.shape[1]) and b.shape == (weight.shape[0], r)
        scale = alpha / (math.sqrt(r) if self.config["use_rslora"] else r)
        if not self.config["use_dora"]:
            return x @ weight.T + scale * ((x @ a.T) @ b.T)
        directions = weight + scale * (b @ a)
        magnitude = self.tensors[name + "lora_magnitude_vector"]
        return x @ (magnitude[:, None] * directions / directions.norm(dim=1, keepdim=True)).T


def llama(config, w, ids, adapter):
    """Logits [tokens, vocabulary] in float64."""
    hidden, heads = config["hidden_size"], config["num_attention_heads"]
    keys = config.get("num_key_value_heads") or heads
    dim = config.get("head_dim") or hidden // heads
    assert config["model_type"] == "llama" and not config.get("rope_scaling") and config.get("hidden_act", "silu") == "silu"
    w = {name: t.double() for name, t in w.items()}
    unread = set(w)
    n = len(ids)

    def parameter(name):
        unread.discard(name)
        return w[name]

    def norm(x, name):
        return x / (x.square().mean(-1, keepdim=True) + config.get("rms_norm_eps", 1e-6)).sqrt() * parameter(name + ".weight")

    def linear(x, path):
        weight = parameter(path + ".weight")
        y = adapter.update(path, x, weight) if adapter else x @ weight.T
        return y + parameter(path + ".bias") if path + ".bias" in w else y

    theta = config.get("rope_theta") or (config.get("rope_parameters") or {}).get("rope_theta", 10000.0)
    frequencies = theta ** (-torch.arange(0, dim, 2, dtype=torch.float64) / dim)
    turns = torch.polar(torch.ones(n, dim // 2, dtype=torch.float64), torch.outer(torch.arange(n).double(), frequencies))

    def rotate(x):  # [n, heads, dim]: element i is turned with element i + dim / 2
        turned = torch.complex(x[..., : dim // 2], x[..., dim // 2 :]) * turns[:, None]
        return torch.cat([turned.real, turned.imag], -1)

    x = parameter("model.embed_tokens.weight")[ids]
    future = torch.ones(n, n).triu(1).bool()
    for i in range(config["num_hidden_layers"]):
        at = f"model.layers.{i}."
        h = norm(x, at + "input_layernorm")
        q = rotate(linear(h, at + "self_attn.q_proj").view(n, heads, dim))
        k = rotate(linear(h, at + "self_attn.k_proj").view(n, keys, dim)).repeat_interleave(heads // keys, 1)
        v = linear(h, at + "self_attn.v_proj").view(n, keys, dim).repeat_interleave(heads // keys, 1)
        scores = torch.einsum("qhd,khd->hqk", q, k) / math.sqrt(dim)
        mixed = torch.einsum("hqk,khd->qhd", scores.masked_fill(future, -math.inf).softmax(-1), v)
        x = x + linear(mixed.reshape(n, heads * dim), at + "self_attn.o_proj")
        h = norm(x, at + "post_attention_layernorm")
        gate, up = linear(h, at + "mlp.gate_proj"), linear(h, at + "mlp.up_proj")
        x = x + linear(gate * gate.sigmoid() * up, at + "mlp.down_proj")
    x = norm(x, "model.norm")
    if config.get("tie_word_embeddings"):
        logits = x @ w["model.embed_tokens.weight"].T
    else:
        logits = linear(x, "lm_head")
    assert not unread, f"the model holds more than a Llama does: {sorted(unread)}"
    assert not adapter or not adapter.unused, f"the adapter has no layer for {sorted(adapter.unused)}"
    return logits


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("model", type=pathlib.Path)
    parser.add_argument("session", type=pathlib.Path)
    parser.add_argument("--adapter", type=pathlib.Path)
    parser.add_argument("--tolerance", type=float, default=1e-5)
    args = parser.parse_args()
    config = json.loads((args.model / "config.json").read_text())
    session = safetensors(args.session)
    ids, theirs = session["tokens"], session["logits"].double()
    adapter = Adapter(args.adapter) if args.adapter else None
    ours = llama(config, weights(args.model), ids, adapter)[-1]
    difference = (ours - theirs).abs().max().item()
    largest = ours.abs().max().item()
    plain = (llama(config, weights(args.model), ids, None)[-1] - ours).abs().max().item() if adapter else 0
    kind = ""
    if adapter:
        c = adapter.config
        kind = "rsLoRA" if c["use_rslora"] else "LoRA"
        kind = f"{'DoRA' if c['use_dora'] else kind} of rank {c['r']} in {len(adapter.tensors) // (3 if c['use_dora'] else 2)} layers"
    print(f"{len(ids)} tokens, {len(theirs)} logits up to {largest:.3f}, {kind or 'no adapter'}")
    if adapter:
        print(f"the adapter changes logits by up to {plain:.3f}")
    print(f"largest difference {difference:.2e}; the likeliest token is {ours.argmax()} here, {theirs.argmax()} there")
    ok = difference <= args.tolerance * max(1, largest) and ours.argmax() == theirs.argmax()
    print("ok" if ok else "FAIL")
    sys.exit(0 if ok else 1)


if __name__ == "__main__":
    main()
