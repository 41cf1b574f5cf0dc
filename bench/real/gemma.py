"""Gemma 3 270M, a GGUF file in Q4_K_M: tokens, log-probabilities, text, perplexity, conversions, LoRA."""

import json
import re

import numpy
import torch

import menura
from hf import Causal
from llama import Llama
from menura import MenuraError

NAME = "Gemma 3 270M"
SHAKESPEARE = menura.ROOT / "testdata" / "text" / "shakespeare.txt"
TEXTS = (
    "The capital of France is",
    "  two blanks, a tab\tand\n\nempty lines\n",
    "Grüße aus Köln, où l'été dure — naïve façade",
    "日本語のテキストと中文文本。한국어도.",
    "👩‍👩‍👧 family 🇫🇷 flag \u200b zero width",
    "def f(x):\n    return {'a': [x ** 2 for _ in range(10)]}",
    "1234567890 3.14159 0x1F 10^-7 $1,000.00",
    "<start_of_turn>user\nHi<end_of_turn>\n<start_of_turn>model\n",
    "हिन्दी और العربية و עברית",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
)
PROMPTS = ("The capital of France is", "Once upon a time, a fox", "def fibonacci(n):", "Water boils at")
STEPS, CANDIDATES = 32, 5
BOS = 2


def numbers(rows, file, work):
    """Tokens, log-probabilities, text and perplexity; writes into the folder `work`."""
    text = work / "text.txt"
    text.write_text(SHAKESPEARE.read_text(encoding="utf-8")[:10_000], encoding="utf-8")
    folder = converted(file, work)
    theirs, llama = Causal(folder), Llama(file)
    tokens(rows, file, folder, theirs, llama)
    float32(rows, folder, theirs, text)
    quantised(rows, file, theirs, llama, text)
    llama.close()


def conversions(rows, file, work):
    """From GGUF to a folder, and back."""
    folder = converted(file, work)
    weights(rows, folder, file)
    gguf(rows, folder, Causal(folder), work)


def adapters(rows, file, work):
    """LoRA taught by Menura."""
    folder = converted(file, work)
    lora(rows, folder, Causal(folder), work)


def converted(file, work):
    """The GGUF file as a folder in float32, which Menura writes."""
    folder = work / "gemma-hf"
    if not (folder / "config.json").exists():
        menura.menura("convert", file, folder, "--type", "F32")
    return folder


def tokens(rows, file, folder, theirs, llama):
    ours = [menura.token_ids(file, t) for t in TEXTS]
    rows.same(NAME, f"ids of {len(TEXTS)} texts, from the GGUF file, beside llama.cpp", ours, [llama.tokens(t) for t in TEXTS])
    rows.same(NAME, "the same, the folder that Menura converts read by transformers", ours, [theirs.tokens(t) for t in TEXTS])
    out = [menura.menura("tokenize", file, "--decode", ",".join(map(str, ids[1:]))) for ids in ours]
    rows.same(NAME, "the texts of these ids", [t.removesuffix("\n") for t in out], list(TEXTS))


def quantised(rows, file, theirs, llama, text):
    """On the quantised file: both round activations to 8 bits, so both are held against float32 on the same weights."""
    ours = menura.perplexity(file, text)
    other = llama.perplexity(llama.tokens(text.read_text(encoding="utf-8")), BOS)
    rows.near(NAME, "perplexity of the GGUF file, beside llama.cpp", f"{ours:.4f}", f"{other:.4f}", abs(ours / other - 1), 0.005)
    mine, others, shared, exact = [], [], 0, 0
    for prompt in PROMPTS:
        start = theirs.tokens(prompt)
        ids, steps = scored(file, prompt)
        known = theirs.log_probs(start + ids[:-1], STEPS)
        mine.append(differences(steps, known))
        others.append(differences([numpy.sort(r)[::-1][:CANDIDATES] for r in llama.log_probs(start + ids[:-1], STEPS)], known))
        right = theirs.greedy(start, STEPS)
        shared += common(ids, right)
        exact += common(llama.greedy(start, STEPS)[0], right)
    count = len(PROMPTS) * STEPS
    ours, other = (float(numpy.sqrt(numpy.mean(numpy.square(x)))) for x in (mine, others))
    what = f"distance of {count} × {CANDIDATES} log-probabilities of the GGUF file from float32 (root mean square), beside llama.cpp's"
    rows.add(NAME, what, f"{ours:.3f}", f"{other:.3f}", f"{ours / other:.2f} times", "1.2 times", ours <= 1.2 * other)
    what = f"greedy tokens of the GGUF file as in float32, {len(PROMPTS)} × {STEPS}, beside llama.cpp's"
    rows.add(NAME, what, shared, exact, shared - exact, f"-{STEPS}", shared >= exact - STEPS)


def float32(rows, folder, theirs, text):
    """On the folder in float32 beside transformers: the same mathematics."""
    worst, ours, expected = 0.0, [], []
    for prompt in PROMPTS:
        ids, steps = scored(folder, prompt, "--exact")
        worst = max(worst, difference(steps, theirs.log_probs(theirs.tokens(prompt) + ids[:-1], STEPS)))
        ours.append(ids)
        expected.append(theirs.greedy(theirs.tokens(prompt), STEPS))
    what = f"log-probabilities of {len(PROMPTS) * STEPS} × 5 candidates in float32, beside transformers"
    rows.near(NAME, what, "", "", worst, 1e-3)
    rows.same(NAME, f"greedy text, {len(PROMPTS)} prompts of {STEPS} tokens, beside transformers", ours, expected)
    mine = menura.perplexity(folder, text, "--exact")
    other = theirs.perplexity(theirs.tokens(text.read_text(encoding="utf-8")), BOS)
    rows.near(NAME, "perplexity in float32, beside transformers", f"{mine:.4f}", f"{other:.4f}", abs(mine / other - 1), 1e-4)


def weights(rows, folder, file):
    """The converted folder beside transformers' own reading of the GGUF file."""
    ours, theirs = Causal(folder).model.state_dict(), Causal(file.parent, file.name).model.state_dict()
    worst = max(float((ours[k] - theirs[k]).abs().max()) for k in theirs)
    rows.near(NAME, f"weights of the GGUF file as a folder ({len(theirs)} tensors), beside transformers' reader", "", "", worst, 1e-6)


def gguf(rows, folder, theirs, work):
    """The folder written as GGUF files, read by llama.cpp, whose GELU is a table of float16 values."""
    for kind, bound in (("F32", 0.05), ("F16", 0.05), ("Q8_0", 0.5), ("Q4_K_M", 5.0)):
        file = work / f"gemma-{kind}.gguf"
        menura.menura("convert", folder, file, "--type", kind)
        llama = Llama(file)
        worst, same = 0.0, 0
        for prompt in PROMPTS:
            ids = theirs.tokens(prompt)
            chosen, _ = llama.greedy(llama.tokens(prompt), STEPS)
            follows = theirs.greedy(ids, STEPS)
            same += common(chosen, follows)
            a, b = llama.log_probs(ids + follows[:-1], STEPS), theirs.log_probs(ids + follows[:-1], STEPS)
            for x, y in zip(a, b, strict=True):
                best = numpy.argsort(y)[-5:]
                worst = max(worst, float(numpy.abs(x[best] - y[best]).max()))
        llama.close()
        file.unlink()
        what = f"folder written as {kind}, in llama.cpp, beside transformers with the folder: {same} of {len(PROMPTS) * STEPS} greedy tokens, log-probabilities"
        rows.near(NAME, what, "", "", worst, bound)


RECIPE = """\
model: {{checkpoint: {model}}}
data: {{path: {data}}}
adapter: {{rank: 8, alpha: 16, targets: ["*_proj"]}}
batch: {{sequences: 2, length: 64}}
schedule: {{rate: 2e-4, warmup: 1}}
epochs: 1
output: {output}
"""


def lora(rows, folder, theirs, work):
    """An adapter that Menura trains, in peft."""
    import peft

    text = SHAKESPEARE.read_text(encoding="utf-8")
    lines = [text[i : i + 250] for i in range(0, 4000, 250)]
    (work / "lora.jsonl").write_text("".join(json.dumps({"text": line}) + "\n" for line in lines), encoding="utf-8")
    output = work / "lora"
    (work / "lora.yaml").write_text(RECIPE.format(model=folder, data=work / "lora.jsonl", output=output), encoding="utf-8")
    if not (output / "adapter").exists():
        menura.menura("train", work / "lora.yaml")
    adapted = Causal(folder)
    adapted.model = peft.PeftModel.from_pretrained(adapted.model, output / "adapter").eval()
    worst, moved = 0.0, 0.0
    for prompt in PROMPTS:
        ids, steps = scored(folder, prompt, "--exact", "--adapter", str(output / "adapter"))
        known = adapted.log_probs(adapted.tokens(prompt) + ids[:-1], STEPS)
        worst = max(worst, difference(steps, known))
        plain = theirs.log_probs(theirs.tokens(prompt) + ids[:-1], STEPS)
        moved = max(moved, float(numpy.abs(known - plain).max()))
    what = f"LoRA taught by Menura, in peft: log-probabilities (the adapter moves them by up to {moved:.2g})"
    rows.near(NAME, what, "", "", worst, 1e-3)


def scored(model, prompt, *options):
    """The likeliest continuation's ids, and of each step the log-probabilities of the best five."""
    asked = ("-p", prompt, "--greedy", "--no-instruct", "-n", STEPS, "--ignore-eos", "--ids", "--logprobs", CANDIDATES)
    written = menura.run("run", model, *asked, *options)
    ids = [int(i) for i in written.stdout.split()]
    values = [float(v) for v in re.findall(r" (-?\d+\.\d{4})(?=  |\n)", written.stderr)]
    if len(ids) != STEPS or len(values) != STEPS * (CANDIDATES + 1):
        raise MenuraError(f"{len(values)} log-probabilities and {len(ids)} ids, where {STEPS} tokens were asked for")
    # The first of a line is that of the token itself.
    return ids, [values[i + 1 : i + 1 + CANDIDATES] for i in range(0, len(values), CANDIDATES + 1)]


def difference(steps, known):
    """The largest difference of the best candidates' log-probabilities, in their order."""
    return float(differences(steps, known).max())


def differences(steps, known):
    """The differences of the best candidates' log-probabilities, in their order."""
    best = numpy.sort(known, axis=1)[:, ::-1][:, :CANDIDATES]
    return numpy.abs(best - numpy.array(steps))


def common(a, b):
    """How many items are equal before the first that differ."""
    return next((i for i, (x, y) in enumerate(zip(a, b)) if x != y), min(len(a), len(b)))


def versions():
    """What it was compared with."""
    import peft
    import transformers
    import xllamacpp

    return {
        "torch": torch.__version__,
        "transformers": transformers.__version__,
        "peft": peft.__version__,
        "llama.cpp (xllamacpp)": xllamacpp.__version__,
    }
