package org.menura.eval.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.menura.eval.score.ScoringPlan.Limits;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/** Forward passes over parts of sequences, as many tokens in each as the limits allow. */
final class ScoringPasses {
    /**
     * What a state is to read next.
     *
     * @param state gives the state when its first tokens pass; asked once
     * @param scored rows whose logits are wanted, in order
     */
    record Part(Supplier<SequenceState> state, int[] tokens, int[] scored) {}

    /** Takes logits, by several threads at once. */
    @FunctionalInterface
    interface Rows {
        /**
         * Takes the logits after a token.
         *
         * @param part index of the part
         * @param row of its tokens
         * @param logits [vocabulary], the taker's own
         */
        void row(int part, int row, float[] logits);
    }

    /** Rows {@code from} to {@code to} of a part, as far as one pass goes. */
    private record Slice(int part, int from, int to, int firstScored, int scored) {}

    private final CausalModel model;
    private final Limits limits;
    /** Those of parts that are under way. */
    private final Map<Integer, SequenceState> states = new HashMap<>();

    ScoringPasses(CausalModel model, Limits limits) {
        this.model = model;
        this.limits = limits;
    }

    /** Lets the states read their parts. */
    void run(List<Part> parts, Rows rows) {
        List<Slice> pass = new ArrayList<>();
        int room = limits.rows();
        int outputs = limits.outputs();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            int from = 0;
            int scored = 0;
            while (from < part.tokens.length) {
                Slice next = slice(part, i, from, scored, room, outputs);
                boolean fits = next.to == part.tokens.length || limits.shares() && next.to > from;
                if (!fits && pass.isEmpty()) {
                    next = new Slice(i, 0, part.tokens.length, 0, part.scored.length); // must pass whole, however long
                    fits = true;
                }
                if (fits) {
                    pass.add(next);
                    room -= next.to - from;
                    outputs -= next.scored;
                    from = next.to;
                    scored += next.scored;
                }
                if (from < part.tokens.length) { // the rest belongs to another pass
                    pass(parts, pass, rows);
                    pass.clear();
                    room = limits.rows();
                    outputs = limits.outputs();
                }
            }
        }
        if (!pass.isEmpty()) {
            pass(parts, pass, rows);
        }
    }

    private static Slice slice(Part part, int index, int from, int firstScored, int room, int outputs) {
        int to = Math.min(part.tokens.length, from + Math.max(0, room));
        int count = 0;
        for (int i = firstScored; i < part.scored.length && part.scored[i] < to; i++) {
            if (count == Math.max(0, outputs)) {
                to = part.scored[i];
                break;
            }
            count++;
        }
        return new Slice(index, from, to, firstScored, count);
    }

    private void pass(List<Part> parts, List<Slice> slices, Rows rows) {
        List<int[]> tokens = new ArrayList<>();
        List<SequenceState> next = new ArrayList<>();
        List<Integer> outputs = new ArrayList<>();
        List<int[]> places = new ArrayList<>();
        int before = 0;
        for (Slice slice : slices) {
            Part part = parts.get(slice.part);
            tokens.add(Arrays.copyOfRange(part.tokens, slice.from, slice.to));
            next.add(states.computeIfAbsent(slice.part, _ -> part.state.get()));
            for (int i = slice.firstScored; i < slice.firstScored + slice.scored; i++) {
                outputs.add(before + part.scored[i] - slice.from);
                places.add(new int[] {slice.part, part.scored[i]});
            }
            before += slice.to - slice.from;
        }
        int[] wanted = outputs.isEmpty()
                ? new int[] {before - 1} // a pass has logits
                : outputs.stream().mapToInt(Integer::intValue).toArray();
        ForwardBatch step = ForwardBatch.next(tokens, next).withOutputs(wanted);
        try (Backend.Scope _ = model.ops().scope()) {
            Tensor logits = model.forward(step); // [outputs, vocabulary]
            IntStream.range(0, places.size()).parallel().forEach(i -> {
                int[] place = places.get(i);
                rows.row(place[0], place[1], logits.rows(i, i + 1).toFloats());
            });
        }
        for (Slice slice : slices) {
            if (slice.to == parts.get(slice.part).tokens.length) {
                states.remove(slice.part);
            }
        }
    }
}
