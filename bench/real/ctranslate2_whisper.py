"""Writes a Whisper model of CTranslate2 as a Hugging Face folder: python ctranslate2_whisper.py FOLDER OUT

FOLDER holds model.bin (or its parts), config.json and tokenizer.json, as Systran publishes them. The weights keep their
float16. The layout of model.bin is that of ctranslate2/specs/model_spec.py, version 6.
"""

import json
import pathlib
import re
import struct
import sys

import numpy
from safetensors.numpy import save_file

TYPES = {0: "<f4", 1: "i1", 2: "<i2", 3: "<i4", 4: "<f2"}
VERSION = 6
ATTENTION = {"self_attention": ("self_attn", "self_attn_layer_norm"), "attention": ("encoder_attn", "encoder_attn_layer_norm")}


class Reader:
    """Reads numbers and names from the bytes of model.bin."""

    def __init__(self, data):
        self.data, self.at = data, 0

    def number(self, kind):
        value = struct.unpack_from("<" + kind, self.data, self.at)[0]
        self.at += struct.calcsize("<" + kind)
        return value

    def name(self):
        return self.take(self.number("H")).rstrip(b"\0").decode()

    def take(self, count):
        if self.at + count > len(self.data):
            raise ValueError("model.bin is cut off")
        self.at += count
        return self.data[self.at - count : self.at]


def variables(data):
    """The variables of model.bin by name."""
    r = Reader(data)
    version, spec, _ = r.number("I"), r.name(), r.number("I")
    if version != VERSION or spec != "WhisperSpec":
        raise ValueError(f"a model of the kind {spec} in version {version}; WhisperSpec in version {VERSION} is read")
    found = {}
    for _ in range(r.number("I")):
        name = r.name()
        shape = [r.number("I") for _ in range(r.number("B"))]
        kind = r.number("B")
        raw = r.take(r.number("I"))
        if kind not in TYPES:
            raise ValueError(f"{name} has the type {kind}, which is not read")
        found[name] = numpy.frombuffer(raw, TYPES[kind]).reshape(shape)
    return found


def tensors(found):
    """The tensors under the names of transformers: fused projections are cut apart again."""
    out = {}
    for name, value in found.items():
        side, _, rest = name.partition("/")
        layer = re.fullmatch(r"layer_(\d+)/(self_attention|attention|ffn)/(\w+)/(\w+)", rest)
        prefix = f"model.{side}."
        if layer:
            _layer(out, f"{prefix}layers.{layer[1]}.", *layer.groups()[1:], value)
        elif rest == "embeddings/weight":
            out[prefix + "embed_tokens.weight"] = value
        elif rest == "position_encodings/encodings":
            out[prefix + "embed_positions.weight"] = value
        elif match := re.fullmatch(r"(conv[12])/(weight|bias)", rest):
            out[f"{prefix}{match[1]}.{match[2]}"] = value
        elif match := re.fullmatch(r"layer_norm/(gamma|beta)", rest):
            out[f"{prefix}layer_norm.{_norm(match[1])}"] = value
        elif value.ndim:
            raise ValueError(f"{name} is no tensor of a Whisper model")
    return {k: numpy.ascontiguousarray(v) for k, v in out.items()}


def _layer(out, prefix, block, part, field, value):
    if block == "ffn":
        name = {"linear_0": "fc1", "linear_1": "fc2", "layer_norm": "final_layer_norm"}[part]
        out[f"{prefix}{name}.{_norm(field)}"] = value
        return
    attention, norm = ATTENTION[block]
    if part == "layer_norm":
        out[f"{prefix}{norm}.{_norm(field)}"] = value
        return
    fused = {"self_attention": {"linear_0": "qkv", "linear_1": "o"}, "attention": {"linear_0": "q", "linear_1": "kv", "linear_2": "o"}}
    letters = fused[block][part]
    for letter, piece in zip(letters, numpy.split(value, len(letters)), strict=True):
        if letter == "k" and field == "bias":
            if numpy.any(piece):
                raise ValueError("Whisper's keys have no bias, but these have one")
            continue
        name = "out_proj" if letter == "o" else letter + "_proj"
        out[f"{prefix}{attention}.{name}.{field}"] = piece


def _norm(field):
    return {"gamma": "weight", "beta": "bias"}.get(field, field)


def configs(found, given, tokenizer):
    """config.json, generation_config.json and preprocessor_config.json."""
    size, width = found["decoder/embeddings/weight"].shape
    mels = found["encoder/conv1/weight"].shape[1]
    layers = {s: 1 + max(int(m[1]) for n in found if (m := re.match(s + r"/layer_(\d+)/", n))) for s in ("encoder", "decoder")}
    ids = {t["content"]: t["id"] for t in tokenizer["added_tokens"]}
    end, start = ids["<|endoftext|>"], ids["<|startoftranscript|>"]
    common = {
        "bos_token_id": end,
        "eos_token_id": end,
        "pad_token_id": end,
        "decoder_start_token_id": start,
        "suppress_tokens": given["suppress_ids"],
        "begin_suppress_tokens": given["suppress_ids_begin"],
    }
    config = {
        "architectures": ["WhisperForConditionalGeneration"],
        "model_type": "whisper",
        "vocab_size": size,
        "d_model": width,
        "num_mel_bins": mels,
        "encoder_layers": layers["encoder"],
        "decoder_layers": layers["decoder"],
        "encoder_attention_heads": int(found["encoder/num_heads"]),
        "decoder_attention_heads": int(found["decoder/num_heads"]),
        "encoder_ffn_dim": found["encoder/layer_0/ffn/linear_0/bias"].shape[0],
        "decoder_ffn_dim": found["decoder/layer_0/ffn/linear_0/bias"].shape[0],
        "max_source_positions": found["encoder/position_encodings/encodings"].shape[0],
        "max_target_positions": found["decoder/position_encodings/encodings"].shape[0],
        "activation_function": "gelu",
        "scale_embedding": bool(found["decoder/scale_embeddings"]),
        "torch_dtype": "float16",
        **common,
    }
    languages = {name: i for name, i in ids.items() if i in set(given["lang_ids"])}
    generation = {
        **common,
        "alignment_heads": given["alignment_heads"],
        "is_multilingual": True,
        "lang_to_id": languages,
        "task_to_id": {"translate": ids["<|translate|>"], "transcribe": ids["<|transcribe|>"]},
        "no_timestamps_token_id": ids["<|notimestamps|>"],
        "prev_sot_token_id": ids["<|startofprev|>"],
        "max_initial_timestamp_index": 50,
        "max_length": config["max_target_positions"],
        "return_timestamps": False,
    }
    sound = {
        "feature_extractor_type": "WhisperFeatureExtractor",
        "processor_class": "WhisperProcessor",
        "feature_size": mels,
        "sampling_rate": 16000,
        "hop_length": 160,
        "n_fft": 400,
        "chunk_length": 30,
        "n_samples": 480000,
        "nb_max_frames": 3000,
        "padding_side": "right",
        "padding_value": 0.0,
        "return_attention_mask": False,
    }
    return {"config.json": config, "generation_config.json": generation, "preprocessor_config.json": sound}


def convert(source, target):
    """Writes the folder `target`."""
    source, target = pathlib.Path(source), pathlib.Path(target)
    parts = sorted(source.glob("model.bin*"))
    found = variables(b"".join(p.read_bytes() for p in parts))
    given = json.loads((source / "config.json").read_text(encoding="utf-8"))
    tokenizer = json.loads((source / "tokenizer.json").read_text(encoding="utf-8"))
    target.mkdir(parents=True, exist_ok=True)
    for name, content in configs(found, given, tokenizer).items():
        (target / name).write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    (target / "tokenizer.json").write_bytes((source / "tokenizer.json").read_bytes())
    kind = {"tokenizer_class": "WhisperTokenizerFast", "bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>", "unk_token": "<|endoftext|>", "pad_token": "<|endoftext|>"}
    (target / "tokenizer_config.json").write_text(json.dumps(kind, indent=1) + "\n", encoding="utf-8")
    save_file(tensors(found), target / "model.safetensors", metadata={"format": "pt"})


if __name__ == "__main__":
    convert(sys.argv[1], sys.argv[2])
