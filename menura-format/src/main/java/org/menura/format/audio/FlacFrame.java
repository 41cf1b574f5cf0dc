package org.menura.format.audio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Decodes the frames of a FLAC stream (RFC 9639, section 9), one after the other. */
final class FlacFrame {
    private static final int MAX_BLOCK = 65536;

    private static final int INDEPENDENT = 7; // highest code; below are the numbers of channels less 1
    private static final int LEFT_SIDE = 8;
    private static final int SIDE_RIGHT = 9;
    private static final int MID_SIDE = 10;

    private static final int[] RATES = {0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000
    };
    private static final int[] BITS = {0, 8, 12, -1, 16, 20, 24, 32};
    /** Predictors of orders 0 to 4: the next sample from those before it, the nearest first. */
    private static final long[][] FIXED = {{}, {1}, {2, -1}, {3, -3, 1}, {4, -6, 4, -1}};

    private final FlacBits bits;
    private final int streamRate;
    private final int streamChannels;
    private final int streamBits;
    private final long[][] samples; // [channels, MAX_BLOCK]
    private int size;
    private long number;
    private boolean countsSamples;

    FlacFrame(AudioInput in, int rate, int channels, int bitsPerSample) {
        this.bits = new FlacBits(in);
        this.streamRate = rate;
        this.streamChannels = channels;
        this.streamBits = bitsPerSample;
        this.samples = new long[channels][0];
    }

    /** Samples of each channel in the frame. */
    int size() {
        return size;
    }

    /** The frame's samples of a channel. */
    long[] samples(int channel) {
        return samples[channel];
    }

    /** The number of the frame or of its first sample; see {@link #countsSamples}. */
    long number() {
        return number;
    }

    /** Whether {@link #number} is a sample's rather than a frame's. */
    boolean countsSamples() {
        return countsSamples;
    }

    /** Whether a frame may begin with these bytes. */
    static boolean matches(byte[] b) {
        return b.length >= 2 && (b[0] & 0xff) == 0xff && (b[1] & 0xfe) == 0xf8;
    }

    /** Decodes the next frame; returns what is wrong with it, or null. */
    @Nullable
    String decode() throws FlacBits.EndOfFile {
        bits.start();
        if (bits.unsigned(15) != 0x7ffc) {
            return "no frame begins where one should";
        }
        countsSamples = bits.unsigned(1) == 1;
        int sizeCode = (int) bits.unsigned(4);
        int rateCode = (int) bits.unsigned(4);
        int channelCode = (int) bits.unsigned(4);
        int bitsCode = (int) bits.unsigned(3);
        boolean reserved = bits.unsigned(1) == 1;
        number = bits.utf8();
        size = sizeCode == 1
                ? 192
                : sizeCode <= 5
                        ? 144 << sizeCode
                        : sizeCode == 6
                                ? (int) bits.unsigned(8) + 1
                                : sizeCode == 7 ? (int) bits.unsigned(16) + 1 : 1 << sizeCode;
        int rate = rateCode < RATES.length
                ? RATES[rateCode]
                : rateCode == 12 ? (int) bits.unsigned(8) * 1000 : (int) bits.unsigned(16) * (rateCode == 14 ? 10 : 1);
        boolean sound = bits.checks8();
        int width = BITS[bitsCode] == 0 ? streamBits : BITS[bitsCode];
        int channels = channelCode <= INDEPENDENT ? channelCode + 1 : 2;
        if (!sound
                || reserved
                || number < 0
                || sizeCode == 0
                || rateCode == 15
                || channelCode > MID_SIDE
                || width < 0) {
            return "a frame's header is wrong";
        }
        if (channels != streamChannels || width != streamBits || rate != 0 && rate != streamRate) {
            return "rate, channels or sample size change";
        }
        for (int c = 0; c < channels; c++) {
            boolean side = c == 1 && (channelCode == LEFT_SIDE || channelCode == MID_SIDE)
                    || c == 0 && channelCode == SIDE_RIGHT;
            if (!subframe(c, width + (side ? 1 : 0))) {
                return "a frame contradicts itself";
            }
        }
        if (!bits.align() || !bits.checks16()) {
            return "a checksum is wrong";
        }
        join(channelCode);
        return null;
    }

    /** Makes left and right of what was stored in their place. */
    private void join(int code) {
        if (code <= INDEPENDENT) {
            return;
        }
        long[] a = samples[0];
        long[] b = samples[1];
        for (int i = 0; i < size; i++) {
            switch (code) {
                case LEFT_SIDE -> b[i] = a[i] - b[i];
                case SIDE_RIGHT -> a[i] += b[i];
                default -> {
                    long sum = a[i] << 1 | b[i] & 1;
                    long difference = b[i];
                    a[i] = sum + difference >> 1;
                    b[i] = sum - difference >> 1;
                }
            }
        }
    }

    private boolean subframe(int channel, int width) throws FlacBits.EndOfFile {
        boolean padding = bits.unsigned(1) == 1;
        int kind = (int) bits.unsigned(6);
        long wasted = bits.unsigned(1) == 1 ? bits.unary() + 1 : 0;
        if (padding || wasted >= width) {
            return false;
        }
        if (samples[channel].length < size) {
            samples[channel] = new long[Math.min(MAX_BLOCK, Math.max(4608, size))];
        }
        long[] out = samples[channel];
        int used = width - (int) wasted;
        if (kind == 0) {
            Arrays.fill(out, 0, size, bits.signed(used));
        } else if (kind == 1) {
            read(out, size, used);
        } else if (kind >= 8 && kind <= 12) {
            int order = kind - 8;
            if (order > size) {
                return false;
            }
            read(out, order, used);
            if (!residual(out, order)) {
                return false;
            }
            predict(out, FIXED[order], 0);
        } else if (kind < 32 || !linear(out, (kind & 31) + 1, used)) {
            return false;
        }
        for (int i = 0; wasted > 0 && i < size; i++) {
            out[i] <<= wasted;
        }
        return true;
    }

    private void read(long[] out, int count, int width) throws FlacBits.EndOfFile {
        for (int i = 0; i < count; i++) {
            out[i] = bits.signed(width);
        }
    }

    /** A subframe with a predictor of its own. */
    private boolean linear(long[] out, int order, int width) throws FlacBits.EndOfFile {
        if (order > size) {
            return false;
        }
        read(out, order, width);
        int precision = (int) bits.unsigned(4) + 1;
        int shift = (int) bits.signed(5);
        if (precision == 16 || shift < 0) {
            return false;
        }
        long[] coefficients = new long[order];
        read(coefficients, order, precision);
        if (!residual(out, order)) {
            return false;
        }
        predict(out, coefficients, shift);
        return true;
    }

    /** Adds to each residual what the samples before it let expect. */
    private void predict(long[] out, long[] coefficients, int shift) {
        int order = coefficients.length;
        for (int i = order; i < size; i++) {
            long sum = 0;
            for (int j = 0; j < order; j++) {
                sum += coefficients[j] * out[i - 1 - j];
            }
            out[i] += sum >> shift;
        }
    }

    /** Reads residuals in partitions, each with a Rice parameter or a plain width of its own. */
    private boolean residual(long[] out, int order) throws FlacBits.EndOfFile {
        int method = (int) bits.unsigned(2);
        int partitions = 1 << bits.unsigned(4);
        int each = size / partitions;
        if (method > 1 || each * partitions != size || each < order) {
            return false;
        }
        int width = method == 0 ? 4 : 5;
        int escape = (1 << width) - 1;
        int i = order;
        for (int p = 1; p <= partitions; p++) {
            int parameter = (int) bits.unsigned(width);
            if (parameter == escape) {
                int plain = (int) bits.unsigned(5);
                for (; i < p * each; i++) {
                    out[i] = bits.signed(plain);
                }
            } else {
                for (; i < p * each; i++) {
                    long v = bits.unary() << parameter | bits.unsigned(parameter);
                    out[i] = v >>> 1 ^ -(v & 1);
                }
            }
        }
        return true;
    }
}
