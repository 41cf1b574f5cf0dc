package org.menura.format.audio;

import org.menura.tensor.annotation.Internal;

/** A stream of audio mixed down to one channel, the mean of all, and resampled to another sample rate. */
@Internal
public final class MonoStream implements AudioStream {
    private static final int BLOCK = 4096;

    private final AudioStream in;
    private final int rate;
    private final Resampler resampler;
    private final float[] block; // [BLOCK, channels]
    private int at;
    private int count;

    /** Converts a stream, which is closed with this one. */
    public MonoStream(AudioStream in, int rate) {
        this.in = in;
        this.rate = rate;
        this.resampler = new Resampler(in.rate(), rate);
        this.block = new float[BLOCK * in.channels()];
    }

    @Override
    public int read(float[] out, int from, int count) {
        while (true) {
            int n = resampler.take(out, from, count);
            if (n > 0) {
                return n;
            }
            if (at == this.count && !mix()) {
                resampler.end();
                n = resampler.take(out, from, count);
                return n > 0 ? n : -1;
            }
            at += resampler.feed(block, at, this.count - at);
        }
    }

    /** Reads a block and mixes its channels; false at the end. */
    private boolean mix() {
        int n = in.read(block, 0, BLOCK);
        at = 0;
        count = Math.max(0, n);
        int channels = in.channels();
        if (channels > 1) {
            for (int i = 0; i < count; i++) {
                double sum = 0;
                for (int c = 0; c < channels; c++) {
                    sum += block[i * channels + c];
                }
                block[i] = (float) (sum / channels);
            }
        }
        return n >= 0;
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
        return 1;
    }

    @Override
    public long length() {
        long n = in.length();
        return n < 0 ? -1 : resampled(n);
    }

    @Override
    public long missing() {
        return resampled(in.missing());
    }

    private long resampled(long samples) {
        return (long) Math.ceil((double) samples * rate / in.rate());
    }

    @Override
    public void close() {
        in.close();
    }
}
