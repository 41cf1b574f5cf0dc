"""Computes the case ppo with another estimator of the divergence, by the formulas of trl 0.23.

python policy.py k3 OUT
"""

import torch, json, os, shutil, sys
from safetensors.torch import load_file, save_file

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../../testdata/golden/ppo")
est = sys.argv[1]
out = sys.argv[2]
g = load_file(GOLDEN + "/golden.safetensors")
d = json.load(open(GOLDEN + "/golden.json"))
h = d["hyperparameters"]
h["kl_estimator"] = est


def mw(x, m, shift=True):
    mean = (x * m).sum() / m.sum()
    c = x - mean
    var = (c**2 * m).sum() / m.sum()
    n = m.sum()
    var = var * n / (n - 1)
    w = c * torch.rsqrt(var + 1e-8)
    return w if shift else w + mean


rm = g["response_mask"].bool()
vm = g["value_mask"].bool()
old, ref, new, nv, ov = [g[k].clone() for k in ("old_logprobs", "reference_logprobs", "new_logprobs", "new_values", "old_values")]
new.requires_grad_()
nv.requires_grad_()
logr = ref - old
kl = (-logr if est == "k1" else torch.exp(logr) - 1 - logr) * rm
rew = -h["kl_coef"] * kl
L = rew.shape[1]
for i, l in enumerate(g["last_token_index"].tolist()):
    rew[i, l + 1 if l + 1 < L else l] += g["scores"][i]
ov = ov * vm
last = 0
adv = []
for t in reversed(range(L)):
    nx = ov[:, t + 1] if t < L - 1 else 0.0
    last = rew[:, t] + h["gamma"] * nx - ov[:, t] + h["gamma"] * h["lam"] * last
    adv.append(last)
adv = torch.stack(adv[::-1], 1)
ret = adv + ov
raw = adv.clone()
A = mw(adv, rm) * rm


def mm(x, m):
    return (x * m).sum() / m.sum()


vc = torch.clamp(nv, ov - h["cliprange_value"], ov + h["cliprange_value"])
vl = 0.5 * mm(torch.max((nv - ret) ** 2, (vc - ret) ** 2), vm)
r = torch.exp(new - old)
pl = mm(torch.max(-A * r, -A * torch.clamp(r, 1 - h["cliprange"], 1 + h["cliprange"])), rm)
loss = pl + h["vf_coef"] * vl
loss.backward()
T = dict(g)
T.update(
    {
        "token_rewards": rew,
        "advantages.raw": raw,
        "returns": ret,
        "advantages": A,
        "policy_loss": pl,
        "value_loss": vl,
        "loss": loss,
        "grad.new_logprobs": new.grad,
        "grad.new_values": nv.grad,
    }
)
if est == "k1":
    for k in g:
        print(k, float((T[k].float() - g[k].float()).abs().max()))
os.makedirs(out, exist_ok=True)
T["policy_clip_fraction"] = mm((-A * torch.clamp(r, 1 - h["cliprange"], 1 + h["cliprange"]) > -A * r).float(), rm)
save_file({k: v.detach().contiguous() for k, v in T.items()}, out + "/golden.safetensors")
d["tensors"] = {}
d["case"] = "ppo-" + est
d["library"] = "formulas of trl 0.23.0, torch 2.15"
json.dump(d, open(out + "/golden.json", "w"), indent=1)
