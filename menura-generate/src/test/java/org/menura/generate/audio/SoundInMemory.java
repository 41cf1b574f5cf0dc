package org.menura.generate.audio;

import org.menura.format.audio.AudioStream;

/** Samples of one channel at 16 kHz. */
final class SoundInMemory implements AudioStream {
    private final float[] samples;
    private int at;

    SoundInMemory(float[] samples) {
        this.samples = samples;
    }

    @Override
    public String source() {
        return "memory";
    }

    @Override
    public int rate() {
        return 16000;
    }

    @Override
    public int channels() {
        return 1;
    }

    @Override
    public long length() {
        return samples.length;
    }

    @Override
    public int read(float[] out, int from, int count) {
        int n = Math.min(Math.min(count, 1000), samples.length - at);
        System.arraycopy(samples, at, out, from, n);
        at += n;
        return n == 0 ? -1 : n;
    }

    @Override
    public void close() {}
}
