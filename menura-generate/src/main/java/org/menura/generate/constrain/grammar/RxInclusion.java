package org.menura.generate.constrain.grammar;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;

/** Tests which languages hold beginnings of a state's texts only. The languages may be of another context. */
public final class RxInclusion {
    private static final long KNOWN = 1L << 63;
    private static final int MOST_PAIRS = 400;
    private static final int FEW_PAIRS = 100;

    private final Rx state;
    private final Family family;

    /**
     * Languages in rows: each holds those before it in its row, and those at its place in the rows within its own. The
     * last row holds all.
     *
     * @param languages of texts of so many characters of a set, in UTF-8; at most 63
     * @param lengths the greatest number of characters of each language of a row
     * @param within the rows before a row that it holds, by row
     * @param width the most bytes of a character, by row
     */
    public record Family(List<Rx> languages, int[] lengths, int[][] within, int[] width) {}

    private RxInclusion(Rx state, Family family) {
        this.state = state;
        this.family = family;
    }

    /**
     * Returns which of some languages hold only texts that a state's texts begin with and go on after, one bit each; a
     * language about which it can't be told quickly counts as one that does not. The answer is remembered with the
     * state, so the family must always be the same.
     */
    public static long beginnings(Rx state, Family family) {
        long notes = state.notes;
        if (notes == 0) {
            notes = KNOWN | new RxInclusion(state, family).test();
            state.notes = notes;
        }
        return notes & ~KNOWN;
    }

    private long test() {
        List<Rx> languages = family.languages;
        int row = family.lengths.length;
        Rx repeated = state.kind == Rx.Kind.CONCAT && state.parts[0].kind == Rx.Kind.REPEAT ? state.parts[0] : null;
        long found = repeated == null ? 0 : heldBy(repeated);
        boolean bounded = repeated != null && repeated.max != Rx.UNBOUNDED;
        if (!bounded && holds(languages.getLast(), FEW_PAIRS)) {
            return (1L << languages.size()) - 1;
        }
        int rows = languages.size() / row;
        int[] held = new int[rows];
        for (int r = 0; r < rows; r++) {
            int limit = bounded ? row - 1 : row;
            for (int w : family.within[r]) {
                limit = Math.min(limit, held[w]);
            }
            held[r] = Long.bitCount(found >>> (r * row) & (1L << row) - 1);
            if (held[r] < limit && holds(r, limit - 1)) {
                held[r] = limit;
            }
            while (held[r] < limit - 1 && holds(r, held[r])) {
                held[r]++;
            }
            found |= ((1L << held[r]) - 1) << (r * row);
        }
        return found;
    }

    private boolean holds(int row, int place) {
        return holds(
                family.languages.get(row * family.lengths.length + place),
                family.lengths[place] == Rx.UNBOUNDED ? FEW_PAIRS : MOST_PAIRS);
    }

    /**
     * What is held because the state begins with a repetition, at least as often as a text has bytes, of something that
     * holds it when it is repeated without bound.
     */
    private long heldBy(Rx repeated) {
        long any = beginnings(state.context.star(repeated.parts[0]), family);
        int row = family.lengths.length;
        long found = 0;
        for (int r = 0; r < family.within.length; r++) {
            for (int i = 0; i < row; i++) {
                if (repeated.max == Rx.UNBOUNDED || (long) family.lengths[i] * family.width[r] < repeated.max) {
                    found |= any & 1L << r * row + i;
                }
            }
        }
        return found;
    }

    private boolean holds(Rx language, int most) {
        Pairs seen = new Pairs();
        ArrayDeque<Rx> open = new ArrayDeque<>();
        seen.add(state, language);
        open.add(state);
        open.add(language);
        while (!open.isEmpty()) {
            Rx s = open.poll();
            Rx l = open.poll();
            for (int first : s.classes().meet(l.classes()).first) {
                Rx furtherL = l.next(first);
                if (furtherL.isEmpty()) {
                    continue;
                }
                Rx furtherS = s.next(first);
                if (!furtherS.hasMore() || seen.size > most) {
                    return false;
                }
                if (seen.add(furtherS, furtherL)) {
                    open.add(furtherS);
                    open.add(furtherL);
                }
            }
        }
        return true;
    }

    /** Pairs of expressions by their ids. */
    private static final class Pairs {
        private long[] table = new long[64];
        private int size;

        boolean add(Rx a, Rx b) {
            if (2 * size >= table.length) {
                long[] old = table;
                table = new long[2 * old.length];
                Arrays.stream(old).filter(k -> k != 0).forEach(this::put);
            }
            boolean added = put((long) a.id << 32 | b.id);
            size += added ? 1 : 0;
            return added;
        }

        private boolean put(long key) {
            int mask = table.length - 1;
            int i = (int) (key * 0x9E3779B97F4A7C15L >>> 40) & mask;
            while (table[i] != 0) {
                if (table[i] == key) {
                    return false;
                }
                i = i + 1 & mask;
            }
            table[i] = key;
            return true;
        }
    }
}
