"""Times training steps of PyTorch: python3 train_torch.py CONFIG.json float32|bf16 THREADS STEPS [--lora]

The models are those that `menura` trains, written as plainly as PyTorch users write them, with the fused operations that
PyTorch has: scaled_dot_product_attention, cross_entropy, AdamW. Prints milliseconds per step and the most resident memory in MiB as JSON.
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

ROWS, LENGTH, RANK = 8, 256, 8


class Norm(nn.Module):
    def __init__(self, n):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n))

    def forward(self, x):
        h = x.float()
        h = h * torch.rsqrt(h.pow(2).mean(-1, keepdim=True) + 1e-5)
        return self.weight * h.to(x.dtype)


class Adapted(nn.Module):
    """A frozen linear layer with a low-rank update."""

    def __init__(self, base):
        super().__init__()
        self.base = base
        self.base.weight.requires_grad_(False)
        self.a = nn.Parameter(torch.randn(RANK, base.in_features) / math.sqrt(base.in_features))
        self.b = nn.Parameter(torch.zeros(base.out_features, RANK))

    def forward(self, x):
        return self.base(x) + F.linear(F.linear(x, self.a), self.b) * 2.0


class Attention(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c["hidden_size"]
        self.heads = c["num_attention_heads"]
        self.keys = c.get("num_key_value_heads", self.heads)
        self.dim = d // self.heads
        self.q_proj = nn.Linear(d, self.heads * self.dim, bias=False)
        self.k_proj = nn.Linear(d, self.keys * self.dim, bias=False)
        self.v_proj = nn.Linear(d, self.keys * self.dim, bias=False)
        self.o_proj = nn.Linear(self.heads * self.dim, d, bias=False)

    def forward(self, x, cos, sin):
        b, t, _ = x.shape
        q = self.q_proj(x).view(b, t, self.heads, self.dim).transpose(1, 2)
        k = self.k_proj(x).view(b, t, self.keys, self.dim).transpose(1, 2)
        v = self.v_proj(x).view(b, t, self.keys, self.dim).transpose(1, 2)
        q, k = rotated(q, cos, sin), rotated(k, cos, sin)
        if self.keys != self.heads:
            k = k.repeat_interleave(self.heads // self.keys, 1)
            v = v.repeat_interleave(self.heads // self.keys, 1)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.o_proj(y.transpose(1, 2).reshape(b, t, -1))


def rotated(x, cos, sin):
    a, b = x.chunk(2, -1)
    return (x * cos + torch.cat((-b, a), -1) * sin).to(x.dtype)


class Mlp(nn.Module):
    def __init__(self, d, inner):
        super().__init__()
        self.gate_proj = nn.Linear(d, inner, bias=False)
        self.up_proj = nn.Linear(d, inner, bias=False)
        self.down_proj = nn.Linear(inner, d, bias=False)

    def forward(self, x):
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Mixture(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.chosen = c["num_experts_per_tok"]
        self.gate = nn.Linear(c["hidden_size"], c["num_local_experts"], bias=False)
        self.experts = nn.ModuleList(
            Mlp(c["hidden_size"], c["intermediate_size"]) for _ in range(c["num_local_experts"]))

    def forward(self, x):
        flat = x.reshape(-1, x.shape[-1])
        weights, picks = F.softmax(self.gate(flat), -1, dtype=torch.float).topk(self.chosen, -1)
        weights = (weights / weights.sum(-1, keepdim=True)).to(x.dtype)
        out = torch.zeros_like(flat)
        for i, expert in enumerate(self.experts):
            row, place = torch.where(picks == i)
            out.index_add_(0, row, (expert(flat[row]) * weights[row, place, None]).to(out.dtype))
        return out.view_as(x)


class Block(nn.Module):
    def __init__(self, c):
        super().__init__()
        self.input_layernorm = Norm(c["hidden_size"])
        self.self_attn = Attention(c)
        self.post_attention_layernorm = Norm(c["hidden_size"])
        self.mlp = Mixture(c) if "num_local_experts" in c else Mlp(c["hidden_size"], c["intermediate_size"])

    def forward(self, x, cos, sin):
        x = x + self.self_attn(self.input_layernorm(x), cos, sin)
        return x + self.mlp(self.post_attention_layernorm(x))


class MambaBlock(nn.Module):
    """Mamba with the scan as PyTorch users write it without CUDA: a loop over time."""

    def __init__(self, c):
        super().__init__()
        d, n = c["hidden_size"], c["state_size"]
        self.inner = c.get("expand", 2) * d
        self.rank = c["time_step_rank"]
        self.norm = Norm(d)
        self.in_proj = nn.Linear(d, 2 * self.inner, bias=False)
        self.conv1d = nn.Conv1d(self.inner, self.inner, 4, padding=3, groups=self.inner)
        self.x_proj = nn.Linear(self.inner, self.rank + 2 * n, bias=False)
        self.dt_proj = nn.Linear(self.rank, self.inner)
        self.A_log = nn.Parameter(torch.log(torch.arange(1, n + 1).float()).repeat(self.inner, 1))
        self.D = nn.Parameter(torch.ones(self.inner))
        self.out_proj = nn.Linear(self.inner, d, bias=False)
        self.n = n

    def forward(self, x, cos, sin):
        t = x.shape[1]
        u, gate = self.in_proj(self.norm(x)).chunk(2, -1)
        u = F.silu(self.conv1d(u.transpose(1, 2))[..., :t].transpose(1, 2))
        dt, b, c = self.x_proj(u).split((self.rank, self.n, self.n), -1)
        dt = F.softplus(self.dt_proj(dt)).float()
        decay = torch.exp(dt.unsqueeze(-1) * -torch.exp(self.A_log))
        fed = (dt * u).unsqueeze(-1) * b.unsqueeze(2)
        h = torch.zeros(x.shape[0], self.inner, self.n)
        ys = []
        for kept, new, read in zip(decay.unbind(1), fed.unbind(1), c.unbind(1)):
            h = kept * h + new
            ys.append((h * read[:, None]).sum(-1))
        y = torch.stack(ys, 1) + self.D * u
        return x + self.out_proj((y * F.silu(gate)).to(x.dtype))


def shifted(x):
    """What the token before has, less what each has."""
    return F.pad(x, (0, 0, 1, -1)) - x


class LowRank(nn.Module):
    def __init__(self, d, rank, between=nn.Identity()):
        super().__init__()
        self.down, self.between, self.up = nn.Linear(d, rank, bias=False), between, nn.Linear(rank, d)

    def forward(self, x):
        return self.up(self.between(self.down(x)))


class Rwkv7Block(nn.Module):
    """RWKV-7 with the delta rule as PyTorch users write it without CUDA: a loop over time."""

    def __init__(self, c, layer):
        super().__init__()
        d = c["hidden_size"]
        self.heads, self.first = d // c["head_size"], layer == 0
        self.ln1, self.ln2 = nn.LayerNorm(d), nn.LayerNorm(d)
        self.mixes = nn.Parameter(torch.rand(6, d))
        self.r_proj, self.k_proj, self.v_proj, self.o_proj = (nn.Linear(d, d, bias=False) for _ in range(4))
        self.decay = LowRank(d, c["decay_low_rank_dim"], nn.Tanh())
        self.a = LowRank(d, c["a_low_rank_dim"])
        self.v = LowRank(d, c["v_low_rank_dim"])
        self.gate = LowRank(d, c["gate_low_rank_dim"], nn.Sigmoid())
        self.k_k, self.k_a, self.r_k = (nn.Parameter(torch.rand(d)) for _ in range(3))
        self.norm = nn.GroupNorm(self.heads, d, eps=c["group_norm_epsilon"])
        self.mix = nn.Parameter(torch.rand(d))
        self.up = nn.Linear(d, c["intermediate_size"], bias=False)
        self.down = nn.Linear(c["intermediate_size"], d, bias=False)

    def forward(self, x, v_first):
        y, v_first = self.time(self.ln1(x), v_first)
        x = x + y
        h = self.ln2(x)
        return x + self.down(F.relu(self.up(h + shifted(h) * self.mix)) ** 2), v_first

    def time(self, x, v_first):
        b, t, d = x.shape
        before = shifted(x)
        xr, xw, xk, xv, xa, xg = (x + before * m for m in self.mixes)
        r, k, v = self.r_proj(xr), self.k_proj(xk), self.v_proj(xv)
        w = torch.exp(-0.606531 * torch.sigmoid(self.decay(xw).float()))
        if self.first:
            v_first = v
        else:
            v = v + (v_first - v) * torch.sigmoid(self.v(xv))
        a = torch.sigmoid(self.a(xa))
        heads = (b, t, self.heads, -1)
        removed = F.normalize((k * self.k_k).view(heads), dim=-1)
        k = k * (1 + (a - 1) * self.k_a)
        r, w, k, v, a = (z.float().view(heads) for z in (r, w, k, v, a))
        state = torch.zeros(b, self.heads, d // self.heads, d // self.heads)
        ys = []
        for rt, wt, kt, vt, et, at in zip(*(z.unbind(1) for z in (r, w, k, v, removed, removed * a))):
            state = state * wt[:, :, None] - (state @ et[..., None]) * at[:, :, None] + vt[..., None] * kt[:, :, None]
            ys.append((state @ rt[..., None])[..., 0])
        y = self.norm(torch.stack(ys, 1).view(b * t, d)).view(b, t, d)
        y = y + ((r * k * self.r_k.view(self.heads, -1)).sum(-1, keepdim=True) * v).view(b, t, d)
        return self.o_proj(y.to(x.dtype) * self.gate(xg)), v_first


class Rwkv7(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c["hidden_size"]
        self.embed_tokens = nn.Embedding(c["vocab_size"], d)
        self.ln0, self.ln_out = nn.LayerNorm(d), nn.LayerNorm(d)
        self.layers = nn.ModuleList(Rwkv7Block(c, i) for i in range(c["num_hidden_layers"]))
        self.lm_head = nn.Linear(d, c["vocab_size"], bias=False)

    def forward(self, ids):
        x = self.ln0(self.embed_tokens(ids))
        v_first = None
        for layer in self.layers:
            x, v_first = layer(x, v_first)
        return self.lm_head(self.ln_out(x))


class Model(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c["hidden_size"]
        mamba = c["model_type"] == "mamba"
        self.embed_tokens = nn.Embedding(c["vocab_size"], d)
        self.layers = nn.ModuleList((MambaBlock if mamba else Block)(c) for _ in range(c["num_hidden_layers"]))
        self.norm = Norm(d)
        self.lm_head = nn.Linear(d, c["vocab_size"], bias=False)
        if c.get("tie_word_embeddings", mamba):
            self.lm_head.weight = self.embed_tokens.weight
        dim = d // c.get("num_attention_heads", 1)
        angles = torch.outer(torch.arange(LENGTH).float(), 10000 ** (-torch.arange(0, dim, 2).float() / dim))
        self.cos = torch.cat((angles, angles), -1).cos()
        self.sin = torch.cat((angles, angles), -1).sin()

    def forward(self, ids):
        x = self.embed_tokens(ids)
        for layer in self.layers:
            x = layer(x, self.cos, self.sin)
        return self.lm_head(self.norm(x))


def main():
    path, precision, threads, steps = sys.argv[1:5]
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    with open(path) as f:
        config = json.load(f)
    model = (Rwkv7 if config["model_type"] == "rwkv7" else Model)(config)
    if "--lora" in sys.argv:
        for p in model.parameters():
            p.requires_grad_(False)
        for block in model.layers:
            for part in (block.self_attn, block.mlp):
                for name, layer in list(part.named_children()):
                    setattr(part, name, Adapted(layer))
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-3, weight_decay=0.1)
    vocabulary = model.embed_tokens.num_embeddings
    seconds = []
    for _ in range(int(steps)):
        ids = torch.randint(vocabulary, (ROWS, LENGTH + 1))
        start = time.perf_counter()
        with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
            logits = model(ids[:, :-1])
        loss = F.cross_entropy(logits.float().view(-1, vocabulary), ids[:, 1:].reshape(-1))
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"step": [1000 * s for s in seconds], "resident": [peak]}))


if __name__ == "__main__":
    main()
