"""Times LoRA on a GGUF file in Menura and on the same weights in peft: python lora_speed.py GGUF [STEPS]

Rank 8 on all projections, 2 x 128 tokens a step. Prints seconds of every step and the most resident memory; each runs in a
process of its own, in turn. `menura convert` writes what transformers reads, into the working folder.
"""

import json
import pathlib
import resource
import subprocess
import sys
import time

import menura

TEXT = menura.ROOT / "testdata" / "text" / "shakespeare.txt"
ROWS, LENGTH, RANK, RATE = 2, 128, 8, 2e-4
PROJECTIONS = ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
RECIPE = """\
model: {{checkpoint: {model}}}
data: {{path: {data}}}
adapter: {{rank: 8, alpha: 16, targets: ["*_proj"]}}
batch: {{sequences: 2, length: 128}}
schedule: {{rate: 2e-4, warmup: 1}}
steps: {steps}
output: {output}
"""


def ours(file, work, steps):
    """Seconds of Menura's steps, and MiB."""
    text = TEXT.read_text(encoding="utf-8")
    lines = [text[i : i + 600] for i in range(0, len(text) - 600, len(text) // 90)]
    (work / "speed.jsonl").write_text("".join(json.dumps({"text": line}) + "\n" for line in lines), encoding="utf-8")
    output = work / f"speed-{time.time_ns()}"
    recipe = work / "speed.yaml"
    recipe.write_text(RECIPE.format(model=file, data=work / "speed.jsonl", output=output, steps=steps), encoding="utf-8")
    menura.menura("train", recipe)
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    times = (output / "times.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["seconds"] for line in times], memory


def theirs(folder, precision, steps):
    """Seconds of peft's steps, and MiB; called in a process of its own."""
    import peft
    import torch
    import transformers

    torch.set_num_threads(2)
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    ids = transformers.AutoTokenizer.from_pretrained(folder)(TEXT.read_text(encoding="utf-8"))["input_ids"]
    base = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=dtype)
    config = peft.LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=PROJECTIONS, task_type="CAUSAL_LM")
    model = peft.get_peft_model(base, config).train()
    taught = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(taught, lr=RATE)
    seconds = []
    for step in range(steps):
        at = step * ROWS * LENGTH
        rows = torch.tensor([ids[at + i * LENGTH : at + (i + 1) * LENGTH] for i in range(ROWS)])
        start = time.perf_counter()
        loss = model(input_ids=rows, labels=rows).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(taught, 1.0)
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def shown(name, seconds, memory):
    warm = sorted(seconds[len(seconds) // 3 :])
    each = " ".join(f"{s:.2f}" for s in seconds)
    print(f"{name}: {warm[len(warm) // 2]:.2f} s a step once warm, {memory} MiB ({each})", flush=True)


def main():
    if sys.argv[1] == "--peft":
        shown(f"peft, {sys.argv[3]}", *theirs(sys.argv[2], sys.argv[3], int(sys.argv[4])))
        return
    file = pathlib.Path(sys.argv[1]).resolve()
    steps = sys.argv[2] if len(sys.argv) > 2 else "20"
    work = pathlib.Path("lora-speed").resolve()
    work.mkdir(exist_ok=True)
    shown("Menura", *ours(file, work, int(steps)))
    folder = work / "hf"
    if not folder.exists():
        menura.menura("convert", file, folder, "--type", "F32")
    for precision in ("bf16", "float32"):
        subprocess.run([sys.executable, __file__, "--peft", str(folder), precision, steps], check=True)


if __name__ == "__main__":
    main()
