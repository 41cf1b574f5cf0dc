"""Records single cases with heads and settings that flips of golden cases don't reach: cases for `menura verify`.

python kinds.py OUT
"""

import sys, os, json, math, zlib, warnings

warnings.filterwarnings("ignore")
os.environ["TRANSFORMERS_VERBOSITY"] = "error"
import torch, transformers
from torch import nn
from safetensors.torch import save_file

torch.set_num_threads(1)
OUT = sys.argv[1]


def draw(model, seed):
    """Weights of which every one shows in the results, as those of testdata/golden."""
    g = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for module in model.modules():
            for name, p in module.named_parameters(recurse=False):
                x = torch.randn(p.shape, generator=g)
                norm = "Norm" in type(module).__name__
                if isinstance(module, nn.Embedding):
                    p.copy_(0.7 * x)
                elif norm and name == "weight":
                    p.copy_(("Gemma" not in type(module).__name__) + 0.3 * x)
                elif p.dim() < 2:
                    p.copy_(0.2 * x)
                elif isinstance(module, (nn.Linear, nn.Conv2d)):
                    p.copy_(1.6 / math.sqrt(p[0].numel()) * x)
                else:
                    p.copy_(0.5 * x)


def save(name, model, kind, inputs, outputs, grads, fixed=None, **more):
    folder = f"{OUT}/{name}"
    os.makedirs(folder, exist_ok=True)
    draw(model, zlib.crc32(name.encode()))
    model.save_pretrained(folder)
    result = model(**inputs, **(fixed or {}))
    tensors = dict(inputs)
    for output in outputs:
        value = result[output]
        tensors.update({f"{output}.{i}": v for i, v in enumerate(value)} if isinstance(value, tuple) else {output: value})
    if grads:
        result.loss.backward()
        parameters = dict(model.named_parameters())
        tensors.update({"grad." + n: parameters[n].grad for n in grads})
    tensors = {k: v.detach().clone().contiguous() for k, v in tensors.items()}
    save_file(tensors, folder + "/golden.safetensors")
    about = dict(case=name, kind=kind, library="transformers " + transformers.__version__, attn="eager", **more)
    about["class"] = type(model).__name__
    if kind == "generic":
        about.update(inputs=list(inputs), outputs=outputs, fixed_arguments=fixed or {})
    about["grads"] = grads
    about["tensors"] = {k: {"shape": list(v.shape)} for k, v in tensors.items()}
    json.dump(about, open(folder + "/golden.json", "w"), indent=1)


def make(name, config):
    return getattr(transformers, name)._from_config(config, attn_implementation="eager").float().eval()


g = torch.Generator().manual_seed(7)
ids = torch.randint(5, 60, (2, 9), generator=g)
mask = torch.ones_like(ids)
small = dict(vocab_size=60, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=24)

padded = ids.clone()
mask[1, 6:] = 0
padded[1, 6:] = 1
labels = torch.where((ids % 3 == 0) & (mask == 1), ids, -100)
config = transformers.RobertaConfig(**small, max_position_embeddings=14, type_vocab_size=1, pad_token_id=1)
save(
    "roberta-mlm-grad",
    make("RobertaForMaskedLM", config),
    "generic",
    dict(input_ids=padded, attention_mask=mask, labels=labels),
    ["logits", "loss"],
    ["roberta.embeddings.position_embeddings.weight", "roberta.encoder.layer.0.attention.self.query.weight"],
)
config = transformers.BertConfig(**small, max_position_embeddings=12)
save(
    "bert-qa-grad",
    make("BertForQuestionAnswering", config),
    "generic",
    dict(input_ids=ids, start_positions=torch.tensor([2, 11]), end_positions=torch.tensor([4, 3])),
    ["start_logits", "end_logits", "loss"],
    ["qa_outputs.weight", "bert.encoder.layer.0.attention.self.query.weight"],
)
config = transformers.RwkvConfig(
    vocab_size=40, hidden_size=16, num_hidden_layers=2, context_length=32, rescale_every=0, layer_norm_epsilon=0.1
)
save(
    "rwkv4-eps",
    transformers.RwkvForCausalLM(config).float().eval(),
    "causal",
    dict(input_ids=ids % 40),
    ["logits"],
    [],
)
config = transformers.CLIPVisionConfig(
    hidden_size=16, intermediate_size=24, num_hidden_layers=2, num_attention_heads=2, image_size=8, patch_size=4
)
save(
    "clip-vision-hidden",
    make("CLIPVisionModel", config),
    "generic",
    dict(pixel_values=torch.randn(2, 3, 8, 8, generator=g)),
    ["last_hidden_state", "pooler_output", "hidden_states"],
    [],
    dict(output_hidden_states=True),
)

config = transformers.PaliGemmaConfig(
    vision_config=dict(
        model_type="siglip_vision_model",
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=1,
        num_attention_heads=2,
        image_size=8,
        patch_size=4,
        projection_dim=16,
    ),
    text_config=dict(
        model_type="gemma2",
        vocab_size=60,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        query_pre_attn_scalar=8,
        sliding_window=3,
        max_position_embeddings=32,
    ),
    image_token_index=59,
    projection_dim=16,
)
prompt = ids.clone()
prompt[:, :4] = 59
save(
    "paligemma2-window",
    make("PaliGemmaForConditionalGeneration", config),
    "generic",
    dict(
        input_ids=prompt,
        attention_mask=torch.ones_like(prompt),
        token_type_ids=torch.zeros_like(prompt),
        pixel_values=torch.randn(2, 3, 8, 8, generator=g),
    ),
    ["logits", "image_hidden_states"],
    [],
)


def reward(name, model, grads, pad):
    """Scores of pairs at their last tokens."""
    folder = f"{OUT}/{name}"
    os.makedirs(folder, exist_ok=True)
    draw(model, zlib.crc32(name.encode()))
    model.save_pretrained(folder)
    tensors = dict(margin=torch.tensor([0.5, 1.0]))
    scores = []
    for part in ("chosen", "rejected"):
        texts = torch.randint(4, 40, (2, 7), generator=g)
        seen = torch.ones_like(texts)
        seen[1, 4:] = 0
        texts[seen == 0] = pad
        scores.append(model(input_ids=texts, attention_mask=seen).logits[:, 0])
        tensors.update({part + "_ids": texts, part + "_mask": seen, "scores." + part: scores[-1]})
    difference = scores[0] - scores[1]
    loss = -nn.functional.logsigmoid(difference).mean()
    loss.backward()
    tensors["loss"] = loss
    tensors["loss.margin"] = -nn.functional.logsigmoid(difference - tensors["margin"]).mean()
    tensors["loss.centered"] = loss + 0.01 * ((scores[0] + scores[1]) ** 2).mean()
    parameters = dict(model.named_parameters())
    tensors.update({"grad." + n: parameters[n].grad for n in grads})
    save_file({k: v.detach().clone().contiguous() for k, v in tensors.items()}, folder + "/golden.safetensors")
    about = dict(case=name, kind="reward", library="transformers " + transformers.__version__, grads=grads)
    about["class"] = type(model).__name__
    json.dump(about, open(folder + "/golden.json", "w"), indent=1)


config = transformers.GPT2Config(
    vocab_size=40, n_embd=16, n_layer=1, n_head=2, n_positions=16, pad_token_id=0, num_labels=1
)
reward("reward-gpt2", make("GPT2ForSequenceClassification", config), ["score.weight", "transformer.ln_f.weight"], 0)
config = transformers.Gemma2Config(
    vocab_size=40,
    hidden_size=16,
    intermediate_size=24,
    num_hidden_layers=1,
    num_attention_heads=2,
    num_key_value_heads=1,
    head_dim=8,
    query_pre_attn_scalar=8,
    final_logit_softcapping=1.0,
    num_labels=1,
)
reward("reward-gemma2", make("Gemma2ForSequenceClassification", config), ["score.weight", "model.norm.weight"], 0)
config = transformers.LlavaConfig(
    vision_config=dict(
        model_type="clip_vision_model",
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=2,
        num_attention_heads=2,
        image_size=8,
        patch_size=4,
        projection_dim=16,
    ),
    text_config=dict(
        model_type="gemma3_text",
        vocab_size=60,
        hidden_size=16,
        intermediate_size=24,
        num_hidden_layers=1,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        query_pre_attn_scalar=8,
        sliding_window=5,
        final_logit_softcapping=1.0,
        max_position_embeddings=32,
    ),
    image_token_index=59,
)
save(
    "llava-gemma3",
    make("LlavaForConditionalGeneration", config),
    "generic",
    dict(
        input_ids=prompt, attention_mask=torch.ones_like(prompt), pixel_values=torch.randn(2, 3, 8, 8, generator=g)
    ),
    ["logits", "image_hidden_states", "hidden_states"],
    [],
    dict(output_hidden_states=True),
)
