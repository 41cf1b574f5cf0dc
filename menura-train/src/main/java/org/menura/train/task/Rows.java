package org.menura.train.task;

import java.util.stream.IntStream;
import org.menura.tensor.Segments;
import org.menura.train.data.Batch;

/** The rows of a batch that have a target. */
final class Rows {
    private Rows() {}

    static int[] withTarget(int[] targets) {
        return IntStream.range(0, targets.length).filter(i -> targets[i] >= 0).toArray();
    }

    static int[] at(int[] values, int[] rows) {
        return IntStream.of(rows).map(r -> values[r]).toArray();
    }

    /** The target of each sequence's last row. */
    static int[] lastTargets(Batch batch) {
        Segments segments = batch.segments();
        return IntStream.range(0, segments.count())
                .map(s -> batch.targets()[segments.end(s) - 1])
                .toArray();
    }
}
