package org.menura.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A document as token ids.
 *
 * @param ids [tokens]
 * @param learned [tokens], which of them the model is to learn to predict; null for all
 * @param media pictures and sounds, whose rows take the place of tokens
 */
public record TokenDocument(int[] ids, boolean @Nullable [] learned, PlacedMedia media) {
    public TokenDocument {
        if (learned != null && learned.length != ids.length) {
            throw new IllegalArgumentException("%d loss marks for %d tokens".formatted(learned.length, ids.length));
        }
    }

    /** A document all of which is learned. */
    public TokenDocument(int[] ids) {
        this(ids, null);
    }

    /** A document without pictures and sounds. */
    public TokenDocument(int[] ids, boolean @Nullable [] learned) {
        this(ids, learned, PlacedMedia.NONE);
    }

    /** The same, of which everything is learned but the rows of pictures and sounds. */
    public TokenDocument learnedWhole() {
        if (media.isEmpty()) {
            return new TokenDocument(ids);
        }
        boolean[] all = new boolean[ids.length];
        Arrays.fill(all, true);
        for (PlacedMedia.Place place : media.places()) {
            for (int row : place.tokens()) {
                all[row] = false;
            }
        }
        return new TokenDocument(ids, all, media);
    }

    /** Number of tokens. */
    public int length() {
        return ids.length;
    }

    /** Whether token {@code i} is to be predicted. */
    public boolean isLearned(int i) {
        return learned == null || learned[i];
    }

    /** Tokens {@code from} to {@code to} (exclusive), with the pictures and sounds that lie wholly among them. */
    public TokenDocument slice(int from, int to) {
        return new TokenDocument(
                Arrays.copyOfRange(ids, from, to),
                learned == null ? null : Arrays.copyOfRange(learned, from, to),
                media.slice(from, to));
    }
}
