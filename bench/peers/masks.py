"""Times llguidance's masks on what bench/masks wrote into a folder: python masks.py FOLDER (pip install llguidance numpy).

One number per token: the processor time of the thread to fill the bit mask, as bench/masks measures it."""

import json
import sys
import time

import llguidance
import llguidance.numpy
from llguidance import LLMatcher, LLTokenizer
from llguidance._tokenizer import TokenizerWrapper


class Tokens:
    """The tokens as llguidance wants them."""

    def __init__(self, path):
        lines = [line.rstrip("\n") for line in open(path)]
        self.tokens = [bytes.fromhex(line.lstrip("!")) or b"\xff<%d>" % i for i, line in enumerate(lines)]
        self.special_token_ids = [i for i, line in enumerate(lines) if line.startswith("!")]
        self.eos_token_id = 1
        self.bos_token_id = 2
        self.by_text = {t: i for i, t in reversed(list(enumerate(self.tokens)))}

    def __call__(self, text):
        out = []
        text = text if isinstance(text, bytes) else text.encode()
        while text:
            n = next(n for n in range(min(len(text), 32), 0, -1) if text[:n] in self.by_text)
            out.append(self.by_text[text[:n]])
            text = text[n:]
        return out


def clock():
    return time.clock_gettime_ns(time.CLOCK_THREAD_CPUTIME_ID) / 1e3


def shown(name, times):
    if not times:
        return
    times.sort()
    at = lambda p: times[min(len(times) - 1, int(p * len(times)))]
    parts = " ".join(f"p{100 * p:g} {at(p):.1f}" for p in (0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999))
    print(f"{name:13} {len(times):8} {parts} max {times[-1]:.1f} mean {sum(times) / len(times):.1f} us")


def main(folder):
    tokenizer = LLTokenizer(TokenizerWrapper(Tokens(folder + "/tokens.txt")))
    bitmask = llguidance.numpy.allocate_token_bitmask(1, tokenizer.vocab_size)
    masks, firsts, compilations, refused = [], [], [], 0
    compiled = open(folder + "/compiled.txt", "w")
    for line in open(folder + "/cases.jsonl"):
        case = json.loads(line)
        start = clock()
        try:
            grammar = LLMatcher.grammar_from_json_schema(json.dumps(case["schema"]))
            matcher = LLMatcher(tokenizer, grammar, log_level=0)
        except ValueError:
            refused += 1
            continue
        if matcher.is_error():
            refused += 1
            continue
        compilations.append(clock() - start)
        print(case["id"], file=compiled)
        for text in case["texts"]:
            follower = matcher.deep_copy()
            for i, token in enumerate(text):
                start = clock()
                llguidance.numpy.fill_next_token_bitmask(follower, bitmask)
                taken = clock() - start
                masks.append(taken)
                if i == 0 and text is case["texts"][0]:
                    firsts.append(taken)
                if not follower.consume_token(token):  # of tokens with the same bytes the mask has one only
                    break
    shown("masks", masks)
    shown("first masks", firsts)
    shown("compilations", compilations)
    print("refused", refused)


main(sys.argv[1])
