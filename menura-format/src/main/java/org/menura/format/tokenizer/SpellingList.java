package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Spellings that are put together in the order in which a file has them. */
final class SpellingList {
    private final ByteList bytes = new ByteList();
    private final IntList ends = new IntList();

    int size() {
        return ends.size();
    }

    /** Appends a text; refuses an empty one, and one with half a surrogate pair, which UTF-8 can't hold. */
    boolean add(String text) {
        bytes.add(text.getBytes(StandardCharsets.UTF_8));
        ends.add(bytes.size());
        return !text.isEmpty() && TextLimit.wellFormed(text).equals(text);
    }

    /** Indexes the spellings in their order. Null if two are alike. */
    @Nullable
    Spellings inOrder() {
        int[] last = ends.toArray();
        int[] starts = new int[last.length];
        for (int i = 1; i < starts.length; i++) {
            starts[i] = last[i - 1];
        }
        return Spellings.of(bytes.toArray(), starts, last, false);
    }

    /** Indexes the spellings under their ids. Null if two are alike or have the same id, or the ids are far apart. */
    @Nullable
    Spellings byId(int[] ids) {
        int size = 0;
        for (int id : ids) {
            size = Math.max(size, id + 1);
        }
        if (size > 2L * ids.length + 65_536) {
            return null;
        }
        int[] starts = new int[size];
        int[] last = new int[size];
        int start = 0;
        int[] all = ends.toArray();
        for (int i = 0; i < ids.length; i++) {
            if (last[ids[i]] != 0) {
                return null;
            }
            starts[ids[i]] = start;
            last[ids[i]] = all[i];
            start = all[i];
        }
        return Spellings.of(bytes.toArray(), starts, last, false);
    }
}
