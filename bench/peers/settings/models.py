"""Flips config fields of golden cases one by one and records what transformers makes of them: cases for `menura verify`.

    python models.py OUT llama-gqa gpt2 bert-mlm ...

OUT gets a folder CASE@FIELD@N for each flip that the library accepts (CASE@base: no flip; CASE@base@new: the config as this
release writes it), and log.txt, which says which of them changed nothing there. Weights are drawn anew, inputs are those of the case.
"""

import sys, os, json, copy, shutil, warnings, dataclasses, traceback

warnings.filterwarnings("ignore")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
import torch, transformers
from safetensors.torch import load_file, save_file

torch.set_num_threads(1)
transformers.utils.logging.disable_progress_bar()
GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../testdata/golden")
ACT = [
    "relu",
    "silu",
    "gelu",
    "gelu_new",
    "gelu_pytorch_tanh",
    "quick_gelu",
    "gelu_fast",
    "relu2",
    "tanh",
    "sigmoid",
    "gelu_10",
    "mish",
    "leaky_relu",
]
VALUES = {
    "hidden_act": ACT,
    "activation_function": ["relu", "silu", "gelu", "gelu_new", "quick_gelu"],
    "hidden_activation": ["relu", "silu", "gelu"],
    "act_fn": ["relu"],
    "projector_hidden_act": ["relu", "quick_gelu"],
    "feed_forward_proj": ["relu", "gated-silu", "gated-gelu", "gelu"],
    "activation": ["relu", "gelu"],
    "classifier_activation": ["relu"],
    "projection_hidden_act": ["gelu", "silu"],
    "pooler_act": ["relu", "gelu"],
    "sliding_window": [3, None],
    "attention_dropout": [0.5],
    "rope_scaling": [
        {"rope_type": "linear", "factor": 2.0},
        {"type": "linear", "factor": 4.0},
        {"rope_type": "dynamic", "factor": 2.0},
        {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 16},
        {
            "rope_type": "yarn",
            "factor": 4.0,
            "original_max_position_embeddings": 16,
            "beta_fast": 16,
            "beta_slow": 2,
            "attention_factor": 1.5,
        },
        {
            "rope_type": "yarn",
            "factor": 4.0,
            "original_max_position_embeddings": 16,
            "mscale": 0.7,
            "mscale_all_dim": 0.5,
            "truncate": False,
        },
        {
            "rope_type": "llama3",
            "factor": 8.0,
            "low_freq_factor": 1.0,
            "high_freq_factor": 4.0,
            "original_max_position_embeddings": 16,
        },
    ],
    "rope_parameters": [
        {"rope_type": "default", "rope_theta": 500.0},
        {"rope_type": "linear", "factor": 2.0, "rope_theta": 300.0},
        {"rope_type": "proportional", "rope_theta": 300.0, "partial_rotary_factor": 0.5},
        {"rope_type": "default", "rope_theta": 500.0, "partial_rotary_factor": 0.5},
    ],
    "layer_types": None,
    "problem_type": ["multi_label_classification", "regression"],
    "position_embedding_type": ["relative_key", "relative_key_query"],
    "attn_implementation": None,
    "final_logit_softcapping": [5.0, None],
    "attn_logit_softcapping": [5.0, None],
    "query_pre_attn_scalar": [7],
    "clip_qkv": [0.5, None],
    "embedding_multiplier": [2.0],
    "mlp_only_layers": [[0]],
    "n_inner": [40],
    "resid_pdrop": [0.5],
    "word_embed_proj_dim": [16],
    "vision_feature_select_strategy": ["full"],
    "vision_feature_layer": [-1, [-1, -2]],
    "image_seq_length": [9],
    "time_step_limit": [[0.0, 0.05], [0.5, 2.0]],
    "head_dim": [8, 20],
    "quantization_config": [],
    "dtype": [],
    "torch_dtype": [],
    "transformers_version": [],
    "architectures": [],
    "id2label": [],
    "label2id": [],
    "model_type": [],
    "auto_map": [],
    "name_or_path": [],
    "num_labels": [4],
    "hidden_size_per_layer_input": [8],
    "n_positions": None,
    "sliding_window_pattern": [2, 3],
    "max_window_layers": [1, 0],
    "num_key_value_heads": [1, 2, 4],
    "num_kv_heads": [1, 2, 4],
    "rope_theta": [123.0],
    "rope_local_base_freq": [77.0],
    "partial_rotary_factor": [0.5, 0.25],
    "rotary_pct": [0.5, 1.0],
    "original_max_position_embeddings": [8],
    "max_position_embeddings": [16, 64],
    "fs": [],
    "use_bidirectional_attention": [True, "all", "vision"],
    "upsample_rates": [[2, 2]],
    "reduction_type": None,
    "summary_type": ["last"],
    "text_config": [],
    "vision_config": [],
    "qformer_config": [],
    "audio_config": [],
    "tie_word_embeddings": [True, False],
}
SKIP = {
    "output_hidden_states",
    "return_dict",
    "output_attentions",
    "use_return_dict",
    "dtype",
    "torch_dtype",
    "architectures",
    "id2label",
    "label2id",
    "transformers_version",
    "model_type",
    "finetuning_task",
    "task_specific_params",
    "_name_or_path",
    "chat_template",
}


def fields(cls):
    out = {}
    for f in dataclasses.fields(cls):
        if f.name.startswith("_"):
            continue
        d = (
            f.default
            if f.default is not dataclasses.MISSING
            else (f.default_factory() if f.default_factory is not dataclasses.MISSING else None)
        )
        out[f.name] = d
    return out


def alternatives(name, value, default, cfg):
    if name in SKIP:
        return []
    if VALUES.get(name) is not None:
        return [v for v in VALUES[name] if v != value]
    if name == "layer_types":
        n = len(value) if value else 2
        return [
            ["full_attention"] * n,
            ["sliding_attention"] * n,
            (["full_attention", "sliding_attention"] * n)[:n],
            (["sliding_attention", "full_attention"] * n)[:n],
        ]
    v = value if value is not None else default
    if isinstance(v, bool):
        return [not v]
    if isinstance(v, int):
        return [v + 1, v * 2] if v > 0 else [v + 1]
    if isinstance(v, float):
        return [v * 3 + 0.01]
    if isinstance(v, str):
        return ["zzz"]
    if v is None:
        return [True, 3, 0.5]
    if isinstance(v, (list, tuple)) and v and all(isinstance(x, (int, float)) for x in v):
        return [[x + 1 for x in v]]
    return []


def reinit(model, seed, std_out=1.0):
    g = torch.Generator().manual_seed(seed)
    for n, p in model.named_parameters():
        with torch.no_grad():
            r = torch.randn(p.shape, generator=g)
            last = n.split(".")[-1]
            if p.ndim >= 2:
                fan = p[0].numel()
                if (
                    any(
                        k in n
                        for k in ("embed_tokens", "wte", "wpe", "embeddings", "embed_in", "shared.weight", "embed_positions")
                    )
                    and p.ndim == 2
                ):
                    p.copy_(0.7 * r)
                elif last in ("A_log",):
                    p.add_(0.1 * r)
                else:
                    p.copy_(r * 1.3 / fan**0.5)
            elif last == "weight":
                p.copy_(1 + 0.3 * r)
            elif last == "bias":
                p.copy_(0.2 * r)
            else:
                p.add_(0.1 * r)


def getout(o, name):
    for part in name.split("."):
        if o is None:
            return None
        if isinstance(o, (list, tuple)) and part.isdigit():
            o = o[int(part)]
        else:
            o = getattr(o, part) if hasattr(o, part) else (o[part] if isinstance(o, dict) and part in o else None)
    return o


BAD = {
    "clip": ["text_model_output.pooler_output", "vision_model_output.pooler_output"],
    "clip-eos-id": ["text_model_output.pooler_output", "vision_model_output.pooler_output"],
    "siglip": [],
    "idefics3": ["image_hidden_states"],
    "llava": ["image_hidden_states"],
    "paligemma": ["image_hidden_states"],
}


def run_case(src, out, setter, label):
    """setter(config dict) -> None modifies config; build, run, write."""
    gj = json.load(open(src + "/golden.json"))
    gt = load_file(src + "/golden.safetensors")
    cls = getattr(transformers, gj["class"])
    raw = json.load(open(src + "/config.json"))
    raw.pop("torch_dtype", None)
    raw["dtype"] = "float32"
    setter(raw)
    cfg = cls.config_class.from_dict(copy.deepcopy(raw))
    cfg._attn_implementation = "eager"
    torch.manual_seed(0)
    model = cls._from_config(cfg) if False else cls(cfg)
    model.eval()
    reinit(model, 7)
    if hasattr(model, "tie_weights"):
        try:
            model.tie_weights()
        except Exception:
            pass
    kind = gj["kind"]
    tensors = {}
    new = {"case": label, "class": gj["class"], "kind": kind, "library": "transformers " + transformers.__version__}
    with torch.no_grad():
        if kind == "causal":
            V = cfg.get_text_config().vocab_size
            ids = gt["input_ids"] % V
            o = model(input_ids=ids, labels=ids, use_cache=False)
            tensors.update(input_ids=ids, logits=o.logits, loss=o.loss)
            p = gt["prompt_ids"] % V if "prompt_ids" in gt else ids[:1, :8]
            seq = p.clone()
            for _ in range(8):
                seq = torch.cat([seq, model(input_ids=seq, use_cache=False).logits[:, -1].argmax(-1, keepdim=True)], 1)
            tensors.update(prompt_ids=p, greedy_ids=seq[0, p.shape[1] :])
            if "padded.input_ids" in gt and kind == "causal":
                kw = {k: gt["padded." + k] for k in ("input_ids", "attention_mask", "position_ids") if "padded." + k in gt}
                kw["input_ids"] = kw["input_ids"] % V
                lo = model(**kw, use_cache=False).logits * kw["attention_mask"][..., None]
                for k, v in kw.items():
                    tensors["padded." + k] = v
                tensors["padded.logits"] = lo
            new["hidden_states"] = []
        else:
            kw = {k: gt[k] for k in gj["inputs"] if k in gt}
            fixed = dict(gj.get("fixed_arguments") or {})
            o = model(**kw, **fixed)
            outs = []
            for name in gj["outputs"]:
                v = getout(o, name)
                if v is None or (isinstance(v, (tuple, list)) and not v):
                    continue
                if name in BAD.get(gj["case"], ()):
                    continue
                outs.append(name)
                if isinstance(v, (tuple, list)):
                    for i, t in enumerate(v):
                        tensors["%s.%d" % (name, i)] = t
                else:
                    tensors[name] = v
            tensors.update(kw)
            new.update(inputs=gj["inputs"], outputs=outs, fixed_arguments=fixed, attn="eager", grads=[])
            for k in ("decoder_start_token_id", "mm_token_types"):
                if k in gj:
                    new[k] = gj[k]
    if not all(torch.isfinite(t.float()).all() for t in tensors.values()):
        raise ValueError("not finite")
    tensors = {k: (v.detach().float() if v.is_floating_point() else v).contiguous().clone() for k, v in tensors.items()}
    shutil.rmtree(out, ignore_errors=True)
    os.makedirs(out)
    model.save_pretrained(out)
    for f in ("generation_config.json",):
        if os.path.exists(out + "/" + f):
            os.remove(out + "/" + f)
    # config: the original file with the flip (old style), or the library's own
    if label.endswith("@new"):
        pass
    else:
        json.dump(raw, open(out + "/config.json", "w"), indent=1)
    save_file(tensors, out + "/golden.safetensors")
    new["tensors"] = []
    json.dump(new, open(out + "/golden.json", "w"))
    return tensors


def main():
    outroot = sys.argv[1]
    names = sys.argv[2:]
    os.makedirs(outroot, exist_ok=True)
    log = open(outroot + "/log.txt", "a")
    for case in names:
        src = GOLDEN + "/" + case
        gj = json.load(open(src + "/golden.json"))
        cls = getattr(transformers, gj["class"])
        raw = json.load(open(src + "/config.json"))
        base = {}
        subs = [None] + [k for k in ("text_config", "vision_config", "qformer_config") if isinstance(raw.get(k), dict)]
        try:
            b = run_case(src, f"{outroot}/{case}@base", lambda r: None, f"{case}@base")
            run_case(src, f"{outroot}/{case}@base@new", lambda r: None, f"{case}@base@new")
        except Exception as e:
            print(case, "BASE FAILED", repr(e)[:200])
            traceback.print_exc()
            continue
        n = 0
        for sub in subs:
            ccls = cls.config_class if sub is None else type(getattr(cls.config_class.from_dict(copy.deepcopy(raw)), sub))
            where = raw if sub is None else raw[sub]
            fs = fields(ccls)
            for name in sorted(
                set(fs)
                | set(where)
                | {"rope_scaling", "rope_theta"} & ({"rope_scaling", "rope_theta"} if "rope_parameters" in fs else set())
            ):
                value = where.get(name, fs.get(name))
                for i, alt in enumerate(alternatives(name, value, fs.get(name), where)):
                    label = f"{case}@{sub+'.' if sub else ''}{name}={json.dumps(alt)}"
                    path = f"{outroot}/{case}@{sub+'.' if sub else ''}{name}@{i}"

                    def setter(r):
                        (r if sub is None else r[sub])[name] = alt
                        if name in ("rope_parameters",):
                            (r if sub is None else r[sub]).pop("rope_theta", None)

                    try:
                        t = run_case(src, path, setter, label)
                        keys = [k for k in t if k in b and t[k].is_floating_point()]
                        same = all(t[k].shape == b[k].shape and torch.allclose(t[k], b[k], atol=1e-5) for k in keys)
                        log.write(
                            json.dumps(
                                dict(
                                    path=os.path.basename(path),
                                    case=case,
                                    field=(sub + "." if sub else "") + name,
                                    alt=alt,
                                    same=same,
                                )
                            )
                            + "\n"
                        )
                        n += 1
                        if same and isinstance(alt, (bool, int, float, str)) and not os.environ.get("KEEP"):
                            pass
                    except Exception as e:
                        shutil.rmtree(path, ignore_errors=True)
                        log.write(
                            json.dumps(
                                dict(
                                    path=os.path.basename(path),
                                    case=case,
                                    field=(sub + "." if sub else "") + name,
                                    alt=alt,
                                    error=repr(e)[:160],
                                )
                            )
                            + "\n"
                        )
        log.flush()
        print(case, n, flush=True)


if __name__ == "__main__":
    main()
