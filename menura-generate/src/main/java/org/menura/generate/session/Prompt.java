package org.menura.generate.session;

import org.menura.tensor.Tensor;

/**
 * A prompt that holds more than tokens.
 *
 * @param ids in the rows that are no tokens any id
 * @param at those rows, in order
 * @param rows their embeddings, [at, width]
 * @param bidirectional whether all rows see each other, if the prompt stands at the start
 */
public record Prompt(int[] ids, int[] at, Tensor rows, boolean bidirectional) {
    public Prompt {
        if (at.length != rows.dim(0)) {
            throw new IllegalArgumentException("%d embeddings for %d rows".formatted(rows.dim(0), at.length));
        }
    }

    /** A prompt of tokens alone. */
    public static Prompt of(int... ids) {
        return new Prompt(ids, new int[0], Tensor.zeros(0, 0), false);
    }

    /** A session that is given this prompt when it is fed its ids. */
    public TokenSequence on(Session session) {
        return new TokenSequence() {
            @Override
            public int[] tokens() {
                return session.tokens();
            }

            @Override
            public int length() {
                return session.length();
            }

            @Override
            public int contextLength() {
                return session.contextLength();
            }

            @Override
            public float[] logits() {
                return session.logits();
            }

            @Override
            public float[] feed(int... next) {
                return next == ids ? session.feed(Prompt.this) : session.feed(next);
            }
        };
    }
}
