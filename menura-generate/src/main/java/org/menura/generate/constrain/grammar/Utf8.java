package org.menura.generate.constrain.grammar;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Sets of code points as languages of their UTF-8 bytes. */
final class Utf8 {
    /** The last code point that one, two, three and four bytes encode, and the marks of their first bytes. */
    private static final int[] LAST = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};

    private static final int[] LEAD = {0, 0xC0, 0xE0, 0xF0};

    private Utf8() {}

    static Rx compile(RxContext context, CodePoints set) {
        List<Rx> lengths = new ArrayList<>();
        int low = 0;
        for (int n = 0; n < 4; n++) {
            CodePoints part = set.and(CodePoints.range(low, LAST[n]));
            if (!part.isEmpty()) {
                lengths.add(digits(context, part.ranges(), n, LEAD[n]));
            }
            low = LAST[n] + 1;
        }
        return context.or(lengths);
    }

    /**
     * The numbers of some ranges as a first byte and {@code rest} continuation bytes of six bits each: first bytes
     * that are followed by the same share one class.
     */
    private static Rx digits(RxContext context, int[] ranges, int rest, int lead) {
        int shift = 6 * rest;
        Map<List<Integer>, ByteSet> byRest = new LinkedHashMap<>();
        Map<Integer, List<Integer>> byDigit = new LinkedHashMap<>();
        for (int i = 0; i < ranges.length; i += 2) {
            for (int digit = ranges[i] >>> shift; digit <= ranges[i + 1] >>> shift; digit++) {
                int base = digit << shift;
                List<Integer> inner = byDigit.computeIfAbsent(digit, d -> new ArrayList<>());
                inner.add(Math.max(ranges[i], base) - base);
                inner.add(Math.min(ranges[i + 1], base + (1 << shift) - 1) - base);
            }
        }
        byDigit.forEach((digit, inner) -> byRest.merge(inner, ByteSet.of(lead | digit), ByteSet::or));
        List<Rx> out = new ArrayList<>();
        byRest.forEach((inner, first) -> out.add(context.concat(
                context.bytes(first),
                rest == 0
                        ? context.epsilon()
                        : digits(
                                context,
                                inner.stream().mapToInt(Integer::intValue).toArray(),
                                rest - 1,
                                0x80))));
        return context.or(out);
    }
}
