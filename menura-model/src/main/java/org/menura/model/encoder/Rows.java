package org.menura.model.encoder;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.Features;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Picks and averages rows of sequences. */
final class Rows {
    private Rows() {}

    /** The first row of each sequence: [sequences, width]. */
    static Tensor first(Backend ops, Features x) {
        Segments s = x.segments();
        return ops.gatherRows(
                x.rows(), IntStream.range(0, s.count()).map(s::start).toArray());
    }

    /** The last row of each sequence: [sequences, width]. */
    static Tensor last(Backend ops, Tensor x, Segments s) {
        return ops.gatherRows(
                x, IntStream.range(0, s.count()).map(i -> s.end(i) - 1).toArray());
    }

    /** The mean of each sequence's rows: [sequences, width]. */
    static Tensor mean(Backend ops, Features x) {
        Segments s = x.segments();
        List<Tensor> means = new ArrayList<>();
        List<int[]> targets = new ArrayList<>();
        for (int i = 0; i < s.count(); i++) {
            int[] rows = IntStream.range(s.start(i), s.end(i)).toArray();
            Tensor sum = ops.sumGroups(ops.gatherRows(x.rows(), rows), rows.length);
            means.add(ops.affine(sum, 1f / rows.length, 0));
            targets.add(new int[] {i});
        }
        return ops.scatterRows(s.count(), means, targets);
    }

    /** The mean of each sequence's rows, some of its first left out; all sequences are equally long. */
    static Tensor mean(Backend ops, Features x, int leftOut) {
        Segments s = x.segments();
        int length = s.length(0) - leftOut;
        int[] rows = IntStream.range(0, s.count())
                .flatMap(i -> IntStream.range(s.start(i) + leftOut, s.end(i)))
                .toArray();
        return ops.affine(ops.sumGroups(ops.gatherRows(x.rows(), rows), length), 1f / length, 0);
    }
}
