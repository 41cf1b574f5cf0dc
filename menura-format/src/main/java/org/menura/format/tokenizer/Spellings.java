package org.menura.format.tokenizer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.gguf.GgufStrings;

/**
 * The spellings of a vocabulary, or of its merges, in UTF-8 by id, and the ids by spelling: one array of bytes, where
 * each spelling lies in it, and a table of ids by hash (open addressing, at most half full). An id without a spelling is
 * a gap of the vocabulary.
 */
final class Spellings {
    /** More steps to a free place than this, on average, mean a vocabulary made to collide. */
    private static final long MAX_STEPS = 64;

    private static final int ABSENT = -1;
    private static final int PRIME = 0x01000193;
    private static final int BLANK = ' ';

    private final byte[] bytes;
    private final int[] starts;
    private final int[] ends;
    private final int[] slots;
    private int longest;

    private Spellings(byte[] bytes, int[] starts, int[] ends) {
        this.bytes = bytes;
        this.starts = starts;
        this.ends = ends;
        this.slots = new int[Integer.highestOneBit(Math.max(1, starts.length - 1)) << 2];
    }

    /**
     * Indexes bytes.
     *
     * @param starts where the spelling of each id begins
     * @param ends where it ends; the same as where it begins in a gap
     * @param firstCounts whether of several ids with one spelling the first is found; otherwise there may be none
     * @return null if two are alike, one is no UTF-8, or most of them have the same hash
     */
    static @Nullable Spellings of(byte[] bytes, int[] starts, int[] ends, boolean firstCounts) {
        Spellings all = new Spellings(bytes, starts, ends);
        return all.index(firstCounts) ? all : null;
    }

    /**
     * Indexes a list without gaps; see {@link #of(byte[], int[], int[], boolean)}.
     *
     * @return null also if one is empty
     */
    static @Nullable Spellings of(List<String> texts, boolean firstCounts) {
        int count = texts.size();
        int[] starts = new int[count];
        int[] ends = new int[count];
        byte[] bytes;
        if (texts instanceof GgufStrings strings) {
            bytes = strings.bytes();
            for (int i = 0; i < count; i++) {
                starts[i] = strings.start(i);
                ends[i] = strings.end(i);
            }
        } else {
            ByteList list = new ByteList();
            for (int i = 0; i < count; i++) {
                starts[i] = list.size();
                list.add(texts.get(i).getBytes(StandardCharsets.UTF_8));
                ends[i] = list.size();
            }
            bytes = list.toArray();
        }
        for (int i = 0; i < count; i++) {
            if (starts[i] == ends[i]) {
                return null;
            }
        }
        return of(bytes, starts, ends, firstCounts);
    }

    /** Returns one more than the largest id. */
    int size() {
        return starts.length;
    }

    /** Decodes a spelling; it is empty in a gap. */
    String text(int id) {
        return new String(bytes, starts[id], ends[id] - starts[id], StandardCharsets.UTF_8);
    }

    /** Copies a spelling's bytes. */
    byte[] utf8(int id) {
        return Arrays.copyOfRange(bytes, starts[id], ends[id]);
    }

    /** Appends a spelling to bytes. */
    void appendTo(ByteList list, int id) {
        list.add(bytes, starts[id], ends[id]);
    }

    /** Finds the id of a text. */
    int find(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return find(utf8, 0, utf8.length);
    }

    /** Finds the id of a range of bytes, −1 if it is no spelling. */
    int find(byte[] text, int from, int to) {
        int length = to - from;
        if (length > longest || length == 0) {
            return ABSENT;
        }
        int mask = slots.length - 1;
        for (int slot = mixed(hash(0, text, from, to)) & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int id = slots[slot] - 1;
            int start = starts[id];
            if (ends[id] - start == length && Arrays.equals(bytes, start, start + length, text, from, to)) {
                return id;
            }
        }
        return ABSENT;
    }

    /** Finds the id of two neighbouring ranges of bytes with a blank between, −1 if it is no spelling. */
    int findPair(byte[] text, int from, int middle, int to) {
        int length = to - from + 1;
        if (length > longest) {
            return ABSENT;
        }
        int mask = slots.length - 1;
        int hash = hash(0, text, from, middle);
        hash = hash((hash ^ BLANK) * PRIME, text, middle, to);
        for (int slot = mixed(hash) & mask; slots[slot] != 0; slot = slot + 1 & mask) {
            int id = slots[slot] - 1;
            int start = starts[id];
            int half = start + middle - from;
            if (ends[id] - start == length
                    && bytes[half] == BLANK
                    && Arrays.equals(bytes, start, half, text, from, middle)
                    && Arrays.equals(bytes, half + 1, start + length, text, middle, to)) {
                return id;
            }
        }
        return ABSENT;
    }

    private boolean index(boolean firstCounts) {
        int mask = slots.length - 1;
        long steps = MAX_STEPS * (starts.length + MAX_STEPS);
        for (int id = 0; id < starts.length; id++) {
            int start = starts[id];
            int end = ends[id];
            if (start == end) {
                continue;
            }
            if (!Utf8.isWellFormed(bytes, start, end)) {
                return false;
            }
            longest = Math.max(longest, end - start);
            int slot = mixed(hash(0, bytes, start, end)) & mask;
            boolean free = true;
            while (slots[slot] != 0 && free) {
                int other = slots[slot] - 1;
                boolean same = ends[other] - starts[other] == end - start
                        && Arrays.equals(bytes, starts[other], ends[other], bytes, start, end);
                if (same ? !firstCounts : --steps < 0) {
                    return false;
                }
                free = !same;
                slot = slot + 1 & mask;
            }
            if (free) {
                slots[slot] = id + 1;
            }
        }
        return true;
    }

    /** FNV-1a, going on from the hash of what comes before. */
    private static int hash(int before, byte[] text, int from, int to) {
        int hash = before;
        for (int i = from; i < to; i++) {
            hash = (hash ^ text[i]) * PRIME;
        }
        return hash;
    }

    private static int mixed(int hash) {
        int mixed = (hash ^ hash >>> 16) * 0x85EBCA6B;
        return mixed ^ mixed >>> 13;
    }
}
