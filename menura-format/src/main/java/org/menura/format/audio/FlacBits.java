package org.menura.format.audio;

/** Bits of a FLAC frame, the highest of a byte first, with the checksums over the bytes taken so far. */
final class FlacBits {
    /** The file ended within a frame. */
    static final class EndOfFile extends Exception {
        private static final long serialVersionUID = 1L;

        private EndOfFile() {
            super("the file ended within a frame", null, false, false);
        }
    }

    private static final int[] CRC_8 = table(0x07, 8);
    private static final int[] CRC_16 = table(0x8005, 16);

    private final AudioInput in;
    private int current; // the byte at hand
    private int left; // bits of it not yet read
    private int crc8;
    private int crc16;

    FlacBits(AudioInput in) {
        this.in = in;
    }

    private static int[] table(int polynomial, int width) {
        int[] out = new int[256];
        for (int i = 0; i < 256; i++) {
            int r = i << width - 8;
            for (int bit = 0; bit < 8; bit++) {
                r = r << 1 ^ ((r >> width - 1 & 1) == 0 ? 0 : polynomial);
            }
            out[i] = r & (1 << width) - 1;
        }
        return out;
    }

    /** Starts a frame, at a whole byte. */
    void start() {
        left = 0;
        crc8 = 0;
        crc16 = 0;
    }

    private void next() throws EndOfFile {
        current = in.read();
        if (current < 0) {
            throw new EndOfFile();
        }
        left = 8;
        crc8 = CRC_8[crc8 ^ current];
        crc16 = (crc16 << 8 ^ CRC_16[crc16 >> 8 ^ current]) & 0xffff;
    }

    /** An unsigned number of up to 63 bits. */
    long unsigned(int count) throws EndOfFile {
        long out = 0;
        for (int missing = count; missing > 0; ) {
            if (left == 0) {
                next();
            }
            int n = Math.min(left, missing);
            left -= n;
            missing -= n;
            out = out << n | current >> left & (1 << n) - 1;
        }
        return out;
    }

    /** A number of up to 63 bits in two's complement. */
    long signed(int count) throws EndOfFile {
        return count == 0 ? 0 : unsigned(count) << 64 - count >> 64 - count;
    }

    /** How many zeros stand before the next one, which is taken too. */
    long unary() throws EndOfFile {
        long zeros = 0;
        while (true) {
            if (left == 0) {
                next();
            }
            int rest = current & (1 << left) - 1;
            if (rest != 0) {
                int leading = left - (Integer.SIZE - Integer.numberOfLeadingZeros(rest));
                left -= leading + 1;
                return zeros + leading;
            }
            zeros += left;
            left = 0;
        }
    }

    /** A number of up to 36 bits in the way that UTF-8 has it; -1 if it is none. */
    long utf8() throws EndOfFile {
        int first = (int) unsigned(8);
        if (first < 0x80) {
            return first;
        }
        int more = Integer.numberOfLeadingZeros(~(first << 24)) - 1;
        if (more < 1 || more > 6) {
            return -1;
        }
        long out = first & (1 << 6 - more) - 1;
        for (int i = 0; i < more; i++) {
            int b = (int) unsigned(8);
            if ((b & 0xc0) != 0x80) {
                return -1;
            }
            out = out << 6 | b & 0x3f;
        }
        return out;
    }

    /** Leaves out what fills the last byte; returns whether it was zeros. */
    boolean align() {
        boolean zeros = (current & (1 << left) - 1) == 0;
        left = 0;
        return zeros;
    }

    /** Takes a checksum over the bytes before it, of 8 bits; returns whether it is right. */
    boolean checks8() throws EndOfFile {
        int expected = crc8;
        return unsigned(8) == expected;
    }

    /** Takes a checksum over the bytes before it, of 16 bits; returns whether it is right. */
    boolean checks16() throws EndOfFile {
        int expected = crc16;
        return unsigned(16) == expected;
    }
}
