"""Records tiny quantised models with the weights that the libraries which wrote them decode, and logits of those.

    python record.py OUT [--old] [--sweep]

needs torch, transformers, safetensors, bitsandbytes and compressed-tensors, AutoGPTQ's qlinear_cuda.py as the module
auto_gptq_linear, GPTQModel's planar_packing.py, and AutoAWQ's package awq. With --old, the cases of compressed-tensors 0.12 are recorded instead; with --sweep, larger ones in every
combination of settings too, which are not kept.
"""

import hashlib
import json
import os
import sys

import torch
from safetensors.torch import save_file
from transformers import GPT2Config, GPT2LMHeadModel, LlamaConfig, LlamaForCausalLM

SWEEP = "--sweep" in sys.argv
HIDDEN, INNER, KEYS, VOCAB = (64, 96, 2, 40) if SWEEP else (32, 64, 4, 40)
LAYER = "model.layers.0."
MODULES = ["self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj", "self_attn.o_proj",
           "mlp.gate_proj", "mlp.up_proj", "mlp.down_proj"]
IDS = [3, 17, 8, 22, 5, 39]
TYPES = {"bfloat16": torch.bfloat16, "float16": torch.float16, "float32": torch.float32}
OUT = sys.argv[1]


def llama(seed):
    torch.manual_seed(seed)
    config = LlamaConfig(hidden_size=HIDDEN, intermediate_size=INNER, num_hidden_layers=1, num_attention_heads=4,
                         num_key_value_heads=KEYS, vocab_size=VOCAB, initializer_range=0.3, tie_word_embeddings=True)
    return LlamaForCausalLM(config)


def gpt2(seed):
    torch.manual_seed(seed)
    return GPT2LMHeadModel(GPT2Config(n_embd=32, n_layer=1, n_head=2, vocab_size=VOCAB, n_positions=16,
                                      initializer_range=0.3))


def write(name, settings, quantize, dtype="bfloat16", seed=1, model=None, modules=None, files=None, turned=False):
    """quantize(index, module, weight [out, in]) returns the stored tensors by their ending, and the decoded weight."""
    model = model or llama(seed)
    modules = modules or [LAYER + m for m in MODULES]
    stored = {k: v.to(torch.bfloat16).contiguous() for k, v in model.state_dict().items() if k != "lm_head.weight"}
    expected = {}
    for i, module in enumerate(modules):
        weight = stored.pop(module + ".weight").float()
        parts, decoded = quantize(i, module, weight.T.contiguous() if turned else weight)
        stored |= {module + ending: t.contiguous() for ending, t in parts.items()}
        decoded = decoded.detach().to(TYPES[dtype])
        expected[module + ".weight"] = (decoded.T if turned else decoded).contiguous()
    folder = os.path.join(OUT, name)
    os.makedirs(folder, exist_ok=True)
    config = model.config.to_dict()
    config.pop("dtype", None)
    keep = {"hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads", "num_key_value_heads",
            "vocab_size", "n_embd", "n_layer", "n_head", "n_positions", "model_type", "architectures"}
    config = {k: v for k, v in config.items() if k in keep}
    config |= {"tie_word_embeddings": True, "torch_dtype": dtype,
               "architectures": [type(model).__name__]}
    if settings is not None:
        config["quantization_config"] = settings
    for file, content in (files or {}).items():
        with open(os.path.join(folder, file), "w") as f:
            json.dump(content, f)
    with open(os.path.join(folder, "config.json"), "w") as f:
        json.dump(config, f, indent=1)
    save_file(stored, os.path.join(folder, "model.safetensors"), {"format": "pt"})
    plain = {k: v.float() for k, v in (stored | expected).items() if k in model.state_dict()}
    model.float().load_state_dict(plain | {"lm_head.weight": plain[
        "transformer.wte.weight" if turned else "model.embed_tokens.weight"]})
    model.eval()
    with torch.no_grad():
        logits = model(torch.tensor([IDS])).logits[0, -1]
    digest = {k: {"dtype": str(v.dtype)[6:], "shape": list(v.shape),
                  "sha256": hashlib.sha256(v.view(torch.uint8).numpy().tobytes()).hexdigest()}
              for k, v in expected.items()}
    with open(os.path.join(folder, "expected.json"), "w") as f:
        json.dump({"ids": IDS, "logits": [float(f"{x:.6g}") for x in logits], "weights": digest}, f, indent=1)
    print(name)


def affine(weight, bits, group, sym, scale_dtype):
    """Scales and zero points [out, groups] of weight [out, in]."""
    group = weight.shape[1] if group == -1 else group
    blocks = weight.unflatten(1, (-1, group))
    top = 2**bits - 1
    if sym:
        scale = (blocks.abs().amax(-1) * 2 / top).clamp(min=1e-4)
        zero = torch.full_like(scale, (top + 1) // 2)
    else:
        low, high = blocks.amin(-1).clamp(max=0), blocks.amax(-1).clamp(min=0)
        scale = ((high - low) / top).clamp(min=1e-4)
        zero = torch.round(-low / scale).clamp(1, top)
    return scale.to(scale_dtype).float(), zero


def gptq(bits, group, sym, order, version, scale_dtype=torch.float16, bias=False):
    from auto_gptq_linear import QuantLinear

    def quantize(i, module, weight):
        b = bits[i % len(bits)]
        out, inputs = weight.shape
        index = torch.arange(inputs, dtype=torch.int32) // (inputs if group == -1 else group)
        if order:
            index = index[torch.randperm(inputs)]
        linear = torch.nn.Linear(inputs, out, bias=False)
        linear.weight.data = weight.clone().to(scale_dtype)
        count = int(index.max()) + 1
        scale = torch.empty(out, count)
        zero = torch.empty(out, count)
        for g in range(count):
            s, z = affine(weight[:, index == g], b, -1, sym, scale_dtype)
            scale[:, g], zero[:, g] = s[:, 0], z[:, 0]
        # what does not fit the packed range is clamped by the quantiser, not the packer
        q = torch.clamp(torch.round(weight / scale[:, index.long()]) + zero[:, index.long()], 0, 2**b - 1)
        linear.weight.data = ((q - zero[:, index.long()]) * scale[:, index.long()])
        layer = QuantLinear(b, group, inputs, out, False, weight_dtype=scale_dtype)
        layer.pack(linear, scale, zero.clone(), index)
        layer.scales = layer.scales.to(scale_dtype)
        layer.use_cuda_fp16 = False
        decoded = layer(torch.eye(inputs, dtype=scale_dtype)).T
        zeros = layer.qzeros
        if version == 2:
            if b == 3:
                codes = layer.qweight
                layer.pack(linear, scale, zero.clone() + 1, index)
                zeros, layer.qweight = layer.qzeros, codes
            else:
                ones = sum(1 << s for s in range(0, 32, b))
                zeros = (zeros.to(torch.int64) + ones).to(torch.int32)
        parts = {".qweight": layer.qweight, ".qzeros": zeros, ".scales": layer.scales.to(scale_dtype)}
        if bias:
            parts[".bias"] = torch.zeros(out, dtype=scale_dtype)
        return (parts | {".g_idx": index} if order or version == 1 else parts), decoded

    return quantize


def planes(bits, group, version):
    """gptq_p, or with version 1 and 5 to 7 bits gptq, packed by GPTQModel's planar_packing.py."""
    from planar_packing import planar_pack_cols, planar_pack_rows

    def quantize(i, module, weight):
        b = bits[i % len(bits)]
        scale, zero = affine(weight, b, group, False, torch.float16)
        wide = [t.repeat_interleave(group, 1) for t in (scale, zero)]
        q = torch.clamp(torch.round(weight / wide[0]) + wide[1], 0, 2**b - 1)
        return {".qweight": planar_pack_rows(q.T.contiguous().int(), b),
                ".qzeros": planar_pack_cols((zero.T.contiguous() - int(version == 1)).int(), b),
                ".scales": scale.T.half()}, (q - wide[1]).half() * wide[0].half()

    return quantize


def awq(version, group):
    from awq.modules.linear.gemm import WQLinear_GEMM
    from awq.modules.linear.gemv import WQLinear_GEMV
    from awq.utils.packing_utils import dequantize_gemm

    def quantize(i, module, weight):
        scale, zero = affine(weight, 4, group, False, torch.float16)
        size = weight.shape[1] if group == -1 else group
        q = torch.clamp(torch.round(weight / scale.repeat_interleave(size, 1))
                        + zero.repeat_interleave(size, 1), 0, 15)
        linear = torch.nn.Linear(weight.shape[1], weight.shape[0], bias=False)
        linear.weight.data = (q - zero.repeat_interleave(size, 1)) * scale.repeat_interleave(size, 1)
        exact = ((q - zero.repeat_interleave(size, 1)).half() * scale.repeat_interleave(size, 1).half())
        if version == "gemv_fast":
            from awq.modules.linear.gemv_fast import WQLinear_GEMVFast

            layer = WQLinear_GEMVFast.from_linear(linear, 4, size, False, scale, zero)
            count = scale.shape[1]
            added = layer.qzeros.T[:, :count].float().repeat_interleave(size, 1)
            return {".qweight": layer.qweight, ".qzeros": layer.qzeros, ".scales": layer.scales}, \
                (q * scale.repeat_interleave(size, 1) + added).half()
        if version == "gemv":
            layer = WQLinear_GEMV.from_linear(linear, 4, size, False, scale, zero)
            return {".qweight": layer.qweight, ".qzeros": layer.qzeros, ".scales": layer.scales}, exact
        layer = WQLinear_GEMM.from_linear(linear, 4, size, False, scale.T.contiguous(), zero.T.contiguous())
        decoded = dequantize_gemm(layer.qweight, layer.qzeros, layer.scales, 4, size).T
        assert torch.equal(decoded, exact)
        return {".qweight": layer.qweight, ".qzeros": layer.qzeros, ".scales": layer.scales}, decoded

    return quantize


def bnb(kinds):
    import bitsandbytes.functional as F
    from bitsandbytes.backends.default.ops import _dequantize_4bit_compute
    from bitsandbytes.backends.utils import _get_4bit_code

    def quantize(i, module, weight):
        kind = kinds[i % len(kinds)]
        if kind == "int8":
            q, rows, _ = F.int8_vectorwise_quant(weight.half())
            return {".weight": q, ".SCB": rows, ".weight_format": torch.tensor(0, dtype=torch.uint8)}, \
                F.int8_vectorwise_dequant(q, rows)
        quant_type, block, twice, dtype, storage = kind
        q, state = F.quantize_4bit(weight.to(dtype), blocksize=block, compress_statistics=twice,
                                   quant_type=quant_type, quant_storage=storage)
        parts = {".weight": q} | {".weight." + k: v for k, v in state.as_dict(packed=True).items()}
        # the library's general code: that for processors (0.50) errs where a row is no whole number of blocks
        scales = F.dequantize_blockwise(state.absmax, state.state2) + state.offset if twice else state.absmax
        code = _get_4bit_code(quant_type, "cpu").clone()
        if quant_type == "fp4":
            code[8] = -0.0  # as the kernels have it
        decoded = _dequantize_4bit_compute(q.view(torch.uint8).reshape(-1), scales, code, block, weight.shape, dtype)
        if weight.shape[1] % block == 0 and block < 2048:
            assert torch.equal(decoded, F.dequantize_4bit(q, state))
        return parts, decoded

    return quantize


def fp8(kinds, dtype=torch.bfloat16):
    """Kinds: a block, "tensor", "rows", "ue8m0", "fp4"."""
    from types import SimpleNamespace
    from transformers.integrations.finegrained_fp8 import Fp8Dequantize

    op = Fp8Dequantize(SimpleNamespace())

    def quantize(i, module, weight):
        kind = kinds[i % len(kinds)]
        rows, cols = weight.shape
        if kind == "fp4":
            packed = torch.randint(-128, 128, (rows, cols // 2), dtype=torch.int8)
            scale = torch.rand(rows, cols // 32).float() * 0.1
            return {".weight": packed, ".weight_scale_inv": scale}, op._dequantize_one(packed, scale, dtype)
        if kind == "tensor":
            scale = (weight.abs().max() / 448).reshape([] if i % 2 else [1])
        elif kind == "rows":
            scale = weight.abs().amax(1, keepdim=True) / 448
        else:
            block = (32, 32) if kind == "ue8m0" else kind
            padded = torch.nn.functional.pad(weight, (0, -cols % block[1], 0, -rows % block[0]))
            scale = padded.unflatten(1, (-1, block[1])).unflatten(0, (-1, block[0])).abs().amax((1, 3)) / 448
            if kind == "ue8m0":
                scale = torch.pow(2.0, torch.ceil(torch.log2(scale)))
        full = scale
        if scale.numel() > 1:
            bh, bw = (1, cols) if kind == "rows" else block
            full = scale.repeat_interleave(bh, 0)[:rows].repeat_interleave(bw, 1)[:, :cols]
        q = (weight / full).clamp(-448, 448).to(torch.float8_e4m3fn)
        decoded = (q.float() * full).to(dtype)
        divides = scale.numel() == 1 or rows % scale.shape[0] == 0 and cols % scale.shape[1] == 0
        even = scale.numel() == 1 or divides and kind == "rows" or divides and rows % bh == 0 and cols % bw == 0
        if even:
            assert torch.equal(decoded, op._dequantize_one(q, scale, dtype))
        if kind == "ue8m0":
            scale = scale.to(torch.float8_e8m0fnu) if i % 2 else (torch.log2(scale) + 127).to(torch.uint8)
            assert torch.equal(decoded, op._dequantize_one(q, scale, dtype))
        return {".weight": q, ".weight_scale_inv": scale}, decoded

    return quantize


def ct_scheme(kind):
    from compressed_tensors.quantization import QuantizationScheme

    return QuantizationScheme(targets=["Linear"], weights={k: v for k, v in kind.items()
                                                          if k not in ("format", "scales", "inputs")})


def ct(kinds):
    """compressed-tensors: each kind has the fields of "weights" with "format" and "scales", the scales' type."""
    from compressed_tensors.compressors import BaseCompressor

    def quantize(i, module, weight):
        kind = kinds[i % len(kinds)]
        scheme = ct_scheme(kind)
        args = scheme.weights
        dtype = kind.get("scales", torch.bfloat16)
        sym, bits = args.symmetric, args.num_bits
        strategy = args.strategy
        size = args.group_size or -1
        rows, cols = weight.shape
        parts = {"weight": weight.to(dtype)}
        if args.type == "float" and bits < 8 or kind["format"].startswith("mx"):
            top = {4: 6.0, 6: 7.5, 8: 448.0}[bits]
            scale = weight.unflatten(1, (-1, size)).abs().amax(-1) / top
            if kind["format"].startswith("nvfp4"):
                parts["weight"] = weight
                glob = (448 * 6 / weight.abs().max()).reshape(1).float()
                parts["weight_global_scale"] = glob
                scale = (scale * glob).to(torch.float8_e4m3fn).float()
            else:
                scale = torch.pow(2.0, torch.ceil(torch.log2(scale)))
        elif args.type == "float":
            if strategy == "tensor":
                scale = (weight.abs().max() / 448).reshape(1)
            elif strategy == "channel":
                scale = weight.abs().amax(1, keepdim=True) / 448
            elif strategy == "group":
                scale = weight.unflatten(1, (-1, size)).abs().amax(-1) / 448
            else:
                bh, bw = args.block_structure
                padded = torch.nn.functional.pad(weight, (0, -cols % bw, 0, -rows % bh))
                scale = padded.unflatten(1, (-1, bw)).unflatten(0, (-1, bh)).abs().amax((1, 3)) / 448
            scale = scale.to(dtype)
        else:
            flat = weight.reshape(1, -1) if strategy == "tensor" else weight
            scale, zero = affine(flat, bits, size, sym, dtype)
            scale = scale.to(dtype)
            zero = (zero - 2 ** (bits - 1)).to(torch.int8)
            if strategy == "tensor":
                scale, zero = scale.reshape(1), zero.reshape(1)
            if not sym:
                parts["weight_zero_point"] = zero
        parts["weight_scale"] = scale
        compressor = BaseCompressor.get_value_from_registry(kind["format"])
        packed = compressor.compress(parts, scheme)
        decoded = compressor.decompress(packed, scheme)["weight"]
        return {"." + k: v for k, v in packed.items()}, decoded

    return quantize


def ct_settings(kinds, targets=None):
    groups = {}
    for i, kind in enumerate(kinds):
        weights = {k: (str(v) if isinstance(v, torch.dtype) else v) for k, v in kind.items()
                   if k not in ("format", "scales", "inputs")}
        names = [LAYER + m for j, m in enumerate(MODULES) if j % len(kinds) == i]
        if i % 2:
            names = ["re:.*" + n.rsplit(".")[-1] + "$" for n in names]
        groups[f"group_{i}"] = {"targets": targets or names, "weights": weights, "input_activations": None,
                                "output_activations": None, "format": kind["format"]}
    formats = {k["format"] for k in kinds}
    return {"quant_method": "compressed-tensors", "config_groups": groups, "ignore": ["lm_head"],
            "format": formats.pop() if len(formats) == 1 else "mixed-precision", "kv_cache_scheme": None,
            "quantization_status": "compressed"}


def integer(bits, sym=True, strategy="group", size=32, scales=torch.bfloat16, fmt="pack-quantized"):
    kind = {"num_bits": bits, "type": "int", "symmetric": sym, "strategy": strategy, "format": fmt, "scales": scales}
    return kind | ({"group_size": size} if strategy == "group" else {})


def floating(strategy, scales=torch.bfloat16, fmt="float-quantized", **more):
    return {"num_bits": 8, "type": "float", "symmetric": True, "strategy": strategy, "format": fmt,
            "scales": scales} | more


def micro(bits, fmt, strategy, size, **more):
    return {"num_bits": bits, "type": "float", "symmetric": True, "strategy": strategy, "group_size": size,
            "format": fmt} | more


def modelopt(i, module, weight):
    """Model Optimizer's definition: float4 · (float8 scale · float32 scale), or float8 · float32 scale."""
    rows, cols = weight.shape
    if i % 3 == 0:
        scale = weight.abs().max() / 448
        q = (weight / scale).to(torch.float8_e4m3fn)
        return {".weight": q, ".weight_scale": scale, ".input_scale": torch.tensor(0.5)}, q.float() * scale
    if i % 3 == 1:
        scale = weight.abs().amax(1) / 448
        q = (weight / scale[:, None]).to(torch.float8_e4m3fn)
        return {".weight": q, ".weight_scale": scale}, q.float() * scale[:, None]
    outer = (weight.abs().max() / (448 * 6)).float()
    scale = (weight.unflatten(1, (-1, 16)).abs().amax(-1) / 6 / outer).to(torch.float8_e4m3fn)
    codes = torch.randint(0, 16, (rows, cols))
    table = torch.tensor([0, 0.5, 1, 1.5, 2, 3, 4, 6, 0, -0.5, -1, -1.5, -2, -3, -4, -6])
    table[8] = -0.0
    decoded = table[codes] * (scale.float() * outer).repeat_interleave(16, 1)
    packed = (codes[:, 0::2] | codes[:, 1::2] << 4).to(torch.uint8)
    return {".weight": packed, ".weight_scale": scale, ".weight_scale_2": outer}, decoded


def settings_gptq(bits, group, sym, order, version):
    return {"quant_method": "gptq", "bits": bits[0], "group_size": group, "sym": sym, "desc_act": order,
            "checkpoint_format": "gptq_v2" if version == 2 else "gptq"}


def current():
    for name, args in {
        "gptq": ([4, 8, 2, 3], 16, False, True, 1),
        "gptq-v2": ([3, 4], -1, False, False, 2),
    }.items():
        write(name, settings_gptq(*args), gptq(*args), "float16")
    old = {"bits": 4, "group_size": 32, "sym": True, "desc_act": False, "damp_percent": 0.01}
    write("gptq-old", None, gptq([4], 32, True, False, 1, bias=True), "float16", files={"quantize_config.json": old})
    h = [f"transformer.h.0.{m}" for m in ("attn.c_attn", "attn.c_proj", "mlp.c_fc", "mlp.c_proj")]
    args = ([4], 32, False, False, 1)
    write("gptq-gpt2", settings_gptq(*args), gptq(*args), "float16", model=gpt2(3), modules=h, turned=True)
    write("gptq-planes", settings_gptq([3], 32, False, False, 2) | {"checkpoint_format": "gptq_p"},
          planes([3, 5, 6, 7], 32, 2), "float16")
    for version, group in (("gemm", 32), ("gemv", 32), ("gemv_fast", 32)):
        wide = "self_attn.q_proj" if SWEEP else "mlp.down_proj"
        modules = [LAYER + wide] if version == "gemv_fast" else None  # which has blocks of 64 inputs
        write("awq-" + version, {"quant_method": "awq", "bits": 4, "group_size": group, "zero_point": True,
                                 "version": version}, awq(version, group), "float16", modules=modules)
    kinds = [("nf4", 64, True, torch.bfloat16, torch.uint8), ("fp4", 64, False, torch.float16, torch.uint8), "int8",
             ("nf4", 128, False, torch.float32, torch.bfloat16), ("fp4", 64, True, torch.bfloat16, torch.uint8)]
    write("bitsandbytes", {"quant_method": "bitsandbytes", "load_in_4bit": True, "load_in_8bit": False}, bnb(kinds))
    write("fp8", {"quant_method": "fp8", "weight_block_size": [32, 32], "activation_scheme": "dynamic"},
          fp8([(32, 32), "tensor", "rows", "ue8m0", "fp4", "ue8m0", "tensor"]))
    write("fp8-ragged", {"quant_method": "fp8", "weight_block_size": [24, 20]}, fp8([(24, 20)]))
    ints = [integer(4), integer(4, False), integer(8, True, "channel"), integer(3, False), integer(2),
            integer(8, False, "tensor", fmt="int-quantized"), integer(8, True, "channel", fmt="int-quantized")]
    write("compressed-integers", ct_settings(ints), ct(ints))
    floats = [floating("channel"), floating("tensor"), floating("block", block_structure=[20, 16]),
              micro(4, "nvfp4-pack-quantized", "tensor_group", 16), micro(4, "mxfp4-pack-quantized", "group", 32),
              micro(6, "mxfp6-pack-quantized", "group", 32),
              micro(8, "mxfp8-quantized", "group", 32, scale_dtype=torch.uint8)]
    write("compressed-floats", ct_settings(floats), ct(floats))
    write("modelopt", {"quant_method": "modelopt", "quant_algo": "MIXED_PRECISION"}, modelopt)


def sweep():
    for bits in ([2], [3], [4], [8]):
        for group in (-1, 32):
            for sym in (True, False):
                for order in (True, False):
                    for version in (1, 2):
                        args = (bits, group, sym, order and group > 0, version)
                        write("x-gptq-" + "-".join(map(str, args)), settings_gptq(*args), gptq(*args),
                              "bfloat16" if order else "float16")
    write("x-gptq-bf16", settings_gptq([4], 32, True, False, 1), gptq([4], 32, True, False, 1, torch.bfloat16))
    for bits in (5, 6, 7):
        write(f"x-gptq-planes-{bits}", settings_gptq([bits], 32, False, False, 1), planes([bits], 32, 1), "float16")
    for bits in range(2, 9):
        write(f"x-gptq-p-{bits}", settings_gptq([bits], 32, False, False, 2) | {"checkpoint_format": "gptq_p"},
              planes([bits], 32, 2), "float16")
    for version in ("gemm", "gemv", "gemv_fast"):
        for group in (-1, 32, 64):
            write(f"x-awq-{version}-{group}", {"quant_method": "awq", "bits": 4, "group_size": group,
                                               "version": version.upper()},
                  awq(version, group), modules=[LAYER + m for m in MODULES if "down" not in m])
    for quant_type in ("nf4", "fp4"):
        for block in (64, 128, 2048, 4096):
            for twice in (True, False):
                for dtype in (torch.bfloat16, torch.float16, torch.float32):
                    for out in ("bfloat16", "float32"):
                        write(f"x-bnb-{quant_type}-{block}-{twice}-{str(dtype)[6:]}-{out}",
                              {"quant_method": "bitsandbytes", "load_in_4bit": True},
                              bnb([(quant_type, block, twice, dtype, torch.uint8)]), out)
    for scales in TYPES.values():
        for bits in range(1, 9):
            for sym in (True, False):
                kinds = [integer(bits, sym, "group", 16, scales), integer(bits, sym, "channel", 0, scales),
                         integer(bits, sym, "tensor", 0, scales)]
                write(f"x-ct-{bits}-{sym}-{str(scales)[6:]}", ct_settings(kinds), ct(kinds),
                      "float16" if scales == torch.float16 else "float32")
        for fmt in ("int-quantized", "naive-quantized"):
            kinds = [integer(8, sym, strategy, 32, scales, fmt)
                     for sym in (True, False) for strategy in ("group", "channel", "tensor")]
            write(f"x-ct-{fmt}-{str(scales)[6:]}", ct_settings(kinds), ct(kinds))
        kinds = [floating("channel", scales), floating("tensor", scales), floating("group", scales, group_size=32),
                 floating("block", scales, block_structure=[128, 128]),
                 floating("block", scales, block_structure=[24, 20])]
        write(f"x-ct-float-{str(scales)[6:]}", ct_settings(kinds), ct(kinds), "float32")
    for dtype in TYPES:
        kinds = [micro(4, "nvfp4-pack-quantized", "tensor_group", 16)]
        write("x-ct-nvfp4-" + dtype, ct_settings(kinds, ["Linear"]), ct(kinds), dtype)
        write("x-fp8-" + dtype, {"quant_method": "fp8", "weight_block_size": [32, 32]},
              fp8([(32, 32), "tensor", "rows", "ue8m0", "fp4"], TYPES[dtype]), dtype)


def old():
    """compressed-tensors 0.12: integers that lie in one word each, and columns in the order of their activations."""
    from compressed_tensors.compressors import BaseCompressor
    from compressed_tensors.compressors.quantized_compressors.pack_quantized import unpack_from_int32
    from compressed_tensors.quantization.lifecycle.forward import dequantize

    def quantize_with(bits, sym, order):
        def quantize(i, module, weight):
            b = bits[i % len(bits)]
            scheme = ct_scheme(integer(b, sym) | ({"actorder": "group"} if order else {}))
            index = torch.arange(weight.shape[1], dtype=torch.int32) // 32
            if order:
                index = index[torch.randperm(len(index))]
            perm = torch.argsort(index)
            scale, zero = affine(weight[:, perm], b, 32, sym, torch.bfloat16)
            scale = scale.to(torch.bfloat16)
            zero = (zero - 2 ** (b - 1)).to(torch.int8)
            compressor = BaseCompressor.load_from_registry("pack-quantized")
            parts = compressor.compress_weight(weight.bfloat16(), scale, scheme.weights,
                                               None if sym else zero, index if order else None)
            parts["weight_scale"] = scale
            if order:
                parts["weight_g_idx"] = index
            codes = unpack_from_int32(parts["weight_packed"], b, weight.shape)
            decoded = dequantize(x_q=codes, scale=scale, zero_point=None if sym else zero,
                                 g_idx=index if order else None)
            return {"." + k: v for k, v in parts.items()}, decoded

        return quantize

    def settings(bits, sym, order):
        kinds = [integer(b, sym) | ({"actorder": "group"} if order else {}) for b in bits]
        return ct_settings(kinds)

    write("compressed-old", settings([3, 4], False, True), quantize_with([3, 4], False, True))
    if SWEEP:
        for bits in range(1, 9):
            for sym in (True, False):
                for order in (True, False):
                    write(f"x-old-{bits}-{sym}-{order}", settings([bits], sym, order),
                          quantize_with([bits], sym, order))


if "--old" in sys.argv:
    old()
else:
    current()
    if SWEEP:
        sweep()
