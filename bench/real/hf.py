"""A causal model in transformers, in float32."""

import numpy
import torch
import transformers

CHUNK = 512


class Causal:
    """A folder, or a GGUF file that transformers itself reads."""

    def __init__(self, folder, gguf_file=None):
        given = {"gguf_file": gguf_file} if gguf_file else {}
        self.tokenizer = transformers.AutoTokenizer.from_pretrained(folder, **given)
        self.model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, **given).eval()

    def tokens(self, text):
        """The ids of a text, with the tokens that begin it."""
        return self.tokenizer(text)["input_ids"]

    @torch.inference_mode()
    def log_probs(self, ids, keep=None):
        """Log-probabilities after each of the ids, or after the last `keep`."""
        logits = self.model(torch.tensor([ids])).logits[0, -(keep or len(ids)) :]
        return torch.log_softmax(logits.double(), -1).numpy()

    @torch.inference_mode()
    def greedy(self, ids, count):
        """The ids of the likeliest continuation."""
        out = self.model.generate(torch.tensor([ids]), max_new_tokens=count, min_new_tokens=count, do_sample=False)
        return out[0, len(ids) :].tolist()

    def perplexity(self, ids, bos):
        """Over chunks of 512 that begin with `bos`, second halves scored, as llama.cpp's tool does."""
        losses = []
        for start in range(0, len(ids) - CHUNK + 1, CHUNK):
            chunk = ids[start : start + CHUNK]
            rows = self.log_probs([bos, *chunk[1:]])
            losses += [-rows[i, chunk[i + 1]] for i in range(CHUNK // 2, CHUNK - 1)]
        return float(numpy.exp(numpy.mean(losses)))
