package org.menura.train.recipe;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.menura.train.run.objective.Objective;
import org.menura.train.run.objective.Objectives;
import org.menura.train.schema.Augmentations;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Kind;
import org.menura.train.schema.Section;

/** All keys of a recipe. */
final class Schema {
    private static final String LAYOUT =
            "How the files are laid out: plain text; jsonl with a text in a field; chat with"
                    + " messages; preference with chosen and rejected; prompts; tags, a token and its BIO tag a line or JSONL with"
                    + " tokens and tags; labelled, CSV or JSONL with a text and its label; pairs of what is read and what is to be"
                    + " written; feedback with prompt, completion and label (true if good);"
                    + " image-text, JSONL with the file of an image and a text or a list of texts, of which each look takes one;"
                    + " episodes, JSONL with the seed of an environment, perhaps an expert's actions, and settings of the environment;"
                    + " code, JSONL with language, code and perhaps docstring, which says what the code does.";

    static final Section SOURCE = Section.by(
            "format",
            "A source of examples.",
            Key.of("path", new Kind.Several(new Kind.File(true)), null, "Files or folders, read in this order.")
                    .needed(),
            Key.choice("format", "text", DataSource.FORMATS, LAYOUT),
            Key.text("field", "text", "The field of a JSON line that holds the text, the messages or the prompt.")
                    .butWith("chat", "messages")
                    .butWith("prompts", "prompt")
                    .butWith("code", "code"),
            Key.text(
                    "second",
                    null,
                    "The field that holds the second text of a pair, for labelled: a claim beside its evidence, a document beside the query."),
            Key.text(
                    "target",
                    null,
                    "The field that holds a text's label (label if not given), its answer (target), what code does (docstring), or what a"
                            + " generator would be told of a picture (condition)."),
            Key.positive("weight", 1.0, "How often examples are drawn from here, beside the other sources."),
            Key.text(
                    "separator",
                    "\n\n",
                    "What parts two documents in a text file: \"\\n\\n\" is blank lines, \"\" makes a file one document."),
            Key.option("augment", Augmentations.SECTION));

    static final Section TASK = Section.of(
            "A task of several that are learned one after the other; in the place of data and steps.",
            Key.text("name", null, "What it is called in the report.").needed(),
            Key.of("data", new Kind.Several(new Kind.Part(SOURCE)), null, SOURCE.doc())
                    .needed(),
            Key.of(
                            "evaluation",
                            new Kind.Several(new Kind.File(true)),
                            null,
                            "Held-out files in the format of the task's first source.")
                    .needed(),
            Key.whole("steps", null, 1, "How many steps to train; this or epochs."),
            Key.positive("epochs", null, "How often to go through the task's data; this or steps."));

    static final Section OBJECTIVE = objectives();

    static final Section RECIPE = Section.of(
            "A run.",
            Key.part("model", Sections.MODEL),
            Key.input("tokenizer", "The tokenizer's file or folder; the model's folder if not given."),
            Key.of("data", new Kind.Several(new Kind.Part(SOURCE)), null, SOURCE.doc()),
            Key.of("tasks", new Kind.Several(new Kind.Part(TASK)), null, TASK.doc()),
            Key.option("protection", Sections.PROTECTION),
            Key.part("objective", OBJECTIVE),
            Key.part("batch", Sections.BATCH),
            Key.part("optimizer", Learning.OPTIMIZER),
            Key.part("schedule", Learning.SCHEDULE),
            Key.choice(
                    "precision",
                    "float32",
                    List.of("float32", "bf16"),
                    "In what matrix products are computed, those of gradients too."),
            Key.flag("recompute", false, "Compute activations again in the backward pass, which takes less memory."),
            Key.option("adapter", Sections.ADAPTER),
            Key.of(
                    "freeze",
                    new Kind.Several(new Kind.Text()),
                    null,
                    "Patterns (* for any letters) of parameters that stay as they are; %s.".formatted(frozen())),
            Key.whole("steps", null, 1, "How many steps to train; this or epochs."),
            Key.positive("epochs", null, "How often to go through the data; this or steps."),
            Key.whole("seed", 0L, Long.MIN_VALUE, "Seed of all random numbers but those of the first weights."),
            Key.part("checkpoint", Sections.CHECKPOINT),
            Key.option("evaluation", Sections.EVALUATION),
            Key.option("ema", Sections.EMA),
            Key.option("diloco", Sections.DILOCO),
            Key.of("output", new Kind.File(false), "run", "Where the ledger of the run is written."));

    private Schema() {}

    private static Section objectives() {
        SequencedMap<String, List<Key>> variants = new LinkedHashMap<>();
        Objectives.all().forEach(o -> variants.put(o.name(), o.traits().keys()));
        return Section.of("What is minimised.", "causal-lm", "Which objective.", variants);
    }

    /** Describes the parameters that are frozen by default. */
    private static String frozen() {
        StringBuilder usual = new StringBuilder("none if not given");
        for (Objective o : Objectives.all()) {
            if (!o.traits().frozen().isEmpty()) {
                usual.append(
                        "; %s with %s".formatted(String.join(" and ", o.traits().frozen()), o.name()));
            }
        }
        return usual.toString();
    }
}
