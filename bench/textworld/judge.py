"""Plays what an agent did in a suite again, by TextWorld's original interpreter, and says who won by its count.

    pip install textworld==1.7.0
    menura agent suite textworld --data FOLDER --agent MODEL -o OUT
    python judge.py OUT/textworld/trials_....jsonl FOLDER

Each game is compiled with TextWorld's own Inform 7. Ends with an error if a game was won for one of the two and not for the
other.
"""

import argparse
import json
import pathlib
import sys
import tempfile

import textworld
from textworld.generator import compile_game


def won(game, commands):
    """Whether the game's file, compiled, is won by the commands."""
    with tempfile.TemporaryDirectory() as work:
        options = textworld.GameOptions()
        options.path = str(pathlib.Path(work) / "game.z8")
        story = compile_game(textworld.generator.Game.load(str(game)), options)
        env = textworld.start(story, request_infos=textworld.EnvInfos(won=True))
        state = env.reset()
        for command in commands:
            state, _, done = env.step(command)
            if done:
                break
        env.close()
        return bool(state.won)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trials", type=pathlib.Path)
    parser.add_argument("games", type=pathlib.Path)
    options = parser.parse_args()
    folder = options.games / "games" if (options.games / "games").is_dir() else options.games
    trials = [json.loads(line) for line in options.trials.read_text(encoding="utf-8").splitlines()]
    trials = [t for t in trials if t["agent"] not in ("null", "random", "oracle")] or trials
    differ = 0
    wins = 0
    for trial in trials:
        original = won(folder / (trial["task"] + ".json"), trial["answers"])
        wins += original
        if original != trial["passed"]:
            differ += 1
            print(f"{trial['task']} ({trial['agent']}): won {trial['passed']}, by the original {original}")
    print(f"{wins} of {len(trials)} games won by the original interpreter; {differ} judged otherwise")
    sys.exit(differ > 0)


if __name__ == "__main__":
    main()
