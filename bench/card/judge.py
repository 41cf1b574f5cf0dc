"""Loads a model card with huggingface_hub and a data card with mlcroissant."""

import json
import sys


def lines(source, target):
    with open(source, encoding="utf-8", errors="ignore") as text, open(target, "w", encoding="utf-8") as out:
        for story in text.read().split("<|endoftext|>"):
            if story.strip():
                out.write(json.dumps({"text": story.strip()}) + "\n")


def model_card(path, online):
    from huggingface_hub import ModelCard

    card = ModelCard.load(path)
    data = card.data.to_dict()
    assert card.data.eval_results, "no evaluation results"
    assert data["co2_eq_emissions"]["emissions"] > 0
    again = ModelCard(str(card)).data.to_dict()
    assert again == data, "the card changes when it is written again"
    if online:
        card.validate()
    print("ok: huggingface_hub loads the card:", ", ".join(sorted(data)))


def data_card(path):
    import mlcroissant

    data = mlcroissant.Dataset(jsonld=path)
    issues = data.metadata.ctx.issues
    assert not issues.errors, issues.errors
    print("ok: mlcroissant finds no errors;", len(issues.warnings), "warnings", sorted(issues.warnings))
    for records in data.metadata.record_sets:
        first = next(iter(data.records(records.uuid)))
        print("ok: records of", records.uuid, "have", sorted(first))


if __name__ == "__main__":
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    if "--lines" in sys.argv:
        lines(*arguments)
    else:
        model_card(arguments[0], "--online" in sys.argv)
        data_card(arguments[1])
