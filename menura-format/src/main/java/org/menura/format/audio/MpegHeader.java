package org.menura.format.audio;

import org.jspecify.annotations.Nullable;

/**
 * The header of a frame of MPEG audio (ISO/IEC 11172-3 and 13818-3; 2.5 is a common extension to low rates).
 *
 * @param version 1, 2 or, for 2.5, 3
 * @param layer 1 to 3
 * @param rate samples per second
 * @param channels 1 or 2
 * @param bytes length of the whole frame
 * @param samples of each channel that it holds
 * @param hasCrc whether two bytes of a checksum follow
 */
record MpegHeader(int version, int layer, int rate, int channels, int bytes, int samples, boolean hasCrc) {
    static final int SIZE = 4;

    /** Bits per second / 1000 of version 1, by layer and index. */
    private static final int[][] RATES_1 = {
        {32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
    };

    /** Bits per second / 1000 of versions 2 and 2.5, by layer and index. */
    private static final int[][] RATES_2 = {
        {32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
        {8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
    };

    private static final int[] SAMPLE_RATES = {44100, 48000, 32000};

    /** The header at an index, or null if there is none. Frames whose size only the next header tells are left out. */
    static @Nullable MpegHeader at(byte[] b, int at) {
        if (at + SIZE > b.length || (b[at] & 0xff) != 0xff || (b[at + 1] & 0xe0) != 0xe0) {
            return null;
        }
        int versionBits = b[at + 1] >> 3 & 3;
        int layer = 4 - (b[at + 1] >> 1 & 3);
        int rateIndex = b[at + 2] >> 4 & 0xf;
        int sampleRateIndex = b[at + 2] >> 2 & 3;
        boolean emphasisIsReserved = (b[at + 3] & 3) == 2;
        if (versionBits == 1
                || layer == 4
                || rateIndex == 0
                || rateIndex == 15
                || sampleRateIndex == 3
                || emphasisIsReserved) {
            return null;
        }
        int version = versionBits == 3 ? 1 : versionBits == 2 ? 2 : 3;
        int rate = SAMPLE_RATES[sampleRateIndex] >> version - 1;
        int bitRate = 1000 * (version == 1 ? RATES_1 : RATES_2)[layer - 1][rateIndex - 1];
        int padding = b[at + 2] >> 1 & 1;
        int samples = layer == 1 ? 384 : layer == 3 && version > 1 ? 576 : 1152;
        int bytes = layer == 1 ? (12 * bitRate / rate + padding) * 4 : samples / 8 * bitRate / rate + padding;
        boolean mono = (b[at + 3] & 0xc0) == 0xc0;
        return new MpegHeader(version, layer, rate, mono ? 1 : 2, bytes, samples, (b[at + 1] & 1) == 0);
    }

    /** Whether another frame may belong to the same stream. */
    boolean continues(MpegHeader other) {
        return version == other.version && layer == other.layer && rate == other.rate && channels == other.channels;
    }
}
