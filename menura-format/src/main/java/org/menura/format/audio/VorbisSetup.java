package org.menura.format.audio;

import org.menura.format.FormatException;

/**
 * Walks through the setup header of a Vorbis stream (Vorbis I, section 4.2.4) before the decoder sees it: a few bits there
 * could claim tables of gigabytes.
 */
final class VorbisSetup {
    private static final long MAX_ENTRIES = 1 << 20; // of all code books; encoders write some ten thousand
    private static final long MAX_VALUES = 1 << 22;

    private final byte[] bytes;
    private final String source;
    private final int blockSize;
    private final int channels;
    private int bit;

    private VorbisSetup(byte[] bytes, String source, int blockSize, int channels) {
        this.bytes = bytes;
        this.source = source;
        this.blockSize = blockSize;
        this.channels = channels;
    }

    /**
     * Checks the header.
     *
     * @param blockSize the longer one of the stream's two
     * @throws FormatException if it asks for more than sound needs, or ends too early
     */
    static void check(byte[] bytes, String source, int blockSize, int channels) {
        new VorbisSetup(bytes, source, blockSize, channels).walk();
    }

    private FormatException refusal(String what) {
        return new FormatException("%s is no sound Vorbis file: %s".formatted(source, what));
    }

    private int read(int count) {
        int out = 0;
        for (int i = 0; i < count; i++, bit++) {
            if (bit >> 3 >= bytes.length) {
                throw refusal("its setup header ends too early");
            }
            out |= (bytes[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return out;
    }

    private void skip(long count) {
        if (bit + count > 8L * bytes.length) {
            throw refusal("its setup header ends too early");
        }
        bit += (int) count;
    }

    private void walk() {
        skip(7 * 8);
        int books = read(8) + 1;
        int[] entries = new int[books];
        int[] dimensions = new int[books];
        long allEntries = 0;
        long allValues = 0;
        for (int i = 0; i < books; i++) {
            if (read(24) != 0x564342) {
                throw refusal("code book %d has no sync pattern".formatted(i));
            }
            dimensions[i] = read(16);
            entries[i] = read(24);
            allEntries += entries[i];
            allValues += (long) entries[i] * dimensions[i];
            if (entries[i] == 0 || dimensions[i] == 0 || allEntries > MAX_ENTRIES || allValues > MAX_VALUES) {
                throw refusal("code book %d claims %d entries of %d values".formatted(i, entries[i], dimensions[i]));
            }
            lengths(entries[i]);
            values(i, entries[i], dimensions[i]);
        }
        skip((read(6) + 1) * 16L); // time domain transforms, a placeholder
        for (int floors = read(6) + 1; floors > 0; floors--) {
            floor();
        }
        for (int residues = read(6) + 1; residues > 0; residues--) {
            residue(entries, dimensions);
        }
    }

    private void lengths(int entries) {
        if (read(1) == 0) {
            boolean sparse = read(1) == 1;
            for (int i = 0; i < entries; i++) {
                if (!sparse || read(1) == 1) {
                    skip(5);
                }
            }
            return;
        }
        skip(5);
        for (int i = 0; i < entries; ) {
            int run = read(Integer.SIZE - Integer.numberOfLeadingZeros(entries - i));
            if (run > entries - i) {
                throw refusal("a code book has more lengths than entries");
            }
            i += run;
        }
    }

    private void values(int book, int entries, int dimensions) {
        int type = read(4);
        if (type == 0) {
            return;
        }
        if (type > 2) {
            throw refusal("code book %d is of the unknown kind %d".formatted(book, type));
        }
        skip(64);
        int width = read(4) + 1;
        skip(1);
        long count = type == 2 ? (long) entries * dimensions : root(entries, dimensions);
        skip(count * width);
    }

    /** The largest integer whose power {@code dimensions} is at most {@code entries}. */
    private static long root(int entries, int dimensions) {
        long r = (long) Math.pow(entries, 1.0 / dimensions) + 1;
        while (power(r, dimensions, entries) > entries) {
            r--;
        }
        return r;
    }

    /** {@code base^exponent}, or something above {@code limit} if that is. */
    private static long power(long base, int exponent, long limit) {
        long p = 1;
        for (int i = 0; i < exponent && p <= limit && base > 1; i++) {
            p *= base;
        }
        return base == 0 ? 0 : p;
    }

    private void floor() {
        int type = read(16);
        if (type == 0) {
            skip(8 + 16 + 16 + 6 + 8);
            skip((read(4) + 1) * 8L);
            return;
        }
        if (type != 1) {
            throw refusal("a floor is of the unknown kind " + type);
        }
        int partitions = read(5);
        int[] classes = new int[partitions];
        int most = -1;
        for (int i = 0; i < partitions; i++) {
            classes[i] = read(4);
            most = Math.max(most, classes[i]);
        }
        int[] sizes = new int[most + 1];
        for (int c = 0; c <= most; c++) {
            sizes[c] = read(3) + 1;
            int subclasses = read(2);
            skip(subclasses == 0 ? 0 : 8);
            skip(8L << subclasses);
        }
        skip(2);
        int width = read(4);
        for (int c : classes) {
            skip((long) sizes[c] * width);
        }
    }

    private void residue(int[] entries, int[] dimensions) {
        int type = read(16);
        int begin = read(24);
        int end = read(24);
        int size = read(24) + 1;
        int classes = read(6) + 1;
        int book = read(8);
        long longest = (long) blockSize / 2 * (type == 2 ? channels : 1);
        if (type > 2 || begin > end || end > Math.max(longest, 1 << 16) || size > Math.max(longest, 1 << 16)) {
            throw refusal("a residue reaches from %d to %d in steps of %d".formatted(begin, end, size));
        }
        if (book >= entries.length || power(classes, dimensions[book], entries[book]) > entries[book]) {
            throw refusal("a residue has more classes than its code book");
        }
        int cascades = 0;
        for (int i = 0; i < classes; i++) {
            int bits = read(3);
            if (read(1) == 1) {
                bits |= read(5) << 3;
            }
            cascades += Integer.bitCount(bits);
        }
        skip(cascades * 8L);
    }
}
