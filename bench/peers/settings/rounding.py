"""Tells which rounding makes llama.cpp's probabilities differ from those of the weights: that of the activations.

    python rounding.py FOLDER SEED

Needs bench/real/llama.py and the packages transformers, gguf and xllamacpp. The activations of each product are rounded as
llama.cpp does: to blocks of 32 (Q8_0) before Q4_0, to blocks of 256 (Q8_K) before K-quants.
"""

import sys, os, subprocess, json

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE + "/../../real")
import torch, numpy as np, transformers, gguf

transformers.utils.logging.disable_progress_bar()
from llama import Llama

W = sys.argv[1]
os.makedirs(W, exist_ok=True)


def menura(*a):
    return subprocess.run([HERE + "/../../../menura", *a], capture_output=True, text=True).stdout


seed = int(sys.argv[2])
torch.manual_seed(seed)
cfg = transformers.LlamaConfig(
    vocab_size=512,
    hidden_size=256,
    intermediate_size=512,
    num_hidden_layers=4,
    num_attention_heads=8,
    num_key_value_heads=4,
    max_position_embeddings=256,
)
m = transformers.LlamaForCausalLM(cfg).eval()
for n, p in m.named_parameters():
    with torch.no_grad():
        if p.ndim > 1:
            p.copy_(
                torch.randn(p.shape)
                * (0.7 if "embed" in n else 6.0 if "lm_head" in n else 1.6)
                / (1 if "embed" in n else p.shape[1] ** 0.5)
            )
        else:
            p.copy_(1 + 0.3 * torch.randn(p.shape))
d = W + "/hf"
subprocess.run(["rm", "-rf", d])
m.save_pretrained(d)
prompts = [torch.randint(3, 512, (n,)).tolist() for n in (1, 4, 9, 16)]


def q8_0(x):
    b = x.reshape(-1, 32)
    dd = b.abs().amax(1, keepdim=True) / 127
    am = b.abs().amax(1, keepdim=True)
    idd = torch.where(am > 0, 127 / am, torch.zeros_like(dd))
    q = torch.round(b * idd)
    return (q * dd.half().float()).reshape(x.shape)


def q8_k(x):
    b = x.reshape(-1, 256)
    i = b.abs().argmax(1, keepdim=True)
    mx = b.gather(1, i)
    isc = torch.where(mx != 0, -127 / mx, torch.zeros_like(mx))
    q = torch.clamp(torch.round(isc * b), max=127)
    return torch.where(isc != 0, q / isc, torch.zeros_like(q)).reshape(x.shape)


for t in ("Q4_0", "Q5_K_M"):
    f = f"{W}/{t}.gguf"
    if os.path.exists(f):
        os.remove(f)
    print(menura("convert", d, f, "--type", t)[-200:].strip().split("\n")[-1])
    r = gguf.GGUFReader(f)
    types = {x.name: x.tensor_type.name for x in r.tensors}
    back = f"{W}/{t}-hf"
    subprocess.run(["rm", "-rf", back])
    menura("convert", f, back, "--type", "F32")
    e = transformers.LlamaForCausalLM.from_pretrained(back, dtype=torch.float32, attn_implementation="eager").eval()

    def probs(model):
        return [torch.softmax(model(torch.tensor([p])).logits[0, -1], -1).detach().numpy() for p in prompts]

    exact = probs(e)
    names = {
        "q_proj": "attn_q",
        "k_proj": "attn_k",
        "v_proj": "attn_v",
        "o_proj": "attn_output",
        "gate_proj": "ffn_gate",
        "up_proj": "ffn_up",
        "down_proj": "ffn_down",
    }
    hs = []
    for n, mod in e.named_modules():
        if isinstance(mod, torch.nn.Linear):
            g = "output.weight" if n == "lm_head" else "blk.%s.%s.weight" % (n.split(".")[2], names[n.split(".")[-1]])
            ty = types[g]
            fn = q8_k if ty.endswith("K") else q8_0
            hs.append(mod.register_forward_pre_hook(lambda mm, a, fn=fn: (fn(a[0]),)))
    rounded = probs(e)
    [h.remove() for h in hs]
    ll = Llama(f) if True else None
    lp = []
    for p in prompts:
        lp.append(np.exp(ll.log_probs(p, 1)[0]))

    def diff(a, b):
        return max(float(np.abs(x - y).max()) for x, y in zip(a, b))

    print(
        t,
        sorted(set(types.values())),
        "llama.cpp - exact %.4f  llama.cpp - rounded activations %.4f  rounded - exact %.4f"
        % (diff(lp, exact), diff(lp, rounded), diff(rounded, exact)),
    )
    print(
        t,
        [
            "%d tokens: exact %.4f rounded %.4f" % (len(p), float(np.abs(a - b).max()), float(np.abs(a - c).max()))
            for p, a, b, c in zip(prompts, lp, exact, rounded)
        ],
    )
    json.dump(
        dict(prompts=prompts, llama=[x.tolist() for x in lp], exact=[x.tolist() for x in exact]), open(f"{W}/{t}.json", "w")
    )
