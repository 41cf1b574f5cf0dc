package org.menura.train.perceive;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.menura.data.MessagePart;
import org.menura.data.PlacedMedia;
import org.menura.data.TokenDocument;

/** Gathers the tokens of a document, and those that stand for rows of pictures and sounds. */
final class RowsBuilder {
    private int[] ids = new int[256];
    private int length;
    private final BitSet learned = new BitSet();
    private final List<PlacedMedia.Place> places = new ArrayList<>();

    /** Adds a token. */
    void token(int id, boolean isLearned) {
        if (length == ids.length) {
            ids = Arrays.copyOf(ids, Math.multiplyExact(2, length));
        }
        learned.set(length, isLearned);
        ids[length++] = id;
    }

    /** Adds tokens that are not learned. */
    void tokens(int[] given) {
        for (int id : given) {
            token(id, false);
        }
    }

    /** Adds a picture or sound of so many rows. */
    void place(MessagePart.Media media, int rows, int standIn) {
        int[] all = new int[rows];
        Arrays.fill(all, standIn);
        place(media, all, standIn);
    }

    /** Adds a picture or sound among whose tokens {@code standIn} stands for a row. */
    void place(MessagePart.Media media, int[] given, int standIn) {
        List<PlacedMedia.Rows> runs = new ArrayList<>();
        for (int i = 0; i < given.length; ) {
            int end = i;
            while (end < given.length && given[end] == standIn) {
                end++;
            }
            if (end > i) {
                runs.add(new PlacedMedia.Rows(length + i, end - i));
            }
            i = Math.max(end, i + 1);
        }
        places.add(new PlacedMedia.Place(media.modality(), media.file(), runs));
        tokens(given);
    }

    int length() {
        return length;
    }

    /** The document; so many of its first tokens see each other in both directions. */
    TokenDocument build(int prefix) {
        boolean[] marks = new boolean[length];
        learned.stream().forEach(i -> marks[i] = true);
        return new TokenDocument(Arrays.copyOf(ids, length), marks, new PlacedMedia(places, prefix));
    }
}
