package org.menura.train.recipe;

import java.util.List;

/** All keys of a recipe. */
final class Schema {
    static final List<String> FORMATS = List.of("text", "jsonl", "chat", "preference", "prompts");

    static final Section SOURCE = Section.of(
            "A source of examples.",
            Key.of("path", new Kind.Several(new Kind.File(true)), null, "Files or folders, read in this order.")
                    .needed(),
            Key.choice("format", "text", FORMATS, "How the files are laid out."),
            Key.text("field", "text", "The field of a JSON line that holds the text, the messages or the prompt."),
            Key.positive("weight", 1.0, "How often examples are drawn from here, beside the other sources."),
            Key.text("separator", "\n\n", "What parts two documents in a text file."));

    static final Section RECIPE = Section.of(
            "A run.",
            Key.part("model", Sections.MODEL),
            Key.input("tokenizer", "The tokenizer's file or folder; the model's folder if not given."),
            Key.of("data", new Kind.Several(new Kind.Part(SOURCE)), null, SOURCE.doc())
                    .needed(),
            Key.part("objective", Objectives.SECTION),
            Key.part("batch", Sections.BATCH),
            Key.part("optimizer", Optimizers.OPTIMIZER),
            Key.part("schedule", Optimizers.SCHEDULE),
            Key.choice("precision", "float32", List.of("float32", "bf16"), "In what matrix products are computed."),
            Key.flag("recompute", false, "Compute activations again in the backward pass, which takes less memory."),
            Key.option("adapter", Sections.ADAPTER),
            Key.texts("freeze", List.of(), "Patterns (* for any letters) of parameters that stay as they are."),
            Key.whole("steps", null, 1, "How many steps to train; this or epochs."),
            Key.positive("epochs", null, "How often to go through the data; this or steps."),
            Key.whole("seed", 0L, Long.MIN_VALUE, "Seed of all random numbers but those of the first weights."),
            Key.part("checkpoint", Sections.CHECKPOINT),
            Key.option("evaluation", Sections.EVALUATION),
            Key.option("ema", Sections.EMA),
            Key.of("output", new Kind.File(false), "run", "Where the ledger of the run is written."));

    private Schema() {}
}
