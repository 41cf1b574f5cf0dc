package org.menura.format.audio;

import java.util.Arrays;
import javazoom.jl.decoder.Bitstream;
import javazoom.jl.decoder.BitstreamException;
import javazoom.jl.decoder.Decoder;
import javazoom.jl.decoder.DecoderException;
import javazoom.jl.decoder.Header;
import javazoom.jl.decoder.Obuffer;

/**
 * MPEG audio of layers 1 to 3, decoded by JLayer. Damaged frames sound as silence or are left out, as in a player. What
 * LAME says that it added at the ends is taken away.
 */
final class Mp3Reader implements AudioStream {
    /** Samples by which a decoder of layer 3 lags behind. */
    private static final int DECODER_DELAY = 529;

    /** What JLayer's synthesis makes of full scale. */
    private static final float FULL_SCALE = 32700;

    private final AudioInput in;
    private final MpegHeader header;
    private final Bitstream bits;
    private final Decoder decoder = new Decoder();
    private final Frame frame;
    private int at; // next sample of the frame
    private long skip; // samples still to be left out
    private long left; // samples still to come, or Long.MAX_VALUE
    private final long length;

    private Mp3Reader(AudioInput in, MpegFrames frames) {
        this.in = in;
        this.header = frames.first();
        this.bits = new Bitstream(frames);
        this.frame = new Frame(header.channels());
        decoder.setOutputBuffer(frame);
        MpegFrames.Gaps gaps = frames.gaps();
        boolean trims = gaps.start() > 0;
        this.skip = trims ? gaps.start() + DECODER_DELAY : 0;
        long all = gaps.frames() * header.samples();
        this.length = gaps.frames() < 0 ? -1 : Math.max(0, all - (trims ? gaps.start() + gaps.end() : 0));
        this.left = trims && length > 0 ? length : Long.MAX_VALUE;
    }

    static Mp3Reader open(AudioInput in) {
        return new Mp3Reader(in, MpegFrames.open(in));
    }

    /** Takes what the decoder makes of one frame, as floats. */
    private static final class Frame extends Obuffer {
        private final int channels;
        private final float[] samples;
        private final int[] counts = new int[MAXCHANNELS];

        Frame(int channels) {
            this.channels = channels;
            this.samples = new float[channels * OBUFFERSIZE];
        }

        int length() {
            return channels == 1 ? counts[0] : Math.min(counts[0], counts[1]);
        }

        @Override
        public void append(int channel, short value) {
            put(channel, value / FULL_SCALE);
        }

        @Override
        public void appendSamples(int channel, float[] values) {
            for (int i = 0; i < 32; i++) {
                put(channel, values[i] / FULL_SCALE);
            }
        }

        private void put(int channel, float value) {
            if (channel < channels && counts[channel] < OBUFFERSIZE) {
                samples[counts[channel]++ * channels + channel] = Float.isFinite(value) ? value : 0;
            }
        }

        @Override
        public void clear_buffer() {
            Arrays.fill(counts, 0);
        }

        @Override
        public void write_buffer(int unused) {}

        @Override
        public void close() {}

        @Override
        public void set_stop_flag() {}
    }

    /** Decodes the next frame; false at the end. */
    private boolean decode() {
        frame.clear_buffer();
        at = 0;
        try {
            Header h = bits.readFrame();
            if (h == null) {
                return false;
            }
            decoder.decodeFrame(h, bits);
        } catch (BitstreamException | DecoderException | RuntimeException e) {
            // JLayer runs over the ends of its arrays where a frame contradicts itself. Its sound is silence then.
            fillUp();
        }
        bits.closeFrame();
        return true;
    }

    private void fillUp() {
        for (int c = 0; c < header.channels(); c++) {
            while (frame.counts[c] < header.samples()) {
                frame.put(c, 0);
            }
        }
    }

    @Override
    public int read(float[] out, int from, int count) {
        while (true) {
            int ready = frame.length() - at;
            int skipped = (int) Math.min(skip, ready);
            at += skipped;
            skip -= skipped;
            int n = (int) Math.min(Math.min(count, ready - skipped), left);
            if (n > 0) {
                int c = header.channels();
                System.arraycopy(frame.samples, at * c, out, from, n * c);
                at += n;
                left = left == Long.MAX_VALUE ? left : left - n;
                return n;
            }
            if (left == 0 || !decode()) {
                return -1;
            }
        }
    }

    @Override
    public String source() {
        return in.source();
    }

    @Override
    public int rate() {
        return header.rate();
    }

    @Override
    public int channels() {
        return header.channels();
    }

    @Override
    public long length() {
        return length;
    }

    @Override
    public void close() {
        in.close();
    }
}
