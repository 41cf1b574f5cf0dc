package org.menura.format.audio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A RIFF/WAVE file, also RF64 (EBU Tech 3306): integers of 8 to 32 bits, floats, A-law and mu-law, plain or as
 * {@code WAVE_FORMAT_EXTENSIBLE}. A length that was never filled in, or lies beyond the file, means: up to its end.
 */
final class WavReader implements AudioStream {
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int A_LAW = 6;
    private static final int MU_LAW = 7;
    private static final int MP3 = 0x55;
    private static final int EXTENSIBLE = 0xfffe;
    /** The tail of the identifiers whose head is one of the numbers above. */
    private static final byte[] MEDIA_SUBTYPE = HexFormat.of().parseHex("000000001000800000aa00389b71");

    private static final long UNKNOWN = 0xffffffffL;
    /** From here on a length is that of programs that did not know it. */
    private static final long PIPED = 0x7fff0000L;

    private static final int MAX_FORMAT = 4096;
    private static final int BLOCK = 1 << 14;

    /** A {@code fmt} chunk. */
    private record Format(int tag, int channels, long rate, int blockAlign, int bits) {}

    private final AudioInput in;
    private final SampleFormat samples;
    private final int rate;
    private final int channels;
    private final long length;
    private final long claimed; // samples of each channel; 0 if not told
    private boolean ended;
    private long left; // bytes of data not yet read
    private long done; // samples of each channel
    private final byte[] bytes;

    private WavReader(AudioInput in, SampleFormat samples, Format f, long left, long length, long claimed) {
        this.in = in;
        this.samples = samples;
        this.rate = (int) f.rate;
        this.channels = f.channels;
        this.left = left;
        this.length = length;
        this.claimed = claimed;
        this.bytes = new byte[Math.max(1, BLOCK / (samples.bytes() * channels)) * samples.bytes() * channels];
    }

    static boolean matches(byte[] head) {
        return head.length >= 12
                && (isAt(head, 0, "RIFF") || isAt(head, 0, "RF64") || isAt(head, 0, "BW64"))
                && isAt(head, 8, "WAVE");
    }

    private static boolean isAt(byte[] bytes, int at, String text) {
        return new String(bytes, at, 4, StandardCharsets.ISO_8859_1).equals(text);
    }

    /** Reads up to the samples. */
    static AudioStream open(AudioInput in) {
        ByteBuffer head = little(in.take(12));
        long riff = head.getInt(4) & UNKNOWN;
        long wideData = -1; // RF64's own length of the data
        Format format = null;
        while (true) {
            byte[] chunk = in.take(8);
            if (chunk.length < 8) {
                throw new FormatException(in.source() + " ends before any samples; it is cut off or not a WAV file");
            }
            long size = little(chunk).getInt(4) & UNKNOWN;
            if (isAt(chunk, 0, "data")) {
                return data(in, format, size, wideData, riff);
            }
            if (isAt(chunk, 0, "fmt ")) {
                format = format(in, size);
            } else if (isAt(chunk, 0, "ds64")) {
                ByteBuffer wide = little(body(in, size, 16, "ds64"));
                wideData = wide.getLong(8);
            } else {
                in.leave(size + (size & 1));
            }
        }
    }

    /** The start of a chunk, whose rest is left out. */
    private static byte[] body(AudioInput in, long size, int atLeast, String name) {
        if (size < atLeast || size > MAX_FORMAT) {
            throw new FormatException("%s: its chunk \"%s\" claims %d bytes, which is no possible size"
                    .formatted(in.source(), name.strip(), size));
        }
        byte[] out = in.take((int) size);
        if (out.length < size) {
            throw new FormatException(in.source() + " ends within its header; it is cut off");
        }
        in.leave(size & 1);
        return out;
    }

    private static Format format(AudioInput in, long size) {
        byte[] body = body(in, size, 16, "fmt ");
        ByteBuffer b = little(body);
        int tag = b.getShort(0) & 0xffff;
        if (tag == EXTENSIBLE) {
            if (body.length < 40 || !little(body, 26, 14).equals(ByteBuffer.wrap(MEDIA_SUBTYPE))) {
                throw new FormatException(in.source()
                        + " holds sound of a kind that only its maker knows; convert it to" + " 16-bit PCM");
            }
            tag = b.getShort(24) & 0xffff;
        }
        return new Format(
                tag, b.getShort(2) & 0xffff, b.getInt(4) & UNKNOWN, b.getShort(12) & 0xffff, b.getShort(14) & 0xffff);
    }

    private static AudioStream data(AudioInput in, @Nullable Format f, long size, long wideData, long riff) {
        if (f == null) {
            throw new FormatException(
                    in.source() + " has samples but does not say of what kind; it is no whole WAV file");
        }
        Limits.check(in.source(), f.rate, f.channels);
        if (f.tag == MP3) {
            return Mp3Reader.open(in);
        }
        SampleFormat samples = samples(in, f);
        int frame = samples.bytes() * f.channels;
        if (f.blockAlign != frame) {
            throw new FormatException("%s claims %d bytes for %d samples of %d bits, which take %d"
                    .formatted(in.source(), f.blockAlign, f.channels, f.bits, frame));
        }
        long claimed = size == UNKNOWN && wideData > 0 ? wideData : size;
        // Recorders that were stopped hard, and pipes, leave 0 or the largest number.
        boolean neverFilledIn = claimed == UNKNOWN || claimed == 0 && riff <= in.position();
        long remaining = in.remaining();
        long left = neverFilledIn ? Long.MAX_VALUE : claimed;
        if (remaining >= 0) {
            left = Math.min(left, remaining);
        }
        long length = left == Long.MAX_VALUE || remaining < 0 ? -1 : left / frame;
        boolean untold = neverFilledIn || wideData <= 0 && claimed >= PIPED;
        return new WavReader(in, samples, f, left, length, untold ? 0 : claimed / frame);
    }

    private static SampleFormat samples(AudioInput in, Format f) {
        SampleFormat found = switch (f.tag) {
            case PCM ->
                switch ((f.bits + 7) / 8) {
                    case 1 -> SampleFormat.U8;
                    case 2 -> SampleFormat.S16;
                    case 3 -> SampleFormat.S24;
                    case 4 -> SampleFormat.S32;
                    default -> null;
                };
            case FLOAT -> f.bits == 32 ? SampleFormat.F32 : f.bits == 64 ? SampleFormat.F64 : null;
            case A_LAW -> f.bits == 8 ? SampleFormat.A_LAW : null;
            case MU_LAW -> f.bits == 8 ? SampleFormat.MU_LAW : null;
            default -> null;
        };
        if (found == null) {
            throw new FormatException(
                    ("%s holds samples of WAV's kind %d with %d bits; integers of 8, 16, 24 and 32 bits,"
                                    + " floats of 32 and 64, A-law, mu-law and MP3 are read")
                            .formatted(in.source(), f.tag, f.bits));
        }
        return found;
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static ByteBuffer little(byte[] bytes, int from, int count) {
        return ByteBuffer.wrap(bytes, from, count).slice();
    }

    @Override
    public int read(float[] out, int from, int count) {
        int frame = samples.bytes() * channels;
        int wanted = (int) Math.min((long) count * frame, Math.min(bytes.length, left - left % frame));
        int got = in.readNBytesUnchecked(bytes, 0, wanted);
        int frames = got / frame;
        left -= got;
        if (frames == 0) {
            left = 0;
            ended = true;
            return -1;
        }
        ByteBuffer b = little(bytes);
        for (int i = 0; i < frames * channels; i++) {
            float v = samples.get(b);
            if (!Float.isFinite(v)) {
                throw Limits.damaged(in.source(), done + i / channels, rate, "a sample is no number");
            }
            out[from + i] = v;
        }
        done += frames;
        return frames;
    }

    @Override
    public String source() {
        return in.source();
    }

    @Override
    public int rate() {
        return rate;
    }

    @Override
    public int channels() {
        return channels;
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public long missing() {
        return ended ? Math.max(0, claimed - done) : 0;
    }

    @Override
    public void close() {
        in.close();
    }
}
