package org.menura.generate.constrain.grammar;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tests of a state against texts of so many characters of a set: from how many to how many characters all of them begin
 * texts of the state, and from how many on none does.
 */
public final class RxInclusion {
    private static final int MOST_PAIRS = 400;
    private static final int FEW_PAIRS = 100;

    private final Rx state;
    private final Family family;

    /** Sets of characters and numbers of them, as languages of a context of their own. */
    public static final class Family {
        private final int[] lengths;
        private final int[][] within;
        private final int[] width;
        private final List<int[]> samples = new ArrayList<>();
        private final Beginnings nothing;
        private final List<List<Rx>> upTo = new ArrayList<>();
        private final List<List<Rx>> more = new ArrayList<>();

        /**
         * Makes a family.
         *
         * @param sets of characters; the last holds all others
         * @param lengths numbers of characters, ascending, the last {@link Rx#UNBOUNDED}
         * @param within the sets before a set that it holds, by set
         */
        public Family(List<CodePoints> sets, int[] lengths, int[][] within) {
            this.lengths = lengths.clone();
            this.within = within.clone();
            this.width = new int[sets.size()];
            RxContext context = new RxContext();
            for (int s = 0; s < sets.size(); s++) {
                CodePoints set = sets.get(s);
                width[s] = set.minus(CodePoints.range(0, 0x7F)).isEmpty() ? 1 : 4;
                Rx one = context.codePoints(set);
                if (within[s].length == 0) {
                    int[] ranges = set.ranges();
                    samples.add(new int[] {ranges[0], ranges[0] + 16, ranges[ranges.length - 1]});
                }
                List<Rx> all = new ArrayList<>();
                List<Rx> next = new ArrayList<>();
                for (int length : lengths) {
                    all.add(context.repeat(one, 0, length));
                    next.add(length == Rx.UNBOUNDED ? context.nothing() : context.repeat(one, length + 1, length + 1));
                }
                upTo.add(all);
                more.add(next);
            }
            nothing = new Beginnings(new byte[sets.size()], new byte[sets.size()]);
            Arrays.fill(nothing.tried, (byte) lengths.length);
        }

        /** Whether a state goes on after some characters of a set that holds no other: a quick test that most fail. */
        private boolean mayHold(Rx state) {
            for (int[] sample : samples) {
                boolean all = true;
                for (int i = 0; i < sample.length && all; i++) {
                    all = state.next(Character.toString(sample[i]).getBytes(StandardCharsets.UTF_8))
                            .hasMore();
                }
                if (all) {
                    return true;
                }
            }
            return false;
        }

        /** Returns the number of sets. */
        public int sets() {
            return upTo.size();
        }

        /** Returns the numbers of characters. */
        public int[] lengths() {
            return lengths.clone();
        }

        /** Returns the language of up to so many characters of a set. */
        public Rx upTo(int set, int length) {
            return upTo.get(set).get(length);
        }
    }

    /**
     * What a state says of the sets.
     *
     * @param held how many of the lengths: all texts of up to so many characters begin texts that go on
     * @param tried from which of the lengths on no text of more characters begins one
     */
    public record Beginnings(byte[] held, byte[] tried) {
        /** Returns whether no text of any set is known to begin one. */
        public boolean none() {
            for (byte h : held) {
                if (h > 0) {
                    return false;
                }
            }
            return true;
        }
    }

    private RxInclusion(Rx state, Family family) {
        this.state = state;
        this.family = family;
    }

    /**
     * Tests a state; what can't be told quickly counts as not held, and as tried. The answer is remembered with the
     * state, so the family must always be the same.
     */
    public static Beginnings beginnings(Rx state, Family family) {
        Beginnings known = state.beginnings;
        if (known == null) {
            known = family.mayHold(state) ? new RxInclusion(state, family).test() : family.nothing;
            state.beginnings = known;
        }
        return known;
    }

    private Beginnings test() {
        int sets = family.sets();
        int lengths = family.lengths.length;
        byte[] held = new byte[sets];
        byte[] tried = new byte[sets];
        Arrays.fill(tried, (byte) lengths);
        @Nullable
        Rx counted = state.kind == Rx.Kind.CONCAT && state.parts[0].kind == Rx.Kind.REPEAT ? state.parts[0] : null;
        boolean bounded = counted != null && counted.max != Rx.UNBOUNDED;
        if (counted != null) {
            heldBy(counted, held);
        }
        if (held[sets - 1] == lengths || !bounded && holds(sets - 1, lengths - 1)) {
            Arrays.fill(held, (byte) lengths);
            return new Beginnings(held, tried);
        }
        for (int s = 0; s < sets; s++) {
            int limit = bounded ? lengths - 1 : lengths;
            for (int w : family.within[s]) {
                limit = Math.min(limit, held[w]);
            }
            if (held[s] < limit && holds(s, limit - 1)) {
                held[s] = (byte) limit;
            }
            while (held[s] < limit - 1 && holds(s, held[s])) {
                held[s]++;
            }
            for (int t = held[s]; held[s] > 0 && t < lengths - 1 && tried[s] == lengths; t++) {
                if (t >= held[s] + 2) {
                    break;
                }
                if (neverBegins(family.more.get(s).get(t))) {
                    tried[s] = (byte) (t + 1);
                }
            }
        }
        return new Beginnings(held, tried);
    }

    private boolean holds(int set, int length) {
        return holds(family.upTo(set, length), family.lengths[length] == Rx.UNBOUNDED ? FEW_PAIRS : MOST_PAIRS);
    }

    /**
     * What is held because the state begins with a repetition, more often than a text has bytes, of something that holds
     * it when it is repeated without bound.
     */
    private void heldBy(Rx counted, byte[] held) {
        Beginnings any = beginnings(state.context.star(counted.parts[0]), family);
        for (int s = 0; s < held.length; s++) {
            int n = 0;
            while (n < any.held[s]
                    && (counted.max == Rx.UNBOUNDED || (long) family.lengths[n] * family.width[s] < counted.max)) {
                n++;
            }
            held[s] = (byte) n;
        }
    }

    /** Whether all texts of a language begin texts of the state that go on. */
    private boolean holds(Rx language, int most) {
        return walk(language, most, true);
    }

    /** Whether no text of a language begins a text of the state. */
    private boolean neverBegins(Rx language) {
        return walk(language, MOST_PAIRS, false);
    }

    private boolean walk(Rx language, int most, boolean all) {
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
                if (seen.size > most
                        || all && !furtherS.hasMore()
                        || !all && furtherL.nullable() && !furtherS.isEmpty()) {
                    return false;
                }
                if ((all || !furtherS.isEmpty()) && seen.add(furtherS, furtherL)) {
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
