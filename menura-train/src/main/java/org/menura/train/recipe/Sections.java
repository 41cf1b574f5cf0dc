package org.menura.train.recipe;

import java.util.List;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Key;
import org.menura.train.schema.Kind;
import org.menura.train.schema.Section;

/** The smaller sections of a recipe. */
final class Sections {
    private static final Section PART = Section.of(
            "A part of a new model that begins with the weights of a checkpoint.",
            Key.text("at", null, "The name that the part's parameters have before their own, such as language_model.")
                    .needed(),
            Key.input("checkpoint", "A folder or file with the weights; rows of tokens that it lacks stay as they are.")
                    .needed(),
            Key.text("from", "", "The name before theirs in the checkpoint; empty for all of it."));

    static final Section MODEL = Section.of(
            "What is trained; give config for a new model, checkpoint for one that is there, or both.",
            Key.input("config", "A config.json, or the folder that holds one."),
            Key.whole("init_seed", 0L, Long.MIN_VALUE, "Seed of the first weights of a new model."),
            Key.input("checkpoint", "A folder or file with weights to begin with."),
            Key.of("parts", new Kind.Several(new Kind.Part(PART)), List.of(), PART.doc()),
            Key.input(
                    "chat_template",
                    "How conversations are laid out: a file in Jinja, or chatml, llama2, llama3, mistral, gemma, phi3, zephyr,"
                            + " vicuna or alpaca; the model's own if not given."),
            Key.choice("dtype", "float32", List.of("float32", "bf16"), "In what trained weights are kept and saved."));

    static final Section BATCH = Section.of(
            "What one step sees.",
            Key.whole("sequences", 8L, 1, 1 << 20, "Sequences that are computed together."),
            Key.whole("length", 512L, 1, 1 << 24, "The most tokens of a sequence."),
            Key.flag("packing", true, "Fill sequences with several short examples, which don't see each other."),
            Key.whole(
                    "accumulation",
                    1L,
                    1,
                    1 << 20,
                    "Batches whose gradients are summed up for one step; ppo, grpo, rloo and what learns from episodes take as many prompts or episodes at once."));

    static final Section ADAPTER = Section.of(
            "Train small matrices beside the weights (LoRA, arXiv 2106.09685) instead of the weights.",
            Key.choice("name", "lora", List.of("lora"), "The kind of adapter."),
            Key.whole("rank", 8L, 1, 1 << 14, "Inner size of the matrices."),
            Key.positive("alpha", 16.0, "What they add is scaled by alpha / rank."),
            Key.flag("rslora", false, "Scale by alpha / sqrt(rank) (arXiv 2312.03732)."),
            Key.flag("dora", false, "Train magnitudes apart from directions (DoRA, arXiv 2402.09353)."),
            Key.texts(
                    "targets",
                    List.of("*_proj"),
                    "Patterns (* for any letters) of the layers that get one; all-linear for all but the head."),
            Key.texts("exclude", List.of(), "Patterns of layers that get none all the same (PEFT's exclude_modules)."),
            Key.of(
                    "blocks",
                    new Kind.Several(new Kind.Whole(0, Integer.MAX_VALUE)),
                    List.of(),
                    "Numbers of the blocks, from 0, whose layers get one; all if not given (PEFT's layers_to_transform)."),
            Key.texts(
                    "ranks",
                    List.of(),
                    "Ranks of some layers, such as q_proj=4; the first pattern that fits counts (PEFT's rank_pattern)."),
            Key.texts("alphas", List.of(), "Alphas of some layers, such as q_proj=32 (PEFT's alpha_pattern)."),
            Key.choice(
                    "init",
                    "uniform",
                    List.of("uniform", "gaussian", "random", "orthogonal", "pissa", "olora"),
                    "What the matrices begin with, as PEFT's init_lora_weights: true, gaussian, false, orthogonal, pissa (arXiv"
                            + " 2404.02948) and olora (2406.01775). What is saved goes with the model as it was."),
            Key.texts(
                    "modules_to_save", List.of(), "Ends of paths of modules that are trained whole, such as lm_head."),
            Key.input("from", "The folder of an adapter to go on from, which says the rest."),
            Key.share("dropout", 0.0, false, "Share of a layer's inputs that what learns does not see in a step."));

    static final Section CHECKPOINT = Section.of(
            "When the run is saved.",
            Key.whole("every", 1000L, 1, "Steps from one checkpoint to the next."),
            Key.whole("keep", 3L, 1, Integer.MAX_VALUE, "How many of the newest stay."),
            Key.whole("milestones", 0L, 0, "Those whose step is a multiple of this stay too; 0 for none."));

    static final Section CHECK = Section.of(
            "Prompts that the model answers, and what a program says to the answers.",
            Key.of("path", new Kind.Several(new Kind.File(true)), null, "JSONL files of prompts.")
                    .needed(),
            Key.text("field", "prompt", "The field that holds the prompt or its messages."),
            Key.of("rewards", new Kind.Several(new Kind.Text()), null, "As objective.rewards; 1 counts as passed.")
                    .needed(),
            Key.whole("limit", 64L, 1, "The most prompts, from the files' start."),
            Key.whole("length", 256L, 1, 1 << 24, "The most tokens of an answer."),
            Key.real("temperature", 0.0, "Of the sampling; 0 takes the likeliest token each time."),
            Key.whole("seed", 0L, Long.MIN_VALUE, "Seed of the sampling."));

    static final Section DRAW = Section.of(
            "How pictures of the prompts are drawn, with diffusion.",
            Key.whole("steps", 20L, 1, 1 << 16, "Steps of the scheduler."),
            Key.real(
                    "guidance", 3.0, "How closely prompts are followed (arXiv 2207.12598); 1 or less for no guidance."),
            Key.whole("seed", 0L, Long.MIN_VALUE, "Seed of the noise."));

    static final Section PROTECTION = Section.of(
            "How what earlier tasks taught is protected from later ones.",
            Key.choice("name", "none", List.of("none", "replay", "ewc", "adapters"), "Which way."),
            Key.of(
                            "share",
                            new Kind.Real(0, 1, false, false),
                            0.2,
                            "Share of a step's examples that come from earlier tasks.")
                    .onlyWith("replay"),
            Key.real("lambda", 1000.0, "How strongly weights that mattered are held (EWC, arXiv 1612.00796).")
                    .onlyWith("ewc"),
            Key.whole("examples", 64L, 1, 1 << 20, "Examples of each task that tell which weights mattered.")
                    .onlyWith("ewc"));

    static final Section EVALUATION = Section.of(
            "What is measured during the run.",
            Key.whole("every", 1000L, 1, "Steps from one evaluation to the next."),
            Key.of(
                    "data",
                    new Kind.Several(new Kind.File(true)),
                    List.of(),
                    "Held-out files: their loss, and accuracy or F1 where the objective has it."),
            Key.texts("prompts", List.of(), "Prompts to continue, for people to read, or to draw."),
            Key.choice(
                    "format",
                    null,
                    DataSource.FORMATS,
                    "How the files are laid out; if not given, as the first source, but .txt files as text."),
            Key.option("check", CHECK),
            Key.option("draw", DRAW));

    static final Section EMA = Section.of(
            "Keep an exponential moving average of the weights.",
            Key.share("decay", 0.999, false, "How much of the average stays in a step."));

    static final Section DILOCO = Section.of(
            "Teach replicas apart from each other and join them now and then (DiLoCo, arXiv 2311.08105).",
            Key.whole(
                    "replicas", 4L, 1, 1024, "Number of replicas; the result depends on it, not on who computes them."),
            Key.whole("inner", 50L, 1, 1 << 20, "Steps of each replica before they are joined."),
            Key.positive("rate", 0.7, "Learning rate of the outer step."),
            Key.share("momentum", 0.9, false, "Nesterov momentum of the outer step."));

    private Sections() {}
}
