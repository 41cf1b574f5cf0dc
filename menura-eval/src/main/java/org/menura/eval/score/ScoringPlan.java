package org.menura.eval.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The order in which requests are computed. Inputs that are equal are one sequence. Sequences that begin alike are laid
 * out as a tree of three levels: headers, which many share (the shots of a task); stems, which a few share (a question
 * and its choices); and what is left of each. Units of stems are what is computed together, and what is in a unit depends
 * on the whole list of requests alone, so that a list that is asked again has the same units and the same digits.
 */
final class ScoringPlan {
    /** Sequences that share a stem, at most. */
    private static final int MOST_LEAVES = 32;

    /** Tokens that a header has more than the one above it, at least. */
    private static final int SHORTEST_HEADER = 32;

    /** Rows that a header must save. */
    private static final int HEADER_GAIN = 256;

    /** What it costs to continue a state twice, in rows. */
    private static final double FORK = 1.5;

    /**
     * How much is computed together.
     *
     * @param rows tokens in a pass and in a unit, about
     * @param outputs rows of a pass whose logits are held at once
     * @param sequences of a unit, at most
     * @param shares whether the state of a sequence may be continued in several ways
     */
    record Limits(int rows, int outputs, int sequences, boolean shares) {}

    /**
     * Tokens that are read once for all that is below.
     *
     * @param tokens begin with the header; the rest is another's
     * @param to where the header ends
     */
    record Header(@Nullable Header above, int[] tokens, int to) {
        int from() {
            return above == null ? 0 : above.to;
        }
    }

    /**
     * Distinct tokens to read.
     *
     * @param firstScored the first place whose next token counts for one of the requests
     * @param requests indices of those that ask for it
     */
    record Sequence(int[] tokens, int firstScored, List<Integer> requests) {}

    /**
     * Sequences with a common beginning that is read once.
     *
     * @param to where it ends: at the end of the sequence if it is the only one
     */
    record Stem(List<Sequence> sequences, int to) {}

    /** What is computed together, after a header. */
    record Unit(@Nullable Header header, List<Stem> stems) {
        IntStream requests() {
            return stems.stream()
                    .flatMap(stem -> stem.sequences().stream())
                    .flatMapToInt(sequence -> sequence.requests().stream().mapToInt(Integer::intValue));
        }
    }

    private final Limits limits;
    private final Sequence[] sequences;
    /** How many tokens each sequence begins with that are those of the one before it. */
    private final int[] common;

    private final List<Unit> units = new ArrayList<>();

    private ScoringPlan(List<TokenRequest> requests, Limits limits) {
        this.limits = limits;
        this.sequences = distinct(requests);
        this.common = new int[sequences.length];
        for (int i = 1; i < common.length; i++) {
            int[] a = sequences[i - 1].tokens;
            int[] b = sequences[i].tokens;
            int at = Arrays.mismatch(a, b);
            common[i] = at < 0 ? a.length : at;
        }
    }

    /** Lays out requests. */
    static List<Unit> of(List<TokenRequest> requests, Limits limits) {
        ScoringPlan plan = new ScoringPlan(requests, limits);
        plan.lay(0, plan.sequences.length, null);
        return plan.units;
    }

    private static Sequence[] distinct(List<TokenRequest> requests) {
        Integer[] order = IntStream.range(0, requests.size()).boxed().toArray(Integer[]::new);
        Comparator<Integer> byTokens = (a, b) ->
                Arrays.compare(requests.get(a).input(), requests.get(b).input());
        Arrays.sort(order, byTokens.thenComparing(Comparator.naturalOrder()));
        List<Sequence> out = new ArrayList<>();
        for (int from = 0; from < order.length; ) {
            int[] tokens = requests.get(order[from]).input();
            List<Integer> same = new ArrayList<>();
            int first = Integer.MAX_VALUE;
            while (from < order.length
                    && Arrays.equals(requests.get(order[from]).input(), tokens)) {
                first = Math.min(first, requests.get(order[from]).firstScored());
                same.add(order[from++]);
            }
            out.add(new Sequence(tokens, first, List.copyOf(same)));
        }
        return out.toArray(Sequence[]::new);
    }

    /** Lays sequences {@code from} to {@code to}, which all begin with a header. */
    private void lay(int from, int to, @Nullable Header header) {
        int start = header == null ? 0 : header.to;
        int pooled = from;
        int i = from;
        while (i < to) {
            int end = i + 1;
            while (limits.shares && end < to && common[end] >= start + SHORTEST_HEADER) {
                end++;
            }
            int shared = end - i < 2 ? 0 : shared(i, end);
            if (shared >= start + SHORTEST_HEADER && gains(i, end, start, shared)) {
                pool(pooled, i, header);
                lay(i, end, new Header(header, sequences[i].tokens, shared));
                pooled = end;
            }
            i = end;
        }
        pool(pooled, to, header);
    }

    /** The tokens that a range has in common, none of which counts. */
    private int shared(int from, int to) {
        int least = sequences[from].firstScored;
        for (int i = from + 1; i < to; i++) {
            least = Math.min(least, Math.min(common[i], sequences[i].firstScored));
        }
        return least;
    }

    private boolean gains(int from, int to, int start, int shared) {
        double without = cost(from, to, start)[to - from];
        double with = shared - start + cost(from, to, shared)[to - from];
        return without - with >= HEADER_GAIN;
    }

    /** The fewest rows that the first so many sequences of a range take if some of them share stems. */
    private double[] cost(int from, int to, int start) {
        return stems(from, to, start, new int[to - from + 1]);
    }

    private double[] stems(int from, int to, int start, int[] begins) {
        double[] best = new double[to - from + 1];
        for (int end = from + 1; end <= to; end++) {
            int last = sequences[end - 1].tokens.length;
            double least = best[end - 1 - from] + last - start;
            int begin = end - 1;
            int stem = Integer.MAX_VALUE;
            long sum = last;
            for (int i = end - 2; limits.shares && i >= Math.max(from, end - MOST_LEAVES); i--) {
                stem = Math.min(stem, common[i + 1]);
                if (stem <= start) {
                    break;
                }
                int count = end - i;
                sum += sequences[i].tokens.length;
                double cost = best[i - from] + stem - start + sum - (double) count * stem + FORK * count;
                if (cost < least) {
                    least = cost;
                    begin = i;
                }
            }
            best[end - from] = least;
            begins[end - from] = begin;
        }
        return best;
    }

    /** Divides sequences into stems, and these into units. */
    private void pool(int from, int to, @Nullable Header header) {
        int start = header == null ? 0 : header.to;
        int[] begins = new int[to - from + 1];
        double[] _ = stems(from, to, start, begins);
        List<Stem> all = new ArrayList<>();
        for (int end = to; end > from; end = begins[end - from]) {
            int begin = begins[end - from];
            int stem = sequences[begin].tokens.length;
            for (int i = begin + 1; i < end; i++) {
                stem = Math.min(stem, common[i]);
            }
            all.add(new Stem(List.of(Arrays.copyOfRange(sequences, begin, end)), stem));
        }
        List<Stem> unit = new ArrayList<>();
        int rows = 0;
        int count = 0;
        for (Stem stem : all.reversed()) {
            int more = rows(stem, start);
            int members = stem.sequences.size();
            if (!unit.isEmpty() && (rows + more > limits.rows || count + members > limits.sequences)) {
                units.add(new Unit(header, List.copyOf(unit)));
                unit.clear();
                rows = 0;
                count = 0;
            }
            unit.add(stem);
            rows += more;
            count += members;
        }
        if (!unit.isEmpty()) {
            units.add(new Unit(header, List.copyOf(unit)));
        }
    }

    private static int rows(Stem stem, int start) {
        return stem.to
                - start
                + stem.sequences.stream()
                        .mapToInt(s -> s.tokens.length - stem.to)
                        .sum();
    }
}
