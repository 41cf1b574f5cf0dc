"""Times models of sound and pictures in PyTorch: python3 media_torch.py CONFIG.json PASS THREADS ROUNDS

PASS is `encode` (Whisper's encoder, 30 seconds), `denoise` (a UNet, two pictures), `decode` (an autoencoder's decoder, one
picture) or `teach` (a step of AdamW on 64 pictures, of a UNet or a vision transformer). The models are those of Menura's
MediaRun, written as plainly as PyTorch users write them. Prints milliseconds per pass, those of all processors together, and the
most resident memory in MiB as JSON.
"""

import json
import math
import resource
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

GUIDED, TAUGHT = 2, 64
TOKENS, FEW_TOKENS = 77, 16
WARM_UP = 2


class Attention(nn.Module):
    """Attention to rows of its own or of another kind."""

    def __init__(self, width, heads, context=None, bias=True, key_bias=True):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width, bias=bias)
        self.k = nn.Linear(context or width, width, bias=bias and key_bias)
        self.v = nn.Linear(context or width, width, bias=bias)
        self.out = nn.Linear(width, width)

    def forward(self, x, seen=None):
        seen = x if seen is None else seen
        q, k, v = (t.unflatten(-1, (self.heads, -1)).transpose(1, 2) for t in (self.q(x), self.k(seen), self.v(seen)))
        return self.out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class EncoderBlock(nn.Module):
    """A block of Whisper's encoder and of vision transformers."""

    def __init__(self, width, heads, inner, key_bias):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attention = Attention(width, heads, key_bias=key_bias)
        self.mlp = nn.Sequential(nn.Linear(width, inner), nn.GELU(), nn.Linear(inner, width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class WhisperEncoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        d = c["d_model"]
        self.conv1 = nn.Conv1d(c["num_mel_bins"], d, 3, padding=1)
        self.conv2 = nn.Conv1d(d, d, 3, stride=2, padding=1)
        self.places = nn.Parameter(torch.randn(c["max_source_positions"], d))
        self.blocks = nn.Sequential(
            *(EncoderBlock(d, c["encoder_attention_heads"], c["encoder_ffn_dim"], False)
              for _ in range(c["encoder_layers"])))
        self.norm = nn.LayerNorm(d)

    def forward(self, mels):
        x = F.gelu(self.conv2(F.gelu(self.conv1(mels))))
        return self.norm(self.blocks(x.transpose(1, 2) + self.places))


class VisionTransformer(nn.Module):
    def __init__(self, c):
        super().__init__()
        d, patch = c["hidden_size"], c["patch_size"]
        self.patches = nn.Conv2d(c["num_channels"], d, patch, stride=patch)
        self.first = nn.Parameter(torch.zeros(1, 1, d))
        self.places = nn.Parameter(torch.randn((c["image_size"] // patch) ** 2 + 1, d) * 0.02)
        self.blocks = nn.Sequential(
            *(EncoderBlock(d, c["num_attention_heads"], c["intermediate_size"], True)
              for _ in range(c["num_hidden_layers"])))
        self.norm = nn.LayerNorm(d)
        self.head = nn.Linear(d, c["num_labels"])

    def forward(self, x):
        x = self.patches(x).flatten(2).transpose(1, 2)
        x = torch.cat((self.first.expand(len(x), -1, -1), x), 1) + self.places
        return self.head(self.norm(self.blocks(x))[:, 0])


class Resnet(nn.Module):
    def __init__(self, before, after, groups, embedding, eps):
        super().__init__()
        self.norm1 = nn.GroupNorm(groups, before, eps)
        self.conv1 = nn.Conv2d(before, after, 3, padding=1)
        self.told = nn.Linear(embedding, after) if embedding else None
        self.norm2 = nn.GroupNorm(groups, after, eps)
        self.conv2 = nn.Conv2d(after, after, 3, padding=1)
        self.kept = nn.Conv2d(before, after, 1) if before != after else nn.Identity()

    def forward(self, x, vector=None):
        h = self.conv1(F.silu(self.norm1(x)))
        if self.told is not None:
            h = h + self.told(F.silu(vector))[:, :, None, None]
        return self.kept(x) + self.conv2(F.silu(self.norm2(h)))


class CrossBlock(nn.Module):
    def __init__(self, width, heads, context):
        super().__init__()
        self.norm1, self.norm2, self.norm3 = (nn.LayerNorm(width) for _ in range(3))
        self.own = Attention(width, heads, bias=False)
        self.cross = Attention(width, heads, context, bias=False)
        self.up = nn.Linear(width, 8 * width)
        self.down = nn.Linear(4 * width, width)

    def forward(self, x, text):
        x = x + self.own(self.norm1(x))
        x = x + self.cross(self.norm2(x), text)
        h, gate = self.up(self.norm3(x)).chunk(2, -1)
        return x + self.down(h * F.gelu(gate))


class PictureTransformer(nn.Module):
    def __init__(self, width, heads, context, groups):
        super().__init__()
        self.norm = nn.GroupNorm(groups, width, 1e-6)
        self.before, self.after = nn.Conv2d(width, width, 1), nn.Conv2d(width, width, 1)
        self.block = CrossBlock(width, heads, context)

    def forward(self, x, text):
        h = self.block(self.before(self.norm(x)).flatten(2).transpose(1, 2), text)
        return x + self.after(h.transpose(1, 2).reshape(x.shape))


class Level(nn.Module):
    def __init__(self, pairs, transformer, resample):
        super().__init__()
        resnet, cross = pairs
        self.resnets = nn.ModuleList(resnet)
        self.transformers = nn.ModuleList(transformer() for _ in resnet) if cross else None
        self.resample = resample

    def step(self, i, x, vector, text):
        x = self.resnets[i](x, vector)
        return x if self.transformers is None else self.transformers[i](x, text)


class UNet(nn.Module):
    def __init__(self, c):
        super().__init__()
        widths, count, groups = c["block_out_channels"], c["layers_per_block"], c["norm_num_groups"]
        last, told = len(widths) - 1, 4 * widths[0]
        self.width = widths[0]
        self.first = nn.Conv2d(c["in_channels"], widths[0], 3, padding=1)
        self.time = nn.Sequential(nn.Linear(widths[0], told), nn.SiLU(), nn.Linear(told, told))

        def resnet(before, after):
            return Resnet(before, after, groups, told, 1e-5)

        def transformer(width):
            return PictureTransformer(width, c["attention_head_dim"], c["cross_attention_dim"], groups)

        self.down, self.up = nn.ModuleList(), nn.ModuleList()
        x, left = widths[0], [widths[0]]
        for i, w in enumerate(widths):
            blocks = [resnet(x if j == 0 else w, w) for j in range(count)]
            smaller = nn.Conv2d(w, w, 3, stride=2, padding=1) if i < last else None
            self.down.append(Level((blocks, i < last), lambda w=w: transformer(w), smaller))
            left += [w] * (count + (i < last))
            x = w
        self.middle = nn.ModuleList((resnet(x, x), transformer(x), resnet(x, x)))
        for i, w in reversed(list(enumerate(widths))):
            blocks = []
            for _ in range(count + 1):
                blocks.append(resnet(x + left.pop(), w))
                x = w
            larger = nn.Conv2d(w, w, 3, padding=1) if i > 0 else None
            self.up.append(Level((blocks, i < last), lambda w=w: transformer(w), larger))
        self.norm = nn.GroupNorm(groups, x, 1e-5)
        self.last = nn.Conv2d(x, c["out_channels"], 3, padding=1)

    def forward(self, x, times, text):
        angles = times[:, None] * torch.exp(-math.log(10000) * torch.arange(self.width // 2) / (self.width // 2))
        vector = self.time(torch.cat((angles.cos(), angles.sin()), -1))
        x = self.first(x)
        left = [x]
        for level in self.down:
            for i in range(len(level.resnets)):
                x = level.step(i, x, vector, text)
                left.append(x)
            if level.resample is not None:
                x = level.resample(x)
                left.append(x)
        before, transformer, after = self.middle
        x = after(transformer(before(x, vector), text), vector)
        for level in self.up:
            for i in range(len(level.resnets)):
                x = level.step(i, torch.cat((x, left.pop()), 1), vector, text)
            if level.resample is not None:
                x = level.resample(F.interpolate(x, scale_factor=2.0, mode="nearest"))
        return self.last(F.silu(self.norm(x)))


class PictureAttention(nn.Module):
    def __init__(self, width, groups):
        super().__init__()
        self.norm = nn.GroupNorm(groups, width, 1e-6)
        self.attention = Attention(width, 1)

    def forward(self, x):
        h = self.attention(self.norm(x).flatten(2).transpose(1, 2))
        return x + h.transpose(1, 2).reshape(x.shape)


class Decoder(nn.Module):
    def __init__(self, c):
        super().__init__()
        widths, groups, latent = c["block_out_channels"][::-1], c["norm_num_groups"], c["latent_channels"]
        x = widths[0]
        parts = [nn.Conv2d(latent, latent, 1), nn.Conv2d(latent, x, 3, padding=1), Resnet(x, x, groups, 0, 1e-6),
                 PictureAttention(x, groups), Resnet(x, x, groups, 0, 1e-6)]
        for i, w in enumerate(widths):
            for _ in range(c["layers_per_block"] + 1):
                parts.append(Resnet(x, w, groups, 0, 1e-6))
                x = w
            if i < len(widths) - 1:
                parts += [nn.Upsample(scale_factor=2.0, mode="nearest"), nn.Conv2d(x, x, 3, padding=1)]
        parts += [nn.GroupNorm(groups, x, 1e-6), nn.SiLU(), nn.Conv2d(x, c["out_channels"], 3, padding=1)]
        self.parts = nn.Sequential(*parts)

    def forward(self, x):
        return self.parts(x)


def denoised(c, pictures, tokens):
    size = c["sample_size"]
    return (torch.randn(pictures, c["in_channels"], size, size), torch.full((pictures,), 500.0),
            torch.randn(pictures, tokens, c["cross_attention_dim"]))


def forward(model, *given):
    with torch.inference_mode():
        model(*given)


def inference(c, kind):
    """A pass that may be called again and again."""
    if kind == "encode":
        model, given = WhisperEncoder(c), (torch.randn(1, c["num_mel_bins"], 2 * c["max_source_positions"]),)
    elif kind == "denoise":
        model, given = UNet(c), denoised(c, GUIDED, TOKENS)
    else:
        side = c["sample_size"] >> (len(c["block_out_channels"]) - 1)
        model, given = Decoder(c), (torch.randn(1, c["latent_channels"], side, side),)
    model.eval()
    return lambda: forward(model, *given)


def teaching(c):
    """A step of AdamW."""
    if c.get("model_type") == "vit":
        model, given = VisionTransformer(c), (torch.randn(TAUGHT, c["num_channels"], c["image_size"], c["image_size"]),)
        targets = torch.randint(c["num_labels"], (TAUGHT,))
        objective = F.cross_entropy
    else:
        model, given = UNet(c), denoised(c, TAUGHT, FEW_TOKENS)
        targets = torch.randn_like(given[0])
        objective = F.mse_loss
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.1)

    def step():
        loss = objective(model(*given), targets)
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()

    return step


def main():
    path, kind, threads, rounds = sys.argv[1:5]
    torch.set_num_threads(int(threads))
    torch.manual_seed(0)
    with open(path) as f:
        config = json.load(f)
    work = teaching(config) if kind == "teach" else inference(config, kind)
    milliseconds, processors = [], []
    for i in range(WARM_UP + int(rounds)):
        start, before = time.perf_counter(), time.process_time()
        work()
        if i >= WARM_UP:
            milliseconds.append(1000 * (time.perf_counter() - start))
            processors.append(1000 * (time.process_time() - before))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"pass": milliseconds, "processors": processors, "resident": [peak]}))


if __name__ == "__main__":
    main()
