package org.menura.generate.constrain.grammar;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Tests which languages hold beginnings of a state's texts only. The languages may be of another context. */
public final class RxInclusion {
    private static final long KNOWN = 1L << 63;
    private static final int MOST_PAIRS = 2_000;

    private RxInclusion() {}

    /**
     * Returns which of some languages hold only texts that a state's texts begin with and go on after, one bit each; a
     * language about which it can't be told quickly counts as one that does not. The answer is remembered with the
     * state, so the languages must always be the same.
     *
     * @param languages at most 63, in rows: each language holds those before it in its row, and those at its place in
     *     the rows before
     * @param row the number of languages in a row
     */
    public static long beginnings(Rx state, List<Rx> languages, int row) {
        long notes = state.notes;
        if (notes == 0) {
            notes = KNOWN | test(state, languages, row);
            state.notes = notes;
        }
        return notes & ~KNOWN;
    }

    private static long test(Rx state, List<Rx> languages, int row) {
        long found = 0;
        int limit = row;
        for (int r = 0; r * row < languages.size() && limit > 0; r++) {
            int held = 0;
            if (limit == row && holds(state, languages.get(r * row + row - 1))) {
                held = row;
            } else {
                while (held < limit && holds(state, languages.get(r * row + held))) {
                    held++;
                }
            }
            limit = held;
            found |= ((1L << held) - 1) << (r * row);
        }
        return found;
    }

    private record Pair(Rx state, Rx language) {}

    private static boolean holds(Rx state, Rx language) {
        Set<Pair> seen = new HashSet<>();
        ArrayDeque<Pair> open = new ArrayDeque<>();
        Pair start = new Pair(state, language);
        seen.add(start);
        open.add(start);
        while (!open.isEmpty()) {
            Pair p = open.poll();
            ByteClasses classes = p.language.classes().meet(p.state.classes());
            for (int first : classes.first) {
                Rx l = p.language.next(first);
                if (l.isEmpty()) {
                    continue;
                }
                Rx s = p.state.next(first);
                if (!s.hasMore() || seen.size() > MOST_PAIRS) {
                    return false;
                }
                Pair next = new Pair(s, l);
                if (seen.add(next)) {
                    open.add(next);
                }
            }
        }
        return true;
    }
}
