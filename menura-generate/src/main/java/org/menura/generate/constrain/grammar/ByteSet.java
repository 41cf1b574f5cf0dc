package org.menura.generate.constrain.grammar;

/**
 * A set of bytes.
 *
 * @param a bytes 0 to 63, one bit each
 * @param b bytes 64 to 127
 * @param c bytes 128 to 191
 * @param d bytes 192 to 255
 */
public record ByteSet(long a, long b, long c, long d) {
    /** The empty set. */
    public static final ByteSet NONE = new ByteSet(0, 0, 0, 0);

    /** All bytes. */
    public static final ByteSet ALL = new ByteSet(-1, -1, -1, -1);

    /** Returns the set of one byte, 0 to 255. */
    public static ByteSet of(int value) {
        return range(value, value);
    }

    /** Returns the set of the bytes from {@code low} to {@code high}, both 0 to 255 and included. */
    public static ByteSet range(int low, int high) {
        if (low < 0 || high > 255 || low > high) {
            throw new IllegalArgumentException("no range of bytes: %d to %d".formatted(low, high));
        }
        long[] words = new long[4];
        for (int i = low; i <= high; i++) {
            words[i >>> 6] |= 1L << (i & 63);
        }
        return new ByteSet(words[0], words[1], words[2], words[3]);
    }

    /** Returns whether the set holds a byte, 0 to 255. */
    public boolean contains(int value) {
        return (word(value >>> 6) >>> (value & 63) & 1) != 0;
    }

    /** Returns the bytes of this set and of another. */
    public ByteSet or(ByteSet other) {
        return new ByteSet(a | other.a, b | other.b, c | other.c, d | other.d);
    }

    /** Returns the bytes that are in both sets. */
    public ByteSet and(ByteSet other) {
        return new ByteSet(a & other.a, b & other.b, c & other.c, d & other.d);
    }

    /** Returns the bytes that are not in this set. */
    public ByteSet not() {
        return new ByteSet(~a, ~b, ~c, ~d);
    }

    /** Returns whether the set holds no byte. */
    public boolean isEmpty() {
        return (a | b | c | d) == 0;
    }

    /** Counts the bytes of the set. */
    public int size() {
        return Long.bitCount(a) + Long.bitCount(b) + Long.bitCount(c) + Long.bitCount(d);
    }

    /** Returns the lowest byte of the set, or 256. */
    public int first() {
        for (int i = 0; i < 4; i++) {
            if (word(i) != 0) {
                return i * 64 + Long.numberOfTrailingZeros(word(i));
            }
        }
        return 256;
    }

    private long word(int i) {
        return switch (i) {
            case 0 -> a;
            case 1 -> b;
            case 2 -> c;
            default -> d;
        };
    }
}
