"""Prints what CPython 3.11 computes, as JSON: python3.11 cases.py > cases.json"""
import ast
import json
import random
import re
import sys

out = {"python": sys.version.split()[0]}

draws = []
for seed in [0, 1, 42, 1234, -7, 2**32, 2**63 - 1, 987654321987654321]:
    r = random.Random(seed)
    shuffled = list(range(20))
    case = {"seed": str(seed), "random": [repr(r.random()) for _ in range(3)],
            "bits": [str(r.getrandbits(k)) for k in (1, 7, 31, 32, 33, 53, 63)],
            "randrange": [r.randrange(10), r.randrange(3, 900, 7), r.randrange(50, 3, -4)],
            "randint": [r.randint(1, 6) for _ in range(5)], "choice": [r.choice("abcdefg") for _ in range(5)],
            "sample": [r.sample(range(n), k) for n, k in ((5, 5), (21, 3), (22, 3), (85, 6), (86, 6), (1000, 30), (5000, 2))],
            "choices": r.choices(range(100), k=10), "weighted": r.choices(range(4), weights=[1, 2.5, 0, 4], k=10)}
    r.shuffle(shuffled)
    case["shuffle"] = shuffled
    case["uniform"] = repr(r.uniform(-2, 5))
    draws.append(case)
out["draws"] = draws
out["text_seeds"] = [{"seed": s, "random": repr(random.Random(s).random())} for s in ("", "a", "Häuser und 𝔸", "x" * 3000)]

rnd = random.Random(5)
floats = [0.0, -0.0, 1.0, 1e15, 1e16, 123456789012345680.0, 1e-4, 1e-5, 0.1, 1 / 3, 5e-324, 2e-323, 1.5e-323, 1e23, 9007199254740993.0,
          1.7976931348623157e308, 2.2250738585072014e-308, float("inf"), float("-inf"), float("nan"), 100.0, 1e22, 4.35, 0.3 - 0.1]
floats += [rnd.random() * 10 ** rnd.randint(-20, 20) for _ in range(300)]
floats += [float(rnd.randint(1, 99)) * 10.0 ** rnd.randint(-320, 300) for _ in range(300)]
out["floats"] = [[f.hex(), repr(f)] for f in floats]

values = [None, True, False, 0, -5, 2**70, 1.5, "", "a'b", 'a"b', "a'b\"c", "tab\tline\nback\\", "\x00\x1f\x7f\x80\xa0\xad", "é\u2028\u200b\ufeff",
          "𝔸\U0001f600", "\ud800", [], [1, [2, []]], {"a": 1, "b": [None, True]}, {"é": "ü", "k": {"n": 1e30}}, "\U000e0001", "ሴ"]
out["values"] = [{"json": json.dumps(v), "repr": repr(v), "ascii": json.dumps(v), "plain": json.dumps(v, ensure_ascii=False) if v != "\ud800" else None,
                  "indent": json.dumps(v, indent=2), "sorted": json.dumps(v, indent=1, sort_keys=True)} for v in values]

literals = ["1", " 1", "\t-1", "- 1", "+3.5", "0x1F", "0b101", "0o17", "1_000", "1__0", "01", "00", "1e5", "1.e-3", ".5", "1.5j", "[1, 2, 3]", "[1, 2,]", "[,]",
            "(1)", "(1,)", "()", "1,", "1, 2", "1, 2,", "{}", "{'a': 1, 'b': [2]}", "{1, 2}", "set()", "{'a': 1, 2}", "'it''s'", "'a' \"b\"", "'a\\n\\x41\\u00e9\\101'",
            "r'a\\n'", "u'x'", "b'x'", "f'x'", "'''a\nb'''", "'a\nb'", "['a'\n 'b']", "None", "True", "none", "x", "", "[1", "1]", "'abc", "1 2", "['A', 'B', \"C's\"]",
            "[ ' leading', 'B' ]  ", "1 # comment", "\n1", "1\n", "\n\n [1,\n2]\n", "{[1]: 2}", "{'a': None}", "1 + 2", "--1", "-'a'", "[True, False, None]",
            "['\\N{BULLET}']", "'\\q'", "[1.0, 1e400, -0.0]", "99999999999999999999", "'a\\\nb'", "(1, 'x', (2,))", "...", "[1]\n[2]", "1if 1else 2", "'𝔸'", "[\u00a01]"]
def literal(text):
    try:
        return repr(ast.literal_eval(text))
    except (ValueError, SyntaxError, TypeError):
        return None
out["literals"] = [[t, literal(t)] for t in literals]
out["literals"] = [[t, r] for t, r in out["literals"] if r is None or ("j" not in r and "Ellipsis" not in r and not r.startswith("b'"))]

texts = ["", " a b ", "Hello, World's end", "straße ŉ ǆ", "ΑΣ ΟΔΟΣ Σ", "İstanbul", "\u00a0x\u2003\x1c\x85", "a\r\nb\rc\x0bd\u2028e\n", "١٢٣ ²½ Ⅷ", "日本語 テキスト", "déjà vu", "𝔸𝕓c", "x,y,,z", "TiTLe cASE"]
def methods(s):
    return {"text": s, "strip": s.strip(), "lstrip": s.lstrip(), "rstrip": s.rstrip(), "split": s.split(), "splitlines": s.splitlines(), "comma": s.split(","),
            "lower": s.lower(), "upper": s.upper(), "title": s.title(), "capitalize": s.capitalize(), "swapcase": s.swapcase(), "len": len(s),
            "isalnum": s.isalnum(), "isdigit": s.isdigit(), "isspace": s.isspace(), "istitle": s.istitle(), "isnumeric": s.isnumeric(), "stripped": s.strip(" aH\x85")}
out["methods"] = [methods(s) for s in texts]

patterns = [(r"#### (\-?[0-9\.\,]+)", 0), (r"(-?[$0-9.,]{2,})|(-?[0-9]+)", 0), (r"(?<=the answer is )(.*)(?=.)", 0), (r"(?s)^.*?(\d+)", 0), (r"\w+", 0), (r"\W+", 0), (r"[^\W\d]+", 0),
            (r"[\W]", 0), (r"\s+", 0), (r"\S+", 0), (r"\d", 0), (r"\D+", 0), (r"\bthe\b", re.I), (r"\B.", 0), (r"^.", re.M), (r".$", re.M), (r".$", 0), (r".\Z", 0), (r"$", 0), (r"$", re.M), (r"^", re.M),
            (r"x*", 0), (r"|a", 0), (r"a|", 0), (r"(a)|(b)", 0), (r"(?P<w_1>\w)(?P=w_1)", 0), (r"(\w)\1", 0), (r"{\s*", 0), (r"a{,2}", 0), (r"a{2}", 0), (r"a{x", 0), (r"a{}", 0), (r"a{1,2}?", 0),
            (r"[]a]+", 0), (r"[^]a]+", 0), (r"[a-c-]+", 0), (r"[[a]+", 0), (r"[a&&b]+", 0), (r"[\d\-x]+", 0), (r"[^\S\n]+", 0), (r"(?i:the) end", 0), (r"(?i)ß|K|ſ", 0), (r"(?x) a b  # two\n c", 0),
            (r"a b [ ] \  c", re.X), (r".", re.S), (r".", 0), (r"\.", 0), (r"\x41|\u0042|\103", 0), (r"\w+", re.A), (r"\bx", re.A), (r"(?:ab)+?", 0), (r"(a+)+$", 0), (r"(?>a+)b", 0), (r"a++b", 0),
            (r"(?!x)\w", 0), (r"(?<!a)b", 0), (r"(?<=\w)\W", 0), (r"[\w']+", 0), (r"(\d+)(?:st|nd|rd|th)\b", 0), (r"\(([A-Z])\)", 0), (r":[\s]*(A|B|C)", 0), (r"(?#note)a", 0), (r"[\b]", 0), (r"\$?\d+(?:,\d{3})*(?:\.\d+)?", 0),
            (r"\\boxed{(.*?)}", 0), (r"[一-龥]", 0), (r"[^a-zA-Z0-9 ]", 0), (r"(a|ab)(c|bcd)(d*)", 0), (r"((a)|b)*", 0), (r"(?m)^\s*$", 0), (r"[A-Z]\w*", re.I), (r"(?-i:a)b", re.I), (r"\0", 0), (r"'(?!s)", 0)]
subjects = ["", "a", "aab", "abcd abab", "We get\n#### 12,345.\n", "the answer is 42.", "The the THE end. theory\n", "x1 y22  z333\té_ü 日本 ३४ ²", "aaa bb aa b a{x {  }", "a{}[a]-c&b]",
            "line one\nline two\n\nline four\n", "K k \u212a ſ s ß SS", "abc a b c", "\u2028 \x85 \r\n \x1c", "It's $3.50, (A) or :B \\boxed{12} 1st 22nd", "𝔸𝕓 \U0001f600 x\u0301", "\x08\x00"]
bad = ["(", ")", "[", "a**", "*a", "(?P<1>a)", "(?P=x)", r"\q", "(?<=a*)b", "a{2,1}", r"\1", "(?i", "a(?i)b", "[b-a]", "(?Pz)", "^*", r"(a\1)", "(?P<a>x)(?P<a>y)", "\\", "a{1}{2}", r"[\8]", "(?z)", r"\u12"]
cases = []
for p, f in patterns:
    for s in subjects:
        found = re.findall(p, s, f)
        m = re.search(p, s, f)
        cases.append({"pattern": p, "flags": int(f), "text": s, "findall": [list(x) if isinstance(x, tuple) else x for x in found],
                      "search": None if m is None else [m.group(0)] + list(m.groups()), "match": None if (k := re.match(p, s, f)) is None else k.group(0),
                      "fullmatch": re.fullmatch(p, s, f) is not None, "sub": re.sub(p, r"<\g<0>>", s, flags=f), "sub1": re.sub(p, "-", s, count=1, flags=f), "split": re.split(p, s, flags=f)})
out["regex"] = cases
def fails(p):
    try:
        re.compile(p)
        return False
    except (re.error, OverflowError):
        return True
out["bad"] = [p for p in bad if fails(p)]
out["templates"] = [{"pattern": p, "template": t, "text": s, "sub": re.sub(p, t, s)} for p, t, s in [(r"(\w)(\d)?", r"[\1\2]", "a1 b c3"), (r"(?P<first>\w)\w*", r"\g<first>\n\t\\", "one two"),
                    (r"(.)", r"\1\x41".replace(r"\x41", r"\101"), "xy"), ("a", r"\g<0>\g<0>", "banana"), ("a", r"$1\.", "banana"), (r"(a)", r"\g<1>0", "ab")]]
out["escape"] = [[s, re.escape(s)] for s in ["a.b*c", "x y\tz", "é_-&~#'\"/@", "(A) {1} [2]^$|?+\\"]]
out["lower"] = {"%x" % c: chr(c).lower() for c in range(0x250) if chr(c).lower() != chr(c)}
json.dump(out, sys.stdout, ensure_ascii=True)
