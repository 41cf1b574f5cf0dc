"""Writes NVFP4.gguf and NVFP4_MOE.gguf with what llama.cpp computes from them, of F32.gguf.

Needs gguf 0.19, numpy, safetensors and cyllama 0.2.18 (llama.cpp b9190). Weights are quantised as checkpoints of NVFP4
are: a factor of the tensor brings the largest scale to 448, and llama.cpp's converter stores it as X.scale.
"""

import json
import pathlib

import numpy as np
from gguf import GGMLQuantizationType, GGUFReader, GGUFValueType, GGUFWriter
from gguf.quants import NVFP4
from safetensors.numpy import save_file

HERE = pathlib.Path(__file__).parent
PROMPT = [1, 403, 407, 261, 378, 300, 410, 290]
EXPERTS = 4
QUERY = "blk.0.attn_q.weight"


def quantize(w):
    """Blocks of NVFP4: nearest codes under the scales largest / 6."""
    groups = w.astype(np.float32).reshape(-1, 16)
    scales = NVFP4.fp32_to_ue4m3(np.abs(groups).max(axis=1) / np.float32(6))
    steps = NVFP4.ue4m3_to_fp32(scales).astype(np.float32)
    values = np.array(NVFP4.kvalues, dtype=np.float32)
    codes = np.abs(values * steps[:, None, None] - groups[:, :, None]).argmin(axis=2).astype(np.uint8)
    packed = codes[:, :8] | codes[:, 8:] << 4
    blocks = np.concatenate([scales.reshape(-1, 4), packed.reshape(-1, 32)], axis=1)
    return blocks.reshape(*w.shape[:-1], w.shape[-1] // 64 * 36)


def scaled(w):
    """Blocks and the factor of a tensor."""
    factor = np.float32(np.abs(w).max() / (6 * 448))
    return quantize(w / factor), factor


def tensors(reader, mixture):
    """What a file holds: names, arrays, and whether they are blocks of NVFP4. Embeddings have no factor, as in llama.cpp."""
    rng = np.random.default_rng(4)
    for t in reader.tensors:
        w = np.array(t.data)
        if w.ndim == 1:
            yield t.name, w, False
        elif t.name == "token_embd.weight":
            yield t.name, quantize(w), True
        elif mixture and ".ffn_" in t.name:
            down = "down" in t.name
            parts = np.split(w, EXPERTS, axis=1 if down else 0)
            # Experts of different sizes, so that each needs its own factor.
            both = [scaled(p * np.float32(1.5 + e / 3)) for e, p in enumerate(parts)]
            stem = t.name.removesuffix(".weight") + "_exps"
            yield stem + ".weight", np.stack([b for b, _ in both]), True
            yield stem + ".scale", np.array([f for _, f in both]), False
            yield stem + ".input_scale", np.full(EXPERTS, 0.03, np.float32), False
        else:
            blocks, factor = scaled(w)
            yield t.name, blocks, True
            yield t.name.replace(".weight", ".scale"), np.array([factor]), False
            yield t.name.replace(".weight", ".input_scale"), np.array([0.02], np.float32), False
    if mixture:
        yield "blk.0.ffn_gate_inp.weight", rng.standard_normal((EXPERTS, 256)).astype(np.float32), False


def write(name, mixture):
    reader = GGUFReader(HERE / "F32.gguf")
    writer = GGUFWriter(HERE / f"{name}.gguf", "llama")
    for key, field in reader.fields.items():
        if key.startswith("GGUF.") or key == "general.architecture":
            continue
        value = field.contents()
        if key == "general.file_type":
            value = 39
        if key == "llama.feed_forward_length" and mixture:
            value //= EXPERTS
        kinds = field.types
        writer.add_key_value(key, value, kinds[0], kinds[1] if kinds[0] == GGUFValueType.ARRAY else None)
    if mixture:
        writer.add_expert_count(EXPERTS)
        writer.add_expert_used_count(2)
    for tensor, array, blocks in tensors(reader, mixture):
        writer.add_tensor(tensor, array, raw_dtype=GGMLQuantizationType.NVFP4 if blocks else None)
        if tensor == QUERY:
            decoded = NVFP4.dequantize_blocks(array.reshape(-1, 36)).reshape(256, 256).astype(np.float32)
            save_file({QUERY: decoded}, HERE / f"{name}.safetensors")
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def record(name):
    from cyllama.llama import llama_cpp

    class Model(llama_cpp.LlamaModel):
        n_vocab = 512  # which this version's get_logits_ith asks for

    params = llama_cpp.LlamaModelParams()
    params.n_gpu_layers = 0
    model = Model(str(HERE / f"{name}.gguf"), params)

    def logits(ids):
        settings = llama_cpp.LlamaContextParams()
        settings.n_ctx = 64
        settings.n_threads = settings.n_threads_batch = 1
        context = llama_cpp.LlamaContext(model, settings)
        context.decode(llama_cpp.llama_batch_get_one(ids))
        return np.array(context.get_logits_ith(-1), dtype=np.float64)

    first = logits(PROMPT)
    first -= np.log(np.exp(first - first.max()).sum()) + first.max()
    ids = list(PROMPT)
    for _ in range(16):
        ids.append(int(logits(ids).argmax()))
    types = {t.tensor_type.name for t in GGUFReader(HERE / f"{name}.gguf").tensors}
    told = {
        "type": name,
        "tensor_types": sorted(types),
        "prompt_ids": PROMPT,
        "greedy_ids": ids[len(PROMPT):],
        "first_top_logprobs": [[int(i), float(first[i])] for i in np.argsort(-first)[:10]],
    }
    (HERE / f"{name}.json").write_text(json.dumps(told))


for file, experts in (("NVFP4", False), ("NVFP4_MOE", True)):
    write(file, experts)
    record(file)
