package org.menura.generate.constrain.grammar;

import java.util.Arrays;

/**
 * A partition of the 256 bytes into classes: bytes of one class lead a regular language to the same derivative.
 *
 * <p>Not a record: its arrays are read in the innermost loops and compared by content.
 */
final class ByteClasses {
    private static final int MOST_MEETS = 16;

    private static final Meet[] NO_MEETS = {};

    /** One class of all bytes. */
    static final ByteClasses ONE = new ByteClasses(new byte[256]);

    /** A class for each byte. */
    static final ByteClasses EACH = new ByteClasses(each());

    /** The class of each byte, as an unsigned byte; classes are numbered in the order of their first bytes. */
    final byte[] map;

    /** The lowest byte of each class. */
    final int[] first;

    /** The number of bytes of each class. */
    final int[] sizes;

    /** Meets that were asked for, by what with; written by several threads with equal content. */
    private Meet[] meets = NO_MEETS;

    private record Meet(ByteClasses other, ByteClasses result) {}

    private ByteClasses(byte[] map) {
        this.map = map;
        int count = 0;
        for (byte m : map) {
            count = Math.max(count, (m & 0xFF) + 1);
        }
        first = new int[count];
        sizes = new int[count];
        for (int i = 255; i >= 0; i--) {
            first[map[i] & 0xFF] = i;
            sizes[map[i] & 0xFF]++;
        }
    }

    private static byte[] each() {
        byte[] map = new byte[256];
        for (int i = 0; i < 256; i++) {
            map[i] = (byte) i;
        }
        return map;
    }

    static ByteClasses of(ByteSet set) {
        byte[] map = new byte[256];
        boolean zero = set.contains(0);
        for (int i = 0; i < 256; i++) {
            map[i] = (byte) (set.contains(i) == zero ? 0 : 1);
        }
        return new ByteClasses(map);
    }

    int count() {
        return first.length;
    }

    /** The coarsest partition that is finer than both. */
    ByteClasses meet(ByteClasses other) {
        if (other.count() == 1 || other == this) {
            return this;
        }
        if (count() == 1) {
            return other;
        }
        Meet[] known = meets;
        for (Meet m : known) {
            if (m.other == other) {
                return m.result;
            }
        }
        ByteClasses made = joined(other);
        if (known.length < MOST_MEETS) {
            Meet[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = new Meet(other, made);
            meets = more;
        }
        return made;
    }

    private ByteClasses joined(ByteClasses other) {
        short[] numbers = new short[count() * other.count()];
        byte[] joined = new byte[256];
        short next = 0;
        for (int i = 0; i < 256; i++) {
            int pair = (map[i] & 0xFF) * other.count() + (other.map[i] & 0xFF);
            if (numbers[pair] == 0) {
                numbers[pair] = ++next;
            }
            joined[i] = (byte) (numbers[pair] - 1);
        }
        if (next == count()) {
            return this;
        }
        return next == other.count() ? other : new ByteClasses(joined);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ByteClasses c && Arrays.equals(map, c.map);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(map);
    }
}
