"""What the tasks about pictures and sounds that come with Menura compute. Menura has these functions itself, and
takes this file's hash for their name; lm-evaluation-harness can run them as they are."""

import ast
import math
import random
import re
import unicodedata
from collections import Counter

import numpy as np


# Yes or no: POPE (Y. Li et al., 2305.10355), as its own evaluation reads answers


def yes_no(doc, results):
    words = results[0].split(".")[0].replace(",", "").split(" ")
    said = "no" if {"No", "not", "no"} & set(words) else "yes"
    pair = (int(doc["answer"] == "yes"), int(said == "yes"))
    return {
        "acc": float(pair[0] == pair[1]),
        "precision": pair,
        "recall": pair,
        "f1": pair,
        "yes_ratio": float(pair[1]),  # of what was said, not of what is true
    }


def counts(items):
    right = sum(1 for gold, said in items if gold and said)
    return right, sum(said for _, said in items), sum(gold for gold, _ in items)


def precision(items):
    right, said, _ = counts(items)
    return right / said if said else 0.0


def recall(items):
    right, _, gold = counts(items)
    return right / gold if gold else 0.0


def f1(items):
    right, said, gold = counts(items)
    return 2 * right / (said + gold) if said + gold else 0.0


# Two questions to a picture: MME (C. Fu et al., 2306.13394)


def pair(doc, results):
    said = results[0].strip().lower()[:4]
    said = "yes" if "yes" in said else "no" if "no" in said else "other"
    right = float(said == doc["answer"])
    return {"acc": right, "acc_plus": (doc["group"], right)}


def all_right(items):
    groups = {}
    for group, right in items:
        groups[group] = groups.get(group, True) and right == 1.0
    return sum(groups.values()) / len(groups)


# Choices in a circle: MMBench (Y. Liu et al., 2307.06281)


def circle(doc, results):
    letters = [chr(ord("A") + i) for i in range(len(doc["options"]))]
    said = letter(results[0], letters, dict(zip(letters, doc["options"])))
    right = float(said == doc["answer"])
    return {"acc": right, "circular": (doc["group"], right)}


# Letters, words and numbers: MMMU (X. Yue et al., 2311.16502), as its own evaluation reads answers


def letter(response, letters, texts):
    """None where MMMU draws one."""
    for char in [",", ".", "!", "?", ";", ":", "'"]:
        response = response.strip(char)
    response = " " + response + " "
    found = [(response.rfind(f"({c})"), c) for c in letters if f"({c})" in response]
    found = found or [(response.rfind(f" {c} "), c) for c in letters if f" {c} " in response]
    if not found and len(response.split()) > 5:
        low = response.lower()
        found = [(low.rfind(t.lower()), c) for c, t in texts.items() if t.lower() in low]
    return max(found, key=lambda place: place[0])[1] if found else None


def normal(text):
    text = text.strip()
    try:
        return [round(float(text.replace(",", "")), 2)]
    except ValueError:
        text = text.lower()
        return [" " + text, text + " "] if len(text) == 1 else [text]


def said(response):
    response = response.strip().strip(".").lower()
    signs = ["could be ", "so ", "is ", "thus ", "therefore ", "final ", "answer ", "result "]
    keys = []
    parts = re.split(r"\.\s(?=[A-Z])|\n", response)
    for i, part in enumerate(parts):
        signs += ["="] if i == len(parts) - 1 else []
        shortest = None
        for sign in signs:
            if sign in part:
                rest = part.split(sign)[-1].strip()
                shortest = rest if not shortest or len(rest) < len(shortest) else shortest
        if shortest and shortest not in [":", ",", ".", "!", "?", ";", "'"]:
            keys.append(shortest)
    keys = keys or [response]
    numbers = []
    for key in keys:
        numbers += re.findall(r"-?\b\d{1,3}(?:,\d{3})+\b", key)
        numbers += re.findall(r"-?\d+(?:\.\d+)?[eE][+-]?\d+", key)
        numbers += re.findall(r"-?(?:\d+\.\d+|\.\d+|\d+\b)(?![eE][+-]?\d+)(?![,\d])", key)
    return [n for key in keys + numbers for n in normal(key)]


def mmmu(doc, results):
    if doc["question_type"] == "multiple-choice":
        options = doc["options"] if isinstance(doc["options"], list) else ast.literal_eval(doc["options"])
        letters = [chr(ord("A") + i) for i in range(len(options))]
        return {"acc": (letter(results[0], letters, dict(zip(letters, options))), letters, doc["answer"])}
    gold = doc["answer"] if isinstance(doc["answer"], list) else [doc["answer"]]
    gold = [n for g in gold for n in normal(str(g))]
    right = any(
        (isinstance(g, str) and g in s) if isinstance(s, str) else s in gold for s in said(results[0]) for g in gold
    )
    return {"acc": (float(right), None, None)}


def mmmu_accuracy(items):
    rnd = random.Random(42)  # letters that can't be read are drawn
    right = 0.0
    for found, letters, gold in items:
        if letters is None:
            right += found
        else:
            right += float((rnd.choice(letters) if found is None else found) == gold)
    return right / len(items)


# Captions: CIDEr-D (R. Vedantam et al., 1411.5726)


def words(text):
    return re.findall(r"[a-z0-9]+", text.lower())


def caption(doc, results):
    refs = doc["references"]
    return {
        "exact_match": float(any(words(r) == words(results[0]) for r in refs)),
        "bleu": [refs, results[0]],
        "cider": [refs, results[0]],
    }


def grams(text):
    w = words(text)
    return Counter(tuple(w[i : i + n]) for n in range(1, 5) for i in range(len(w) - n + 1))


def cider(items):
    df = Counter(g for refs, _ in items for g in {g for r in refs for g in grams(r)})
    total = math.log(float(len(items)))

    def vector(text):
        vec = [{} for _ in range(4)]
        norm = [0.0] * 4
        length = 0
        for gram, count in grams(text).items():
            n = len(gram) - 1
            vec[n][gram] = count * (total - math.log(max(1.0, df[gram])))
            norm[n] += vec[n][gram] ** 2
            length += count if n == 1 else 0
        return vec, [math.sqrt(x) for x in norm], length

    scores = []
    for refs, hyp in items:
        score = 0.0
        vec, norm, length = vector(hyp)
        for ref in refs:
            rvec, rnorm, rlength = vector(ref)
            for n in range(4):
                val = sum(min(x, rvec[n].get(g, 0.0)) * rvec[n].get(g, 0.0) for g, x in vec[n].items())
                val /= norm[n] * rnorm[n] if norm[n] and rnorm[n] else 1.0
                score += val * math.exp(-((length - rlength) ** 2) / 72.0) / 4
        scores.append(10.0 * score / len(refs))
    return float(np.mean(scores))


# Words that were heard


# Characters of scripts without blanks between words count one by one: Thai, Lao, Burmese, Khmer, kana, Han
ALONE = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff])")


def spoken(text):
    text = unicodedata.normalize("NFC", text.lower())
    text = "".join(c if unicodedata.category(c)[0] in "LMN" else " " for c in text)
    return ALONE.sub(r" \1 ", text).split()


def heard(doc, results):
    return {"wer": [doc["text"], results[0]], "exact_match": float(spoken(doc["text"]) == spoken(results[0]))}


def word_error_rate(items):
    errors = total = 0
    for ref, hyp in items:
        r, h = spoken(ref), spoken(hyp)
        row = list(range(len(h) + 1))
        for i, w in enumerate(r, 1):
            row, last = [i], row
            for j, v in enumerate(h, 1):
                row.append(min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (w != v)))
        errors += row[-1]
        total += len(r)
    return errors / total
