package org.menura.data.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;

/** A set of code points. Immutable. */
public final class PointSet {
    /** What {@link Simplifier} puts spaces for: punctuation of many scripts and control characters. */
    public static final PointSet SPACED = read("spaces");
    /** What ends a sentence or a line of prose, in many scripts. */
    public static final PointSet TERMINAL = read("terminal");
    /** What ends a sentence where it stands as a word ({@link Sentences}). */
    public static final PointSet SENTENCE_ENDS = read("sentence");
    /** All of {@link #SPACED} and {@link #TERMINAL}. */
    public static final PointSet PUNCTUATION = SPACED.with(TERMINAL);

    /** Word characters of Unicode 17, which Java doesn't know yet. */
    static final PointSet NEW_WORDS = read("word17");

    private final BitSet points;
    private final boolean[] ascii = new boolean[128];

    private PointSet(BitSet points) {
        this.points = points;
        for (int i = 0; i < ascii.length; i++) {
            ascii[i] = points.get(i);
        }
    }

    /** Creates the set of a text's code points. */
    public static PointSet of(String text) {
        BitSet points = new BitSet();
        text.codePoints().forEach(points::set);
        return new PointSet(points);
    }

    private PointSet with(PointSet other) {
        BitSet all = (BitSet) points.clone();
        all.or(other.points);
        return new PointSet(all);
    }

    /** Whether a code point is in the set. */
    public boolean contains(int point) {
        return point < 128 ? ascii[point] : points.get(point);
    }

    private static PointSet read(String name) {
        try (InputStream in = PointSet.class.getResourceAsStream("punctuation.txt")) {
            if (in == null) {
                throw new IllegalStateException("punctuation.txt is missing");
            }
            String[] fields = new BufferedReader(new InputStreamReader(in, StandardCharsets.US_ASCII))
                    .lines()
                    .filter(line -> line.startsWith(name + " "))
                    .findFirst()
                    .orElseThrow()
                    .split(" ");
            BitSet points = new BitSet();
            for (int i = 1; i < fields.length; i++) {
                String[] range = fields[i].split("-");
                points.set(Integer.parseInt(range[0], 16), Integer.parseInt(range[range.length - 1], 16) + 1);
            }
            return new PointSet(points);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
