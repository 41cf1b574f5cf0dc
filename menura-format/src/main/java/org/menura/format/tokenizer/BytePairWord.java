package org.menura.format.tokenizer;

import java.util.Arrays;

/**
 * Merges the characters of a word into tokens, in the order in which the Hugging Face library does: the first merge of
 * the list that applies anywhere, of several places the leftmost. Merges wait in a heap, so that the time grows with n
 * log n. For one thread; its arrays serve one word after the other.
 */
final class BytePairWord {
    private static final int END = -1;
    private static final int MERGED = -1;

    private final BytePairModel model;

    /** The spellings of the symbols, one after the other. */
    private final ByteList spelled = new ByteList();

    private int count;
    private int[] ids = new int[64];
    private int[] starts = new int[64];
    private int[] next = new int[64];
    private int[] previous = new int[64];

    private int waiting;
    private long[] merges = new long[64];
    private long[] places = new long[64];

    BytePairWord(BytePairModel model) {
        this.model = model;
    }

    /** Appends the ids of a word, which is well-formed UTF-8. */
    void encode(byte[] word, int from, int to, IntList out) {
        if (model.wholeWords()) {
            int id = model.find(word, from, to);
            if (id >= 0) {
                out.add(id);
                return;
            }
        }
        readSymbols(word, from, to);
        merge();
        for (int i = count == 0 ? END : 0; i != END; i = next[i]) {
            out.add(ids[i]);
        }
    }

    private void readSymbols(byte[] word, int from, int to) {
        count = 0;
        spelled.clear();
        boolean unknown = false;
        for (int at = from, end; at < to; at = end) {
            end = at + Utf8.length(word[at]);
            int id = model.find(word, at, end);
            if (id >= 0) {
                if (unknown) {
                    add(model.unknown());
                    unknown = false;
                }
                add(id);
            } else if (!readBytes(word, at, end) && model.unknown() >= 0) {
                if (unknown && !model.fuseUnknown()) {
                    add(model.unknown());
                }
                unknown = true;
            }
        }
        if (unknown) {
            add(model.unknown());
        }
        for (int i = 0; i < count; i++) {
            previous[i] = i - 1;
            next[i] = i + 1 == count ? END : i + 1;
        }
    }

    private boolean readBytes(byte[] word, int from, int to) {
        int[] bytes = model.byteIds();
        if (bytes == null) {
            return false;
        }
        for (int i = from; i < to; i++) {
            if (bytes[word[i] & 0xFF] < 0) {
                return false;
            }
        }
        for (int i = from; i < to; i++) {
            add(bytes[word[i] & 0xFF]);
        }
        return true;
    }

    private void add(int id) {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            starts = Arrays.copyOf(starts, 2 * count);
            next = Arrays.copyOf(next, 2 * count);
            previous = Arrays.copyOf(previous, 2 * count);
        }
        ids[count] = id;
        starts[count++] = spelled.size();
        model.vocabulary().appendTo(spelled, id);
    }

    private void merge() {
        waiting = 0;
        for (int i = 0; i + 1 < count; i++) {
            offer(i);
        }
        while (waiting > 0) {
            long merge = merges[0];
            int left = (int) places[0];
            remove();
            int right = ids[left] == MERGED ? END : next[left];
            // What waits may have been overtaken: it counts if the two still make the same token.
            if (right == END || !makes(left, Merges.product(merge))) {
                continue;
            }
            ids[left] = Merges.product(merge);
            ids[right] = MERGED;
            next[left] = next[right];
            if (next[right] != END) {
                previous[next[right]] = left;
            }
            if (previous[left] != END) {
                offer(previous[left]);
            }
            if (next[left] != END) {
                offer(left);
            }
        }
    }

    private boolean makes(int left, int product) {
        long merge = find(left);
        return merge != Merges.NONE && Merges.product(merge) == product;
    }

    private long find(int left) {
        int right = next[left];
        int end = next[right] == END ? spelled.size() : starts[next[right]];
        return model.merges().find(ids[left], ids[right], spelled.array(), starts[left], starts[right], end);
    }

    private void offer(int left) {
        long merge = find(left);
        if (merge == Merges.NONE) {
            return;
        }
        if (waiting == merges.length) {
            merges = Arrays.copyOf(merges, 2 * waiting);
            places = Arrays.copyOf(places, 2 * waiting);
        }
        // Of the ways to make the same token, the one with the shorter left half comes first, then the leftmost place.
        long place = (long) (starts[next[left]] - starts[left]) << 32 | left;
        int at = waiting++;
        while (at > 0) {
            int parent = at - 1 >>> 1;
            if (!before(merge, place, merges[parent], places[parent])) {
                break;
            }
            merges[at] = merges[parent];
            places[at] = places[parent];
            at = parent;
        }
        merges[at] = merge;
        places[at] = place;
    }

    private void remove() {
        waiting--;
        long merge = merges[waiting];
        long place = places[waiting];
        int at = 0;
        for (int child = 1; child < waiting; child = 2 * at + 1) {
            if (child + 1 < waiting && before(merges[child + 1], places[child + 1], merges[child], places[child])) {
                child++;
            }
            if (!before(merges[child], places[child], merge, place)) {
                break;
            }
            merges[at] = merges[child];
            places[at] = places[child];
            at = child;
        }
        merges[at] = merge;
        places[at] = place;
    }

    private static boolean before(long merge, long place, long otherMerge, long otherPlace) {
        return merge < otherMerge || (merge == otherMerge && place < otherPlace);
    }
}
