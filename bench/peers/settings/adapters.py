"""Records PEFT adapters of several kinds over tiny models, with gradients: cases for `menura verify`.

python adapters.py OUT
"""

import sys, os, json, shutil, warnings, copy

warnings.filterwarnings("ignore")
import torch, transformers, peft
from peft import LoraConfig, get_peft_model, TaskType
from safetensors.torch import load_file, save_file

transformers.utils.logging.disable_progress_bar()
out = sys.argv[1]
os.makedirs(out, exist_ok=True)
log = open(out + "/log.txt", "a")
from models import reinit

LL = dict(
    vocab_size=64,
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    max_position_embeddings=64,
)


def base(kind, **k):
    if kind == "llama":
        return transformers.LlamaForCausalLM(transformers.LlamaConfig(**{**LL, **k}))
    if kind == "gpt2":
        return transformers.GPT2LMHeadModel(
            transformers.GPT2Config(vocab_size=64, n_embd=32, n_layer=2, n_head=4, n_positions=64, **k)
        )
    if kind == "qwen2":
        return transformers.Qwen2ForCausalLM(transformers.Qwen2Config(**{**LL, **k}))
    if kind == "neox":
        return transformers.GPTNeoXForCausalLM(
            transformers.GPTNeoXConfig(
                vocab_size=64,
                hidden_size=32,
                num_hidden_layers=2,
                num_attention_heads=4,
                intermediate_size=48,
                max_position_embeddings=64,
                **k
            )
        )
    if kind == "opt":
        return transformers.OPTForCausalLM(
            transformers.OPTConfig(
                vocab_size=64,
                hidden_size=32,
                ffn_dim=48,
                num_hidden_layers=2,
                num_attention_heads=4,
                max_position_embeddings=64,
                word_embed_proj_dim=32,
                dropout=0,
                **k
            )
        )
    if kind == "bloom":
        return transformers.BloomForCausalLM(transformers.BloomConfig(vocab_size=64, hidden_size=32, n_layer=2, n_head=4, **k))


C = {
    "plain": ("llama", {}, dict(target_modules=["q_proj", "v_proj"])),
    "lmhead": ("llama", {}, dict(target_modules=["q_proj", "v_proj"], modules_to_save=["lm_head"])),
    "embed": ("llama", {}, dict(target_modules=["q_proj"], modules_to_save=["embed_tokens"])),
    "both": ("llama", {}, dict(target_modules=["q_proj"], modules_to_save=["embed_tokens", "lm_head"])),
    "norms": ("llama", {}, dict(target_modules=["q_proj"], modules_to_save=["norm", "input_layernorm"])),
    "linear-saved": ("llama", dict(mlp_bias=True), dict(target_modules=["q_proj"], modules_to_save=["down_proj"])),
    "tied-lmhead": ("llama", dict(tie_word_embeddings=True), dict(target_modules=["q_proj"], modules_to_save=["lm_head"])),
    "tied-embed": ("llama", dict(tie_word_embeddings=True), dict(target_modules=["q_proj"], modules_to_save=["embed_tokens"])),
    "tied-both": (
        "llama",
        dict(tie_word_embeddings=True),
        dict(target_modules=["q_proj"], modules_to_save=["embed_tokens", "lm_head"]),
    ),
    "tied-ensure": (
        "llama",
        dict(tie_word_embeddings=True),
        dict(target_modules=["q_proj"], modules_to_save=["embed_tokens"], ensure_weight_tying=True),
    ),
    "lora-lmhead": ("llama", {}, dict(target_modules=["q_proj", "lm_head"])),
    "lora-lmhead-tied": ("llama", dict(tie_word_embeddings=True), dict(target_modules=["q_proj", "lm_head"])),
    "lora-embed": ("llama", {}, dict(target_modules=["q_proj", "embed_tokens"])),
    "bias-all": ("qwen2", {}, dict(target_modules=["q_proj", "o_proj"], bias="all")),
    "bias-lora": ("qwen2", {}, dict(target_modules=["q_proj", "o_proj"], bias="lora_only")),
    "rslora": ("llama", {}, dict(target_modules=["q_proj"], use_rslora=True)),
    "dora": ("llama", {}, dict(target_modules=["q_proj", "down_proj"], use_dora=True)),
    "dora-lmhead": ("llama", {}, dict(target_modules=["q_proj"], use_dora=True, modules_to_save=["lm_head"])),
    "layers": ("llama", {}, dict(target_modules=["q_proj", "v_proj"], layers_to_transform=[1])),
    "patterns": (
        "llama",
        {},
        dict(
            target_modules=["q_proj", "v_proj", "down_proj"],
            rank_pattern={"layers.1.self_attn.q_proj": 5},
            alpha_pattern={"v_proj": 3},
        ),
    ),
    "exclude": ("llama", {}, dict(target_modules="all-linear", exclude_modules=["k_proj"])),
    "regex": ("llama", {}, dict(target_modules=".*layers.0.*(q|v)_proj")),
    "gaussian": ("llama", {}, dict(target_modules=["q_proj"], init_lora_weights="gaussian")),
    "orthogonal": ("llama", {}, dict(target_modules=["q_proj"], init_lora_weights="orthogonal", r=4)),
    "pissa": ("llama", {}, dict(target_modules=["q_proj"], init_lora_weights="pissa")),
    "lorabias": ("llama", dict(attention_bias=True), dict(target_modules=["q_proj"], lora_bias=True)),
    "tokens": ("llama", {}, dict(target_modules=["q_proj"], trainable_token_indices=[1, 2, 5])),
    "params": ("llama", {}, dict(target_modules=["q_proj"], target_parameters=["lm_head.weight"])),
    "gpt2": ("gpt2", {}, dict(target_modules=["c_attn", "c_proj"], fan_in_fan_out=True)),
    "gpt2-head": ("gpt2", {}, dict(target_modules=["c_attn"], fan_in_fan_out=True, modules_to_save=["lm_head"])),
    "gpt2-wte": ("gpt2", {}, dict(target_modules=["c_attn"], fan_in_fan_out=True, modules_to_save=["wte"])),
    "neox": ("neox", {}, dict(target_modules=["query_key_value"], modules_to_save=["embed_out"])),
    "neox-in": ("neox", {}, dict(target_modules=["query_key_value"], modules_to_save=["embed_in", "embed_out"])),
    "opt": ("opt", {}, dict(target_modules=["q_proj"], modules_to_save=["lm_head"])),
    "bloom": ("bloom", {}, dict(target_modules=["query_key_value"], modules_to_save=["lm_head"])),
    "replicate": ("llama", {}, dict(target_modules=["q_proj"], layer_replication=[[0, 2], [1, 2]])),
}
for name, (kind, k, p) in C.items():
    try:
        torch.manual_seed(1)
        m = base(kind, **k).eval()
        reinit(m, 5)
        m.tie_weights()
        d = out + "/" + name
        shutil.rmtree(d, ignore_errors=True)
        os.makedirs(d)
        m.save_pretrained(d + "/base")
        ids = torch.randint(3, 64, (2, 12))
        b = m(ids).logits.detach()
        pm = get_peft_model(
            m, LoraConfig(**{**dict(r=3, lora_alpha=6, task_type=TaskType.CAUSAL_LM, lora_dropout=0.0), **p})
        ).eval()
        g = torch.Generator().manual_seed(9)
        for n, q in pm.named_parameters():
            if q.requires_grad:
                with torch.no_grad():
                    q.add_(
                        0.3 * torch.randn(q.shape, generator=g)
                        if "lora_B" in n or "modules_to_save" in n or "bias" in n or "trainable" in n
                        else 0.05 * torch.randn(q.shape, generator=g)
                    )
        o = pm(ids, labels=ids)
        o.loss.backward()
        T = {"input_ids": ids, "logits.base": b, "logits.adapter": o.logits, "loss": o.loss}
        for n, q in pm.named_parameters():
            if q.grad is not None:
                T["grad." + n] = q.grad
        T["frozen_parameters_with_grad"] = torch.tensor(
            sum(q.grad is not None for n, q in pm.named_parameters() if not q.requires_grad)
        )
        T["grad_norm"] = torch.sqrt(sum((q.grad**2).sum() for q in pm.parameters() if q.grad is not None))
        pm.save_pretrained(d + "/adapter", save_embedding_layers=False)
        try:
            mm = pm.merge_and_unload()
            T["logits.merged"] = mm(ids).logits
        except Exception as e:
            T["logits.merged"] = o.logits
            print(name, "merge", repr(e)[:100])
        save_file({kk: v.detach().contiguous().clone() for kk, v in T.items()}, d + "/golden.safetensors")
        json.dump(
            dict(
                case=name,
                kind="lora",
                library="peft %s, transformers %s" % (peft.__version__, transformers.__version__),
                grads=[],
                tensors=[],
            ),
            open(d + "/golden.json", "w"),
        )
        log.write(json.dumps(dict(path=name, field="", alt=p)) + "\n")
    except Exception as e:
        print(name, "ERR", repr(e)[:160])
        shutil.rmtree(out + "/" + name, ignore_errors=True)
