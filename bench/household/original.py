"""Plays recorded household episodes again in the original interpreter, and writes what it tells.

    pip install textworld==1.7.0 fast-downward-textworld==20.6.4
    pip install --no-deps alfworld==0.4.2
    python bench/household/original.py EPISODES.jsonl OUT.jsonl

EPISODES is menura-world/src/test/resources/org/menura/world/household/engine/original.jsonl or another file of its
form: houses with commands. The domain and the grammar are those of the alfworld package. OUT equals EPISODES if the
recorded texts, possible commands (without "go to") and goals are the original's.
"""

import json
import os
import re
import sys

import alfworld
import textworld
from textworld.envs.pddl import PddlEnv

DATA = os.path.join(os.path.dirname(alfworld.__file__), "data")
HERE = os.path.dirname(os.path.abspath(__file__))
AFFORDANCES = os.path.join(HERE, "../../menura-world/src/main/resources/org/menura/world/household/affordances.json")
PREDICATES = {"Heatable": "heatable", "Coolable": "coolable", "Cleanable": "cleanable", "Toggleable": "toggleable",
              "Sliceable": "sliceable"}


def problem(house, can):
    """Returns the house as a problem in PDDL, and the names of its things by their ids."""
    receptacle_types = set(can["receptacle_accepts"]) | {r[0] for r in house["receptacles"]}
    receptacle_types |= {"SinkBasin", "Microwave", "Fridge"}
    object_types = {o for accepted in can["receptacle_accepts"].values() for o in accepted}
    object_types |= {o[0] for o in house["objects"]} | {"Knife", "ButterKnife"}

    def object_type(name):
        # A bowl is a type of receptacles and of objects, which PDDL keeps apart.
        return name + ("OType" if name in receptacle_types else "Type")

    # Facts come in the order of ids: numbers go down, as the original gives them to its own ids.
    def identity(kind, number):
        return "%s_bar_%03d" % (kind.lower(), 500 - number)

    things = ["agent1 - agent", "loc_start - location"]
    things += [t + "Type - rtype" for t in sorted(receptacle_types)]
    things += [object_type(t) + " - otype" for t in sorted(object_types)]
    things += ["loc_%s - location" % l for l in sorted({r[2] for r in house["receptacles"]})]
    facts, names, locations = ["(atLocation agent1 loc_start)"], {}, {}
    for kind, number, location, openable in house["receptacles"]:
        name, at = "%s %d" % (kind.lower(), number), identity(kind, number)
        names[at], locations[name] = name, (at, location)
        things.append(at + " - receptacle")
        facts += ["(receptacleType %s %sType)" % (at, kind), "(receptacleAtLocation %s loc_%s)" % (at, location)]
        facts += ["(openable %s)" % at] if openable else []
    for kind, number, place in house["objects"]:
        it, (at, location) = identity(kind, number), locations[place]
        names[it] = "%s %d" % (kind.lower(), number)
        things.append(it + " - object")
        facts += ["(objectType %s %s)" % (it, object_type(kind)), "(inReceptacle %s %s)" % (it, at),
                  "(objectAtLocation %s loc_%s)" % (it, location)]
        facts += ["(%s %s)" % (p, it) for a, p in PREDICATES.items() if kind in can["action_objects"][a]]
        facts += ["(pickupable %s)" % it] if kind in can["pickupable"] else []
        facts += ["(isReceptacleObject %s)" % it] if kind in can["movable_receptacles"] else []
    facts += ["(canContain %sType %s)" % (r, object_type(o)) for r, of in can["receptacle_accepts"].items() for o in of]
    goal = re.sub(r"\(objectType (\S+) (\w+)Type\)", lambda m: "(objectType %s %s)" % (m[1], object_type(m[2])),
                  re.sub(r";\([^()]*\)", "", house["goal"]))
    return ("(define (problem p) (:domain alfred) (:objects %s) (:init (= (total-cost) 0) %s) %s"
            " (:metric minimize (total-cost)))" % (" ".join(things), " ".join(facts), goal)), names


def play(house, can, domain, grammar):
    text, names = problem(house, can)
    world = PddlEnv(textworld.EnvInfos(admissible_commands=True, feedback=True, won=True))
    world.load({"pddl_domain": domain, "pddl_problem": text,
                "grammar": grammar.replace("UNKNOWN GOAL", house["task"])})
    for info in world._entity_infos.values():
        info.name = names.get(info.id, info.id)
    steps = []
    for step in house["steps"]:
        command = step["command"]
        state = world.reset() if command is None else world.step(command)[0]
        steps.append({"command": command, "text": state.feedback,
                      "admissible": [c for c in state.admissible_commands if not c.startswith("go to ")],
                      "won": bool(state.won)})
    return {**house, "steps": steps}


def main():
    can = json.load(open(AFFORDANCES))
    domain = open(os.path.join(DATA, "alfred.pddl")).read()
    grammar = open(os.path.join(DATA, "alfred.twl2")).read()
    with open(sys.argv[2], "w") as out:
        for line in open(sys.argv[1]):
            out.write(json.dumps(play(json.loads(line), can, domain, grammar), separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
