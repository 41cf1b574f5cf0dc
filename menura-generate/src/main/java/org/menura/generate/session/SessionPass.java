package org.menura.generate.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.InputEmbeds;
import org.menura.model.SequenceState;
import org.menura.model.adapter.AdaptedModel;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.annotation.Internal;

/** The forward passes of sessions through their model: all of what they have to read, or a part. */
@Internal
public final class SessionPass {
    private SessionPass() {}

    /** What a pass has computed for some rows, [rows][vocabulary] and [rows][hidden]. */
    record Rows(float[][] logits, float[][] hidden) {}

    /**
     * Lets the next tokens of several sessions pass through their model in one forward pass, which reads each weight once
     * for all of them.
     *
     * @param counts for each session how many of its {@link Session#unseen} tokens pass, as {@link Session#nextPart} says
     * @param outputs for each session how many of its last tokens that pass are shown the logits of what follows; none if
     *     more of a prompt is left
     * @return the logits of all sessions behind each other, [outputs][vocabulary]; not to be changed
     */
    public static float[][] readAll(List<Session> sessions, PassKind kind, int[] counts, int[] outputs) {
        int[] ends = new int[counts.length];
        int[] wanted = new int[Arrays.stream(outputs).sum()];
        int rows = 0;
        int next = 0;
        for (int i = 0; i < counts.length; i++) {
            ends[i] = sessions.get(i).seen().length() + counts[i];
            rows += counts[i];
            for (int row = rows - outputs[i]; row < rows; row++) {
                wanted[next++] = row;
            }
        }
        Rows all = of(sessions, ends, wanted, kind, null);
        int last = -1;
        for (int i = 0; i < counts.length; i++) {
            last += outputs[i];
            if (outputs[i] > 0) {
                sessions.get(i).keepIfLast(all, last);
            }
        }
        return all.logits();
    }

    /** Logits that a pass computes, row by row. */
    @FunctionalInterface
    public interface RowListener {
        /**
         * Called for each row in order.
         *
         * @param position place in the sequence of the token that the logits follow
         * @param logits [vocabulary]
         */
        void row(int position, float[] logits);
    }

    /**
     * Lets the next tokens pass through the model in one forward pass and shows the logits after each of them.
     *
     * @param count how many of the {@link Session#unseen} tokens pass, as {@link Session#nextPart} says
     * @return the logits after the last of them, [vocabulary]; not to be changed
     */
    public static float[] readEach(Session session, PassKind kind, int count, RowListener listener) {
        int first = session.seen().length();
        Rows rows = of(
                List.of(session),
                new int[] {first + count},
                IntStream.range(0, count).toArray(),
                kind,
                (row, logits) -> listener.row(first + row, logits));
        session.keepIfLast(rows, 0);
        return rows.logits()[0];
    }

    /**
     * Lets states see their sessions' tokens.
     *
     * @param ends how many tokens each state has seen afterwards
     * @param outputs rows that logits are wanted for
     */
    static Rows of(List<Session> sessions, int[] ends, int[] outputs, PassKind kind) {
        return of(sessions, ends, outputs, kind, null);
    }

    /** Lets states see their sessions' tokens; with a listener, the last row alone is returned. */
    static Rows of(List<Session> sessions, int[] ends, int[] outputs, PassKind kind, @Nullable RowListener listener) {
        List<int[]> next = new ArrayList<>();
        List<SequenceState> states = new ArrayList<>();
        List<InputEmbeds> embeds = new ArrayList<>();
        int rowsBefore = 0;
        int[] prefixes = new int[ends.length];
        for (int i = 0; i < ends.length; i++) {
            Session session = sessions.get(i);
            int[] tokens = session.part(ends[i], rowsBefore, embeds);
            rowsBefore += tokens.length;
            prefixes[i] = session.prefix();
            next.add(tokens);
            states.add(session.seen());
        }
        List<CausalModel> models = sessions.stream().map(Session::model).toList();
        ForwardBatch step = ForwardBatch.next(next, states).withOutputs(outputs).withHidden();
        if (!embeds.isEmpty()) {
            step = step.withEmbeds(embeds);
        }
        if (Arrays.stream(prefixes).anyMatch(p -> p > 0)) {
            step = step.withPrefixes(prefixes);
        }
        if (kind.rows() > 0) {
            boolean isOneEach = kind.isWritten() || outputs.length <= sessions.size();
            step = step.withLogitsAs(
                    isOneEach
                            ? PassKind.WRITTEN.rows()
                            : PassKind.ofPrompt(outputs.length).rows());
        }
        try (Backend.Scope _ = kind.scope(models.getFirst().ops())) {
            Tensor logits = AdaptedModel.forward(models, step); // [outputs, vocabulary]
            Tensor hidden = step.hidden(); // [outputs, hidden]
            int from = 0;
            if (listener != null) {
                from = outputs.length - 1;
                for (int i = 0; i < outputs.length; i++) {
                    listener.row(outputs[i], logits.rows(i, i + 1).toFloats());
                }
            }
            Rows rows = new Rows(new float[outputs.length - from][], new float[outputs.length - from][]);
            for (int i = from; i < outputs.length; i++) {
                rows.logits[i - from] = logits.rows(i, i + 1).toFloats();
                rows.hidden[i - from] = hidden.rows(i, i + 1).toFloats();
            }
            return rows;
        }
    }
}
