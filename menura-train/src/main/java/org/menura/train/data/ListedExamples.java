package org.menura.train.data;

import java.util.List;
import org.menura.data.Examples;
import org.menura.tensor.Rng;

/** Examples in memory. */
public record ListedExamples<B>(List<B> examples) implements Examples<B> {
    public ListedExamples {
        examples = List.copyOf(examples);
    }

    @Override
    public long count() {
        return examples.size();
    }

    @Override
    public B example(long index, Rng random) {
        return examples.get(Math.toIntExact(index));
    }
}
