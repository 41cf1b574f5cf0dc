package org.menura.format.audio;

import java.nio.ByteBuffer;

/** Encodings of audio samples in a file, in little-endian order. */
public enum SampleFormat {
    /** 8-bit integers, unsigned as in WAV files. */
    U8(1),
    /** 16-bit integers. */
    S16(2),
    /** 24-bit integers. */
    S24(3),
    /** 32-bit integers. */
    S32(4),
    /** 32-bit floats. */
    F32(4),
    /** 64-bit floats. */
    F64(8),
    /** 8-bit logarithmic samples of European telephones (ITU-T G.711). */
    A_LAW(1),
    /** 8-bit logarithmic samples of American telephones (ITU-T G.711). */
    MU_LAW(1);

    private final int bytes;

    SampleFormat(int bytes) {
        this.bytes = bytes;
    }

    /** Returns the number of bytes of a sample. */
    public int bytes() {
        return bytes;
    }

    /** Decodes the next sample; integers are divided by their full scale. */
    float get(ByteBuffer in) {
        return switch (this) {
            case U8 -> ((in.get() & 0xff) - 128) / 128f;
            case S16 -> in.getShort() / 32768f;
            case S24 -> (in.getShort() & 0xffff | in.get() << 16) / 8388608f;
            case S32 -> (float) (in.getInt() / 2147483648.0);
            case F32 -> in.getFloat();
            case F64 -> (float) in.getDouble();
            case A_LAW -> aLaw(in.get()) / 32768f;
            case MU_LAW -> muLaw(in.get()) / 32768f;
        };
    }

    /** Encodes a sample; integers take the nearest value and are limited to what they can hold. */
    void put(ByteBuffer out, float sample) {
        switch (this) {
            case U8 -> out.put((byte) (scaled(sample, 128) + 128));
            case S16 -> out.putShort((short) scaled(sample, 32768));
            case S24 -> {
                int v = (int) scaled(sample, 8388608);
                out.putShort((short) v).put((byte) (v >> 16));
            }
            case S32 -> out.putInt((int) scaled(sample, 2147483648.0));
            case F32 -> out.putFloat(sample);
            case F64 -> out.putDouble(sample);
            case A_LAW, MU_LAW -> throw new UnsupportedOperationException("telephone formats are only read");
        }
    }

    private static long scaled(float sample, double scale) {
        return Math.clamp(Math.round(sample * scale), (long) -scale, (long) scale - 1);
    }

    /** Sign, three bits of exponent, four of mantissa; every other bit is inverted on the line. */
    private static int aLaw(byte code) {
        int c = code ^ 0x55;
        int exponent = c >> 4 & 7;
        int step = (c & 0xf) << 4 | 8;
        int magnitude = exponent == 0 ? step : (step | 0x100) << exponent - 1;
        return (c & 0x80) != 0 ? magnitude : -magnitude;
    }

    /** Sign, three bits of exponent, four of mantissa, all inverted on the line; magnitudes are shifted by 33. */
    private static int muLaw(byte code) {
        int c = ~code;
        int magnitude = ((c & 0xf) << 3 | 0x84) << (c >> 4 & 7);
        return (c & 0x80) != 0 ? 0x84 - magnitude : magnitude - 0x84;
    }
}
