"""Writes what decoders of golden/ generate with beams, as rows of generation.jsonl: python beams.py GOLDEN [SEED] > rows.jsonl

Random fields of generation_config.json; transformers' generate does the rest.
"""

import json
import pathlib
import random
import sys

import torch
import transformers

MODELS = ["gpt2", "llama-gqa", "mistral-sliding", "gemma2", "bloom", "mamba", "mamba2", "qwen3", "mixtral-4e", "olmo2"]
EACH = 6


def fields(rng, vocabulary):
    """Some of the fields, at random."""

    def ids(least, most):
        return [rng.randrange(vocabulary) for _ in range(rng.randint(least, most))]

    some = {
        "repetition_penalty": rng.choice([0.8, 1.3]),
        "no_repeat_ngram_size": rng.randint(1, 3),
        "min_new_tokens": rng.randint(1, 4),
        "length_penalty": rng.choice([-1.0, 0.0, 0.6, 2.0]),
        "early_stopping": rng.choice([True, False, "never"]),
        "suppress_tokens": ids(1, 12),
        "bad_words_ids": [ids(1, 2) for _ in range(rng.randint(1, 6))],
        "forced_eos_token_id": rng.randrange(vocabulary),
    }
    chosen = {name: value for name, value in some.items() if rng.random() < 0.4}
    ends = ids(1, 3)
    return {"eos_token_id": ends if len(ends) > 1 else ends[0], **chosen}


def main():
    golden = pathlib.Path(sys.argv[1])
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    for name in MODELS:
        model = transformers.AutoModelForCausalLM.from_pretrained(golden / name, dtype=torch.float32).eval()
        vocabulary = model.config.get_text_config().vocab_size
        for _ in range(EACH):
            given = fields(rng, vocabulary)
            prompt = [rng.randrange(3, vocabulary) for _ in range(rng.randint(1, 8))]
            beams, most = rng.randint(2, 5), rng.choice([5, 12, 20])
            config = transformers.GenerationConfig(**given, pad_token_id=0, num_beams=beams, max_new_tokens=most)
            inputs = torch.tensor([prompt])
            with torch.no_grad():
                out = model.generate(
                    inputs, attention_mask=torch.ones_like(inputs), generation_config=config, do_sample=False
                )
            row = {
                "model": name,
                "prompt": prompt,
                "num_beams": beams,
                "max_new_tokens": most,
                "generation_config": given,
                "ids": out[0, len(prompt) :].tolist(),
            }
            print(json.dumps(row))


if __name__ == "__main__":
    main()
