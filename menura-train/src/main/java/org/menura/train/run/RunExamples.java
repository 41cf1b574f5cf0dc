package org.menura.train.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import org.menura.data.Documents;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.model.CausalModel;
import org.menura.tensor.grad.GradBackend;
import org.menura.tensor.grad.Parameter;
import org.menura.train.ledger.LedgerReader;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.recipe.Recipe;
import org.menura.train.schema.DataSource;
import org.menura.train.setup.RecordLimit;
import org.menura.train.setup.TrainingData;

/** The examples that a run learned from, with its model at any of its checkpoints, to look at again. */
public final class RunExamples {
    private static final List<String> FORMATS = List.of("text", "jsonl", "chat");

    private final LedgerReader reader;
    private final RunParts parts;
    private final RunLearning learning;
    private final List<Documents> documents = new ArrayList<>();
    private final List<DataSource> sources;

    private RunExamples(LedgerReader reader, Recipe recipe, RunParts parts) {
        this.reader = reader;
        this.parts = parts;
        this.learning = Objects.requireNonNull(parts.learning());
        this.sources = recipe.data();
        TrainingData data = parts.data().of(recipe.data(), "");
        boolean answers = recipe.objective().text("name").equals("sft");
        for (DataSource source : sources) {
            if (!FORMATS.contains(source.format())) {
                throw new FormatException(
                        "the run learned from data of the format %s; examples are looked up in texts and conversations (%s)"
                                .formatted(source.format(), String.join(", ", FORMATS)));
            }
            documents.add(
                    source.format().equals("chat") ? data.chats(source, answers) : data.texts(source, true, true));
        }
    }

    /**
     * Opens the examples of a run, whose model and data are set up as the run itself sets them up.
     *
     * @throws FormatException if the folder holds no ledger, its data has changed, or is of another kind than texts and conversations
     * @throws IOException if something can't be read
     */
    public static RunExamples open(Path folder, RunSettings settings) throws IOException {
        LedgerReader reader = new LedgerReader(folder);
        reader.requireUnchanged();
        reader.data().verify();
        Recipe recipe = Recipe.read(reader.resolvedRecipe(), reader.data().base());
        if (!recipe.tasks().isEmpty()) {
            throw new FormatException(
                    "%s learned tasks in sequence, and examples are looked up in runs of one".formatted(folder));
        }
        RunParts parts = RunParts.of(
                recipe, settings, new TrainingRun.Listener() {}, folder.resolve("tokens"), RecordLimit.none());
        return new RunExamples(reader, recipe, parts);
    }

    /** Returns the number of examples: documents and conversations. */
    public long count() {
        return documents.stream().mapToLong(Documents::count).sum();
    }

    /** Returns the beginning of an example that fits into a sequence of the run. */
    public TokenDocument example(long index) {
        long left = index;
        for (Documents of : documents) {
            if (left < of.count()) {
                return of.start(left, parts.context().length());
            }
            left -= of.count();
        }
        throw new IndexOutOfBoundsException("example " + index);
    }

    /** Returns where an example stands: the files of its source, and its number there, from 1. */
    public String place(long index) {
        long left = index;
        for (int s = 0; s < documents.size(); s++) {
            if (left < documents.get(s).count()) {
                Path first = sources.get(s).paths().getFirst();
                return "%s, number %d".formatted(first.getFileName(), left + 1);
            }
            left -= documents.get(s).count();
        }
        throw new IndexOutOfBoundsException("example " + index);
    }

    /** Returns the checkpoints that are left, by step. */
    public SortedMap<Long, SavedCheckpoint> checkpoints() throws IOException {
        return reader.checkpoints();
    }

    /** Returns the learning rate of a step; 1 where it was not recorded. */
    public double rate(long step) throws IOException {
        return reader.records(step, step).stream()
                .findFirst()
                .map(r -> r.learningRate())
                .filter(r -> r > 0)
                .orElse(1.0);
    }

    /**
     * Puts the model back to where a checkpoint has it.
     *
     * @throws FormatException if a file of the checkpoint has changed
     * @throws IOException if it can't be read
     */
    public void restore(SavedCheckpoint checkpoint) throws IOException {
        checkpoint.verify();
        learning.restore(checkpoint);
    }

    /** Returns the model. */
    public CausalModel model() {
        return parts.context().decoder();
    }

    /** Returns the model's backend. */
    public GradBackend ops() {
        return parts.context().ops();
    }

    /** Returns the model's tokenizer. */
    public Tokenizer tokenizer() {
        return parts.context().text().tokenizer();
    }

    /** Returns the parameters that the run taught, with gradients of zero. */
    public List<Parameter> taught() {
        List<Parameter> all = learning.stage().taught();
        for (Parameter p : all) {
            int from = p.gradient().offset();
            Arrays.fill(
                    p.gradient().floats(),
                    from,
                    from + Math.toIntExact(p.gradient().elements()),
                    0);
        }
        return all;
    }
}
