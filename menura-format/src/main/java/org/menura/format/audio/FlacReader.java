package org.menura.format.audio;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A FLAC file (RFC 9639). Of the metadata only the stream's parameters are looked at. A file that breaks off ends with its
 * last whole frame; any other damage is an error.
 */
final class FlacReader implements AudioStream {
    private static final String MAGIC = "fLaC";
    private static final int STREAM_INFO = 34;
    /** What may follow the last frame, though it should not. */
    private static final List<String> TAGS = List.of("TAG", "APETAG", "LYRICS", "ID3");

    private final AudioInput in;
    private final FlacFrame frame;
    private final int rate;
    private final int channels;
    private final float scale;
    private final long claimed; // samples of each channel; 0 if not told
    private final long length;
    private int at; // next sample of the frame
    private int ready; // samples of the frame
    private long done; // samples of all frames so far
    private boolean ended;
    private long next = -1; // number of the next frame, or of its first sample

    private FlacReader(AudioInput in, byte[] info) {
        this.in = in;
        long packed = 0; // rate: 20 bits, channels: 3, bits: 5, length: 36
        for (int i = 10; i < 18; i++) {
            packed = packed << 8 | info[i] & 0xff;
        }
        rate = (int) (packed >>> 44);
        channels = (int) (packed >>> 41 & 7) + 1;
        int bits = (int) (packed >>> 36 & 31) + 1;
        claimed = packed & 0xfffffffffL;
        Limits.check(in.source(), rate, channels);
        if (bits < 4) {
            throw new FormatException(
                    "%s claims samples of %d bits; a FLAC file has 4 to 32".formatted(in.source(), bits));
        }
        scale = (float) Math.scalb(1, 1 - bits);
        frame = new FlacFrame(in, rate, channels, bits);
        // Each frame has at least ten bytes and at most 65536 samples.
        long possible = in.remaining() < 0 ? Long.MAX_VALUE : in.remaining() / 10 * 65536;
        length = claimed == 0 ? -1 : Math.min(claimed, possible);
    }

    static boolean matches(byte[] head) {
        return new String(head, 0, Math.min(4, head.length), StandardCharsets.ISO_8859_1).equals(MAGIC);
    }

    /** Reads up to the first frame. */
    static FlacReader open(AudioInput in) {
        in.leave(4);
        byte[] info = null;
        boolean last = false;
        while (!last) {
            byte[] block = in.take(4);
            if (block.length < 4) {
                throw new FormatException(in.source() + " ends within its header; it is cut off");
            }
            last = (block[0] & 0x80) != 0;
            int size = (block[1] & 0xff) << 16 | (block[2] & 0xff) << 8 | block[3] & 0xff;
            if ((block[0] & 0x7f) == 0 && size >= STREAM_INFO && info == null) {
                info = in.take(STREAM_INFO);
                size -= STREAM_INFO;
            }
            in.leave(size);
        }
        if (info == null || info.length < STREAM_INFO) {
            throw new FormatException(in.source() + " is a FLAC file that does not tell its rate and channels");
        }
        return new FlacReader(in, info);
    }

    /** Decodes the next frame; false at the end. */
    private boolean decode() {
        ready = 0;
        at = 0;
        if (isEnd(in.peek(6))) {
            return false;
        }
        String wrong = decoded();
        if (wrong == null && next >= 0 && frame.number() != next) {
            wrong = "samples are missing";
        }
        if (wrong != null) {
            throw Limits.damaged(in.source(), done, rate, wrong);
        }
        if (ready > 0) {
            next = frame.number() + (frame.countsSamples() ? ready : 1);
            done += ready;
        }
        return ready > 0;
    }

    private boolean isEnd(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        return bytes.length == 0
                || !FlacFrame.matches(bytes)
                        && (claimed > 0 && done >= claimed || TAGS.stream().anyMatch(text::startsWith));
    }

    private @Nullable String decoded() {
        try {
            String wrong = frame.decode();
            ready = frame.size();
            return wrong;
        } catch (FlacBits.EndOfFile e) {
            return null;
        }
    }

    @Override
    public int read(float[] out, int from, int count) {
        if (at == ready && !decode()) {
            ended = true;
            return -1;
        }
        int n = Math.min(count, ready - at);
        for (int c = 0; c < channels; c++) {
            long[] samples = frame.samples(c);
            for (int i = 0; i < n; i++) {
                out[from + i * channels + c] = samples[at + i] * scale;
            }
        }
        at += n;
        return n;
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
