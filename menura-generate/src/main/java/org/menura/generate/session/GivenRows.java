package org.menura.generate.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;

/** Collects for a step the rows of its sequences that are no tokens. */
final class GivenRows {
    private final List<Integer> at = new ArrayList<>();
    private final List<Tensor> rows = new ArrayList<>();
    private int before;

    /**
     * Goes on with the next sequence of the step.
     *
     * @param given its rows, by their places in the whole sequence
     * @param from first place that takes part
     * @param to place after the last one
     */
    void add(List<ForwardBatch.Given> given, int from, int to) {
        for (ForwardBatch.Given g : given) {
            for (int i = 0; i < g.at().length; i++) {
                if (g.at()[i] >= from && g.at()[i] < to) {
                    at.add(before + g.at()[i] - from);
                    rows.add(g.rows().rows(i, i + 1));
                }
            }
        }
        before += to - from;
    }

    /** Gives the step what was collected, if that is anything. */
    void giveTo(ForwardBatch step) {
        if (at.isEmpty()) {
            return;
        }
        int width = rows.getFirst().dim(1);
        float[] all = new float[Math.multiplyExact(rows.size(), width)];
        for (int i = 0; i < rows.size(); i++) {
            Tensor row = rows.get(i);
            System.arraycopy(row.floats(), row.offset(), all, i * width, width);
        }
        step.withEmbeddings(at.stream().mapToInt(Integer::intValue).toArray(), Tensor.of(all, rows.size(), width));
    }

    /** What lies before a place. */
    static List<ForwardBatch.Given> before(List<ForwardBatch.Given> given, int place) {
        List<ForwardBatch.Given> out = new ArrayList<>();
        for (ForwardBatch.Given g : given) {
            int kept = (int) IntStream.of(g.at()).filter(i -> i < place).count();
            if (kept > 0) {
                out.add(new ForwardBatch.Given(
                        Arrays.copyOf(g.at(), kept), g.rows().rows(0, kept)));
            }
        }
        return out;
    }
}
