package org.menura.verify;

import java.util.function.Supplier;
import org.menura.generate.sample.Argmax;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Session;

/** A recorded greedy continuation: {@code greedy_ids}. */
final class Greedy {
    private static final String OUTPUT = "greedy_ids";

    private Greedy() {}

    /**
     * Continues a sequence with the most likely ids and compares them.
     *
     * @param prompt feeds the session and returns its last logits
     */
    static Check check(Session session, Supplier<float[]> prompt, long[] expected) {
        int[] actual = new int[expected.length];
        try {
            float[] logits = prompt.get();
            for (int i = 0; i < actual.length; i++) {
                actual[i] = Argmax.of(logits);
                if (i + 1 < actual.length) {
                    logits = session.feed(actual[i]);
                }
            }
        } catch (ContextOverflowException e) {
            return Check.failed(OUTPUT, String.valueOf(e.getMessage()));
        }
        return Check.ids(OUTPUT, actual, expected);
    }
}
