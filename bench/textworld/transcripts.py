"""Makes games with TextWorld and records episodes of them, played by its original interpreter.

    pip install textworld==1.7.0
    python transcripts.py OUT --seed 7 -- custom --world-size 4 --nb-objects 10 --quest-length 4
    python transcripts.py OUT --seed 8 -- tw-cooking --recipe 2 --take 1 --go 6 --open --cut

What follows -- are the arguments of tw-make. OUT gets games/NAME.json, games.jsonl and transcripts.jsonl: the
walkthrough and random episodes, each step with command, feedback, status line, admissible commands, score, moves and
end. `menura verify OUT` plays them again. Feedback and status are those of the bare interpreter; the rest is TextWorld's.
"""

import argparse
import json
import pathlib
import random
import subprocess
import sys
import tempfile

import jericho
import textworld


def screen(raw):
    """Splits what the interpreter shows into the text above the prompt and the status line."""
    at = raw.rfind("-= ")
    return raw[:at].rstrip(" ")[:-1], raw[at:]


def view(state, raw):
    feedback, status = screen(raw)
    return {"feedback": feedback, "status": status, "admissible": list(state.admissible_commands)}


def episode(story, commands, steps, rng):
    """Plays the commands, or random admissible ones if there are none."""
    infos = textworld.EnvInfos(admissible_commands=True, score=True, moves=True, objective=True, max_score=True)
    told = textworld.start(str(story), request_infos=infos)
    bare = jericho.FrotzEnv(str(story))
    state = told.reset()
    record = {"objective": state.objective, "max_score": state.max_score, **view(state, bare.reset()[0]), "steps": []}
    for number in range(len(commands) if commands else steps):
        command = commands[number] if commands else rng.choice(state.admissible_commands)
        state = told.step(command)[0]
        step = {"command": command, **view(state, bare.step(command)[0])}
        record["steps"].append(step | {"score": state.score, "moves": state.moves, "done": bool(state.done)})
        if state.done:
            break
    told.close()
    bare.close()
    return record


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--episodes", type=int, default=2, help="random ones")
    parser.add_argument("--steps", type=int, default=30, help="of a random episode")
    parser.add_argument("make", nargs="+", help="arguments of tw-make, after --")
    options = parser.parse_args()
    kind = options.make[0].removeprefix("tw-")
    name = f"{kind}-{options.seed}"
    (options.out / "games").mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as work:
        story = pathlib.Path(work) / f"{name}.z8"
        make = [str(pathlib.Path(sys.executable).parent / "tw-make"), *options.make]
        subprocess.run([*make, "--seed", str(options.seed), "--output", str(story), "--silent"], check=True)
        text = story.with_suffix(".json").read_text(encoding="utf-8")
        walkthrough = json.loads(text)["metadata"].get("walkthrough")
        rng = random.Random(options.seed)
        episodes = [("walkthrough", episode(story, walkthrough, 0, rng))] if walkthrough else []
        for number in range(1, options.episodes + 1):
            episodes.append((f"random-{number}", episode(story, None, options.steps, rng)))
    (options.out / "games" / f"{name}.json").write_text(text, encoding="utf-8")
    with open(options.out / "games.jsonl", "a", encoding="utf-8") as games:
        games.write(json.dumps({"id": name, "kind": kind, "arguments": options.make, "seed": options.seed}) + "\n")
    with open(options.out / "transcripts.jsonl", "a", encoding="utf-8") as transcripts:
        for label, record in episodes:
            transcripts.write(json.dumps({"game": name, "episode": label, **record}) + "\n")


if __name__ == "__main__":
    main()
