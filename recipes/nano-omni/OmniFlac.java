import java.io.IOException;
import java.util.Arrays;

/**
 * Reads the recordings in {@code data}: FLAC (RFC 9639) of one channel, so that the data program needs nothing but Java. For
 * other files there is {@code org.menura.format.audio}.
 */
final class OmniFlac {
    private static final int[] SIZES = {0, 192, 576, 1152, 2304, 4608, 0, 0, 256, 512, 1024, 2048, 4096, 8192, 16384, 32768};

    private final byte[] file;
    private final String name;
    private long at; // in bits

    private OmniFlac(byte[] file, String name) {
        this.file = file;
        this.name = name;
    }

    /**
     * The samples of a file.
     *
     * @param name for messages
     * @throws IOException if it is no FLAC file of one channel and 16 bits
     */
    static short[] read(byte[] file, String name) throws IOException {
        return new OmniFlac(file, name).samples();
    }

    private short[] samples() throws IOException {
        if (bits(32) != 0x664c6143) {
            throw wrong("is no FLAC file");
        }
        int total = -1;
        for (boolean last = false; !last; ) {
            last = bits(1) == 1;
            boolean info = bits(7) == 0;
            long end = 8L * (int) bits(24) + at;
            if (info) {
                at += 80 + 20;
                if (bits(3) != 0 || bits(5) != 15) {
                    throw wrong("has several channels, or not 16 bits");
                }
                total = (int) bits(36);
            }
            at = end;
        }
        if (total < 0 || total > 8000 * 60) {
            throw wrong("does not say its length, or is longer than a minute");
        }
        short[] out = new short[total];
        int done = 0;
        while (done < total) {
            int[] block = frame();
            for (int i = 0; i < block.length && done < total; i++) {
                out[done++] = (short) block[i];
            }
        }
        return out;
    }

    private int[] frame() throws IOException {
        if (bits(15) != 0x7ffc) {
            throw wrong("has no frame where one must begin");
        }
        at++;
        int sizeCode = (int) bits(4);
        int rateCode = (int) bits(4);
        if (bits(4) != 0) {
            throw wrong("has several channels");
        }
        at += 4;
        for (int first = (int) bits(8); (first & 0xc0) == 0xc0; first <<= 1) {
            at += 8; // one more byte of the frame's number for each bit set
        }
        int size = sizeCode == 6 || sizeCode == 7 ? (int) bits(sizeCode == 6 ? 8 : 16) + 1 : SIZES[sizeCode];
        at += rateCode == 12 ? 8 : rateCode == 13 || rateCode == 14 ? 16 : 0;
        at += 8;
        int[] block = subframe(size);
        at = (at + 7) / 8 * 8 + 16;
        return block;
    }

    private int[] subframe(int size) throws IOException {
        at++;
        int type = (int) bits(6);
        int wasted = bits(1) == 1 ? unary() + 1 : 0;
        int width = 16 - wasted;
        int[] x = new int[size];
        if (type == 0) {
            Arrays.fill(x, signed(width));
        } else if (type == 1) {
            read(x, size, width);
        } else if (type >= 8 && type <= 12) {
            int order = type - 8;
            read(x, order, width);
            residual(x, order);
            int[][] fixed = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};
            predict(x, fixed[order], 0);
        } else if (type >= 32) {
            int[] coefficients = new int[type - 31];
            read(x, coefficients.length, width);
            int precision = (int) bits(4) + 1;
            int shift = signed(5);
            read(coefficients, coefficients.length, precision);
            residual(x, coefficients.length);
            predict(x, coefficients, shift);
        } else {
            throw wrong("holds a block of an unknown kind");
        }
        for (int i = 0; i < size; i++) {
            x[i] <<= wasted;
        }
        return x;
    }

    private void read(int[] x, int count, int width) throws IOException {
        if (count > x.length) {
            throw wrong("holds a block that is shorter than its beginning");
        }
        for (int i = 0; i < count; i++) {
            x[i] = signed(width);
        }
    }

    /** Rice codes in parts of equal length, the first of which lacks the block's first samples. */
    private void residual(int[] x, int order) throws IOException {
        int width = bits(2) == 0 ? 4 : 5;
        int parts = 1 << (int) bits(4);
        int i = order;
        for (int p = 1; p <= parts; p++) {
            int low = (int) bits(width);
            boolean plain = low == (1 << width) - 1;
            int raw = plain ? (int) bits(5) : 0;
            for (int end = x.length / parts * p; i < end; i++) {
                if (plain) {
                    x[i] = signed(raw);
                } else {
                    int folded = unary() << low | (int) bits(low);
                    x[i] = folded >>> 1 ^ -(folded & 1);
                }
            }
        }
    }

    private static void predict(int[] x, int[] coefficients, int shift) {
        for (int i = coefficients.length; i < x.length; i++) {
            long sum = 0;
            for (int j = 0; j < coefficients.length; j++) {
                sum += (long) coefficients[j] * x[i - 1 - j];
            }
            x[i] += (int) (sum >> shift);
        }
    }

    private int unary() throws IOException {
        int n = 0;
        while (bits(1) == 0) {
            n++;
        }
        return n;
    }

    private int signed(int count) throws IOException {
        return count == 0 ? 0 : (int) (bits(count) << 64 - count >> 64 - count);
    }

    private long bits(int count) throws IOException {
        if (at + count > 8L * file.length) {
            throw wrong("ends too soon");
        }
        long value = 0;
        for (int left = count; left > 0; ) {
            int there = 8 - (int) (at & 7);
            int taken = Math.min(there, left);
            value = value << taken | (file[(int) (at >> 3)] & 0xff) >> there - taken & (1 << taken) - 1;
            at += taken;
            left -= taken;
        }
        return value;
    }

    private IOException wrong(String what) {
        return new IOException(name + " " + what);
    }
}
