package org.menura.train.recipe;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.menura.format.FormatException;
import org.menura.format.yaml.Yaml;
import org.menura.train.optim.Optimizers;
import org.menura.train.run.objective.Objective;
import org.menura.train.run.objective.Objectives;
import org.menura.train.schema.Checker;
import org.menura.train.schema.DataSource;
import org.menura.train.schema.Explanation;
import org.menura.train.schema.KeyTable;
import org.menura.train.schema.NamePattern;
import org.menura.train.schema.Options;
import org.menura.train.schema.Section;

/**
 * A training recipe: the configuration of a run. A recipe is a YAML file whose keys {@link #explain} lists; nothing in
 * it is executed, and no variables are filled in. Paths are relative to the recipe's folder.
 */
public final class Recipe {
    private static final String EXAMPLE = """
            A recipe is a YAML file, such as this one, which teaches a model to answer with small matrices beside its weights:

                model: {checkpoint: Qwen3-0.6B}          # a folder, or a .gguf file
                data: {path: chats.jsonl, format: chat}
                objective: {name: sft}
                adapter: {rank: 8, alpha: 16}            # leave it out to teach the weights
                batch: {sequences: 4, length: 512}
                schedule: {rate: 2e-4, warmup: 10}
                epochs: 3
                output: runs/sft

            A line of data, by its format:

                text         (plain text, documents parted by blank lines)
                jsonl        {"text": "Once upon a time."}
                chat         {"messages": [{"role": "user", "content": "Hi!"}, {"role": "assistant", "content": "Hello."}]}
                             or conversations (ShareGPT), prompt and completion, instruction, input and output (Alpaca)
                preference   {"prompt": "Hi!", "chosen": "Hello.", "rejected": "No."}
                feedback     {"prompt": "Hi!", "completion": "Hello.", "label": true}
                prompts      {"prompt": "Tell me about a dog.", "words": ["dog"]}
                pairs        {"text": "ein Hund", "target": "a dog"}
                labelled     {"text": "I like it.", "label": "good"}
                tags         {"tokens": ["Ann", "sings"], "tags": ["B-PER", "O"]}
                image-text   {"image": "img/heart.png", "text": "a red heart"}
                episodes     {"seed": 7, "actions": ["go to desk 1", "take mug 1 from desk 1"]}

            More in docs/training.md. All keys:

            """;

    private final String text;
    private final Path base;
    private final Options options;

    private Recipe(String text, Path base, Options options) {
        this.text = text;
        this.base = base;
        this.options = options;
    }

    /**
     * Reads a recipe from a file.
     *
     * @throws FormatException if it is no recipe: one sentence with line and key
     * @throws UncheckedIOException if it can't be read
     */
    public static Recipe read(Path file) {
        Path folder = file.toAbsolutePath().normalize().getParent();
        return read(file, folder == null ? file.toAbsolutePath() : folder);
    }

    /**
     * Reads a recipe, such as the {@code recipe.resolved.json} of a ledger, whose paths are relative to {@code base}.
     *
     * @throws FormatException if it is no recipe: one sentence with line and key
     * @throws UncheckedIOException if it can't be read
     */
    public static Recipe read(Path file, Path base) {
        if (Files.isDirectory(file)) {
            throw new FormatException("%s is a folder; give the file of a recipe, such as %s"
                    .formatted(file, file.resolve("recipe.yaml")));
        }
        try {
            if (Files.size(file) > Yaml.MAX_BYTES) {
                throw new FormatException("%s has more than the %d bytes that a recipe may have; is it the right file?"
                        .formatted(file, Yaml.MAX_BYTES));
            }
            return parse(Files.readString(file), file.toString(), base);
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " is not encoded in UTF-8; is it a recipe?", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads a recipe's text.
     *
     * @param source where it comes from, for messages
     * @param base the folder to which its paths are relative
     * @throws FormatException if it is no recipe
     */
    public static Recipe parse(String text, String source, Path base) {
        Checker checker = new Checker(source, base);
        Options options = checker.check(schema(), Yaml.parse(text, source, "recipe"));
        Recipe recipe = new Recipe(text, base, options);
        Rules.check(recipe, checker);
        return recipe;
    }

    /** Finds extensions before the keys are put together, so that what is wrong with one is said in a sentence. */
    private static Section schema() {
        List<?> _ = Objectives.all();
        List<?> _ = Optimizers.all();
        return Schema.RECIPE;
    }

    /** Returns an example recipe with lines of data. */
    public static String example() {
        return EXAMPLE;
    }

    /** Lists all keys as text, each with its values, its default and a line of documentation. */
    public static String explain() {
        return Explanation.of(schema());
    }

    /** Lists all keys as a table in Markdown. */
    public static String explainInMarkdown() {
        return KeyTable.of(schema());
    }

    /** Returns the recipe's text as given. */
    public String text() {
        return text;
    }

    /** Returns the folder to which paths are relative. */
    public Path base() {
        return base;
    }

    /** Returns the recipe with all defaults as JSON, which {@link #read(Path, Path)} reads to an equal recipe. */
    public String resolved() {
        return options.toJson().toPrettyString() + "\n";
    }

    /** Returns the section {@code model}: config, init_seed, checkpoint, dtype. */
    public Options model() {
        return options.part("model");
    }

    /** Returns the path of the tokenizer; if not given, it is in the model's checkpoint or config folder. */
    public Optional<Path> tokenizer() {
        return options.has("tokenizer") ? Optional.of(options.path("tokenizer")) : Optional.empty();
    }

    /** Returns the sources of examples; at least one, unless there are tasks. */
    public List<DataSource> data() {
        return options.has("data")
                ? options.parts("data").stream().map(DataSource::of).toList()
                : List.of();
    }

    /** Returns the tasks that are learned one after the other; none in a usual recipe. */
    public List<TaskSpec> tasks() {
        return options.has("tasks")
                ? options.parts("tasks").stream().map(TaskSpec::of).toList()
                : List.of();
    }

    /** Returns all sources, those of the tasks included. */
    public List<DataSource> allData() {
        List<DataSource> all = new ArrayList<>(data());
        tasks().forEach(t -> all.addAll(t.data()));
        return all;
    }

    /** Returns the section {@code protection}: name, and the options that go with it. */
    public Optional<Options> protection() {
        return options.optionalPart("protection");
    }

    /** Returns the method that protects earlier tasks from being forgotten: none, replay, ewc or adapters. */
    public String protectedBy() {
        return protection().map(p -> p.text("name")).orElse("none");
    }

    /** Returns the section {@code objective}: name, and the options that go with it. */
    public Options objective() {
        return options.part("objective");
    }

    /** Returns the objective that the section {@code objective} names. */
    public Objective objectiveType() {
        return Objectives.named(objective().text("name"));
    }

    /** Returns the section {@code batch}: sequences, length, packing, accumulation. */
    public Options batch() {
        return options.part("batch");
    }

    /**
     * Returns the section {@code optimizer}: name, weight_decay, no_decay, clip, and the options that go with the name.
     */
    public Options optimizer() {
        return options.part("optimizer");
    }

    /** Returns the section {@code schedule}: name, warmup, rate, and the options that go with the name. */
    public Options schedule() {
        return options.part("schedule");
    }

    /** Returns the precision: {@code float32} or {@code bf16}. */
    public String precision() {
        return options.text("precision");
    }

    /** Returns whether activations are recomputed in the backward pass. */
    public boolean recompute() {
        return options.flag("recompute");
    }

    /** Returns the section {@code adapter}: what a LoRA is like. */
    public Optional<Options> adapter() {
        return options.optionalPart("adapter");
    }

    /** Returns the name patterns of frozen parameters; see {@link NamePattern}. */
    public List<String> freeze() {
        return options.has("freeze")
                ? options.texts("freeze")
                : objectiveType().traits().frozen();
    }

    /** Returns the number of steps to train; either this or {@link #epochs} is given. */
    public OptionalLong steps() {
        return options.has("steps") ? OptionalLong.of(options.whole("steps")) : OptionalLong.empty();
    }

    /** Returns the number of epochs. */
    public OptionalDouble epochs() {
        return options.has("epochs") ? OptionalDouble.of(options.number("epochs")) : OptionalDouble.empty();
    }

    /** Returns the seed of the run. */
    public long seed() {
        return options.whole("seed");
    }

    /** Returns the section {@code checkpoint}: every, keep, milestones. */
    public Options checkpoint() {
        return options.part("checkpoint");
    }

    /** Returns the section {@code evaluation}: every, data, prompts, check. */
    public Optional<Options> evaluation() {
        return options.optionalPart("evaluation");
    }

    /** Returns the decay of the moving average of weights, if one is kept. */
    public OptionalDouble emaDecay() {
        return options.has("ema") ? OptionalDouble.of(options.part("ema").number("decay")) : OptionalDouble.empty();
    }

    /** Returns the section {@code diloco}: replicas, inner, rate, momentum. */
    public Optional<Options> diloco() {
        return options.optionalPart("diloco");
    }

    /** Returns the folder to which the ledger is written. */
    public Path output() {
        return options.path("output");
    }
}
