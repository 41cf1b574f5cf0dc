"""Records encoders of text that golden/ does not have, alone or before a decoder: cases for `menura verify`.

    python encoders.py OUT
"""

import sys, os, json
import torch, transformers
from safetensors.torch import save_file
from transformers import (
    ClapTextConfig,
    ClapTextModel,
    MT5Config,
    MT5ForConditionalGeneration,
    NomicBertConfig,
    NomicBertModel,
    T5Config,
    T5EncoderModel,
    UMT5Config,
    UMT5EncoderModel,
    UMT5ForConditionalGeneration,
    XLMRobertaConfig,
    XLMRobertaModel,
)

torch.set_num_threads(1)
T5 = dict(
    vocab_size=61,
    d_model=24,
    d_kv=6,
    d_ff=32,
    num_layers=2,
    num_heads=4,
    relative_attention_num_buckets=8,
    relative_attention_max_distance=16,
    decoder_start_token_id=0,
)
BERT = dict(
    vocab_size=61,
    hidden_size=24,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=32,
    max_position_embeddings=24,
)


def draw(model, seed=7):
    g = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if p.ndim == 1:
                p.copy_(torch.randn(p.shape, generator=g) * 0.3 + ("norm" in name.lower() and name.endswith("weight")))
            else:
                p.copy_(torch.randn(p.shape, generator=g) * 1.6 / p.shape[1] ** 0.5)
    model.tie_weights()
    return model.eval()


def inputs(pad, labels):
    g = torch.Generator().manual_seed(3)
    ids = torch.randint(5, 61, (2, 11), generator=g)
    mask = torch.ones_like(ids)
    mask[1, 7:] = 0
    ids[mask == 0] = pad
    out = {"input_ids": ids, "attention_mask": mask}
    if labels:
        out["labels"] = torch.randint(5, 61, (2, 8), generator=g)
        out["labels"][1, 5:] = -100
    return out


def record(root, name, model, outputs, pad=0):
    model = draw(model)
    model.config._attn_implementation = "eager"
    seq2seq = "logits" in outputs
    given = inputs(pad, seq2seq)
    result = model(**given, output_hidden_states=True)
    tensors = dict(given)
    for o in outputs:
        value = getattr(result, o)
        tensors.update({f"{o}.{i}": v for i, v in enumerate(value)} if isinstance(value, tuple) else {o: value})
    about = {
        "case": name,
        "class": type(model).__name__,
        "kind": "generic",
        "library": "transformers " + transformers.__version__,
        "inputs": list(given),
        "outputs": outputs,
        "fixed_arguments": {"output_hidden_states": True},
    }
    if seq2seq:
        result.loss.backward()
        about["grads"] = [n for n, _ in model.named_parameters() if "relative" in n or "wi_0" in n and ".1." in n]
        tensors.update({"grad." + n: p.grad for n, p in model.named_parameters() if n in about["grads"]})
        written = torch.zeros(1, 1, dtype=torch.long)
        first = {k: v[:1] for k, v in given.items() if k != "labels"}
        for _ in range(12):
            best = model(decoder_input_ids=written, **first).logits[:, -1].argmax(-1)
            written = torch.cat([written, best[:, None]], 1)
        tensors["greedy_ids"] = written[0, 1:]
        about.update(decoder_start_token_id=0, new_tokens=12)
    folder = os.path.join(root, name)
    model.save_pretrained(folder)
    about["tensors"] = {k: {"shape": list(v.shape)} for k, v in tensors.items()}
    with open(os.path.join(folder, "golden.json"), "w") as f:
        json.dump(about, f, indent=1)
    save_file({k: v.detach().clone() for k, v in tensors.items()}, os.path.join(folder, "golden.safetensors"))


if __name__ == "__main__":
    root = sys.argv[1]
    states = ["last_hidden_state", "hidden_states"]
    whole = ["logits", "loss", "encoder_last_hidden_state", "encoder_hidden_states", "decoder_hidden_states"]
    record(root, "t5-encoder", T5EncoderModel(T5Config(**T5, feed_forward_proj="gated-gelu")), states)
    record(root, "umt5-encoder", UMT5EncoderModel(UMT5Config(**T5)), states)
    record(root, "mt5", MT5ForConditionalGeneration(MT5Config(**T5)), whole)
    record(root, "umt5", UMT5ForConditionalGeneration(UMT5Config(**T5)), whole)
    record(root, "xlm-roberta-no-pooler", XLMRobertaModel(XLMRobertaConfig(**BERT), add_pooling_layer=False), states, 1)
    record(root, "nomic-bert", NomicBertModel(NomicBertConfig(**BERT, layer_norm_eps=1e-5)), states)
    record(root, "clap-text-bare", ClapTextModel(ClapTextConfig(**BERT)), states + ["pooler_output"], 1)
