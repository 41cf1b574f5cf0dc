package org.menura.train.setup;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.model.CausalModel;
import org.menura.model.load.ModelSource;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.grad.GradBackend;
import org.menura.train.schema.Options;
import org.menura.train.task.BatchReader;

/**
 * The context of an objective in a run.
 *
 * @param objective the recipe's section of that name
 * @param batch the recipe's section of that name
 * @param seed of the run
 * @param student the model in training
 * @param cpu the backend of models that are not trained
 * @param textAlone the reason why images and audio are refused; null if they are not
 */
public record RunContext(
        Options objective,
        Options batch,
        ModelFiles files,
        long seed,
        TrainedModel student,
        TextProcessor text,
        CpuBackend cpu,
        @Nullable String textAlone) {
    /** Returns the objective's name. */
    public String name() {
        return objective.text("name");
    }

    /** Returns the number of sequences in a batch. */
    public int sequences() {
        return Math.toIntExact(batch.whole("sequences"));
    }

    /** Returns the maximum number of tokens of a sequence. */
    public int length() {
        return Math.toIntExact(batch.whole("length"));
    }

    /** Returns the backend of the model in training. */
    public GradBackend ops() {
        return student.ops();
    }

    /** Returns the language model in training. */
    public CausalModel decoder() {
        return student.as(CausalModel.class, name());
    }

    /** Returns the language model in training with its batch input, images and audio included. */
    public BatchReader reader() {
        return text.reader(decoder(), student.senses());
    }

    /** Returns the ids of the tokens that end what the model writes, by its files and its tokenizer. */
    public Set<Integer> endIds() {
        ModelSource start = files.start();
        Tokenizer tokenizer = text.tokenizer();
        return start == null
                ? tokenizer.eos().stream().boxed().collect(Collectors.toSet())
                : new ModelTokenizer(start).withTokenizer(tokenizer).endIds();
    }
}
