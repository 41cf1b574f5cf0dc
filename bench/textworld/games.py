"""Makes small games with TextWorld, as JSON, for recipes/textworld to learn from.

    pip install textworld==1.7.0
    python games.py OUT 480 --first 200000

OUT gets custom-SEED.json of 1 to 6 rooms, 4 to 12 objects and quests of 2 to 6 steps, drawn from the seed. Nothing is
compiled, so that a game takes half a second.
"""

import argparse
import pathlib
import random

from textworld import GameOptions
from textworld.generator import make_game


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("count", type=int)
    parser.add_argument("--first", type=int, default=200_000, help="seed of the first game")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    for seed in range(options.first, options.first + options.count):
        rng = random.Random(seed)
        game = GameOptions()
        game.seeds = seed
        game.nb_rooms = rng.randint(1, 6)
        game.nb_objects = rng.randint(4, 12)
        game.quest_length = rng.randint(2, 6)
        make_game(game).save(str(options.out / f"custom-{seed}.json"))


if __name__ == "__main__":
    main()
