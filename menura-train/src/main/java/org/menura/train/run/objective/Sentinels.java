package org.menura.train.run.objective;

import java.util.OptionalInt;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;

/**
 * The ids that stand for spans in T5's span corruption (arXiv 1910.10683, section 3.1.4), which descend from the first.
 *
 * @param first id of {@code <extra_id_0>}
 * @param count how many there are
 */
record Sentinels(int first, int count) {
    private static final int MOST = 100;

    /** Those of a tokenizer; where it has none, the model's ids above the tokenizer's serve. */
    static Sentinels of(Tokenizer tokenizer, int vocabulary) {
        OptionalInt first = tokenizer.id("<extra_id_0>");
        if (first.isPresent()) {
            int count = 1;
            while (count < MOST
                    && tokenizer.id("<extra_id_%d>".formatted(count)).orElse(-1) == first.getAsInt() - count) {
                count++;
            }
            return new Sentinels(first.getAsInt(), count);
        }
        int spare = Math.min(MOST, vocabulary - tokenizer.size());
        if (spare < 1) {
            throw new FormatException("the tokenizer has no <extra_id_0>, and the model's vocabulary of %d no ids above"
                            .formatted(vocabulary)
                    + " the tokenizer's %d to take instead; enlarge vocab_size".formatted(tokenizer.size()));
        }
        return new Sentinels(vocabulary - 1, spare);
    }
}
