package org.menura.train.task;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.model.Step;
import org.menura.tensor.Segments;

/**
 * Sequences and what is to be predicted from them.
 *
 * @param ids tokens of all sequences behind each other, [rows]
 * @param segments the rows of each sequence
 * @param targets the token that each row should predict, negative where it does not count, [rows]
 * @param weights of the rows, or null for 1 each
 */
public record Tokens(int[] ids, Segments segments, int[] targets, double @Nullable [] weights) {
    /** Whole sequences, every token of which is to be predicted from those before it. */
    public static Tokens whole(int[]... sequences) {
        int[] ids = Arrays.stream(sequences).flatMapToInt(Arrays::stream).toArray();
        int[] lengths = Arrays.stream(sequences).mapToInt(s -> s.length).toArray();
        Segments segments = Segments.ofLengths(lengths);
        int[] targets = new int[ids.length];
        for (int s = 0; s < segments.count(); s++) {
            for (int r = segments.start(s); r < segments.end(s); r++) {
                targets[r] = r + 1 < segments.end(s) ? ids[r + 1] : -1;
            }
        }
        return new Tokens(ids, segments, targets, null);
    }

    /** The pass that reads them. */
    public Step step() {
        int[][] sequences = new int[segments.count()][];
        for (int s = 0; s < sequences.length; s++) {
            sequences[s] = Arrays.copyOfRange(ids, segments.start(s), segments.end(s));
        }
        return Step.whole(sequences);
    }
}
