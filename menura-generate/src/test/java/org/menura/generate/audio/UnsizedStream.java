package org.menura.generate.audio;

import org.menura.format.audio.AudioStream;

/** A recording of one channel whose length nobody knows before its end. */
abstract class UnsizedStream implements AudioStream {
    private final String source;
    private final int rate;

    UnsizedStream(String source, int rate) {
        this.source = source;
        this.rate = rate;
    }

    @Override
    public String source() {
        return source;
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
        return -1;
    }

    @Override
    public void close() {}
}
