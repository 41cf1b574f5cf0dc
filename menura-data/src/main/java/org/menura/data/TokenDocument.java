package org.menura.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A document of token ids, with a loss mask and media.
 *
 * @param ids [tokens]
 * @param learned the loss mask, [tokens]: whether the model is to learn to predict a token; null for all
 * @param media images and audio, whose rows take the place of tokens
 */
public record TokenDocument(int[] ids, boolean @Nullable [] learned, PlacedMedia media) {
    public TokenDocument {
        if (learned != null && learned.length != ids.length) {
            throw new IllegalArgumentException("%d loss marks for %d tokens".formatted(learned.length, ids.length));
        }
    }

    /** Creates a document with loss on all tokens. */
    public TokenDocument(int[] ids) {
        this(ids, null);
    }

    /** Creates a document without images and audio. */
    public TokenDocument(int[] ids, boolean @Nullable [] learned) {
        this(ids, learned, PlacedMedia.NONE);
    }

    /** Returns a copy with loss on all tokens but the rows of images and audio. */
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

    /** Returns the number of tokens. */
    public int length() {
        return ids.length;
    }

    /** Returns whether token {@code i} is to be predicted. */
    public boolean isLearned(int i) {
        return learned == null || learned[i];
    }

    /** Returns tokens {@code from} to {@code to} (exclusive), with the images and audio that lie wholly among them. */
    public TokenDocument slice(int from, int to) {
        return new TokenDocument(
                Arrays.copyOfRange(ids, from, to),
                learned == null ? null : Arrays.copyOfRange(learned, from, to),
                media.slice(from, to));
    }
}
