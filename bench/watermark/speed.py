#!/usr/bin/env python3
"""Decodes with and without watermarks in turns, and prints tokens a second and ratios: speed.py MENURA MODEL [--rounds N] [--tokens N]."""
import argparse, json, statistics, subprocess

MARKS = ["none", "kgw", "selfhash", "selfhash:width=3", "synthid:keys=654/400/836/123/340/443/597/160/57", "gumbel", "unigram"]


def speed(args, mark):
    command = args.menura.split() + ["run", args.model, "--no-instruct", "-p", "The history of the small town begins with", "-n", str(args.tokens),
                                     "-s", "1", "--temp", "1", "--top-k", str(args.top_k), "--top-p", "1", "--min-p", "0", "--json"]
    if mark != "none":
        command += ["--watermark", mark]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return find(json.loads(done.stdout))


def find(report):
    """The decoding speed, wherever the report has it."""
    if isinstance(report, dict):
        for name, value in report.items():
            if name in ("decode_tokens_per_second", "tokens_per_second") and isinstance(value, (int, float)):
                return value
            found = find(value)
            if found is not None:
                return found
    return None


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("menura")
    parser.add_argument("model")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tokens", type=int, default=128)
    parser.add_argument("--top-k", type=int, default=50)
    args = parser.parse_args()
    speeds = {mark: [] for mark in MARKS}
    for _ in range(args.rounds):
        for mark in MARKS:
            speeds[mark].append(speed(args, mark))
    base = statistics.median(speeds["none"])
    print("%-50s %10s %7s   (%d rounds of %d tokens)" % ("watermark", "tokens/s", "ratio", args.rounds, args.tokens))
    for mark in MARKS:
        median = statistics.median(speeds[mark])
        print("%-50s %10.1f %7.3f" % (mark, median, median / base), flush=True)


if __name__ == "__main__":
    main()
