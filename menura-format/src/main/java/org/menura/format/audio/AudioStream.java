package org.menura.format.audio;

/**
 * A stream of audio that is decoded chunk by chunk, so that memory does not grow with its length. Not thread-safe.
 *
 * <p>Samples are floats of which full scale is [-1, 1]; some formats go beyond it.
 */
public interface AudioStream extends AutoCloseable {
    /** Returns the name of the audio's source, for messages. */
    String source();

    /** Returns the sample rate: samples of each channel per second. */
    int rate();

    /** Returns the number of channels. */
    int channels();

    /** Returns the number of samples of each channel, as far as the file tells and can hold; -1 if it does not tell. */
    long length();

    /**
     * Decodes the next samples.
     *
     * @param out receives the samples, those of the channels interleaved: [count, channels]
     * @param from index in {@code out} of the first sample
     * @param count maximum number of samples of each channel, at least 1
     * @return number of samples decoded of each channel, at least 1, or -1 at the end
     * @throws org.menura.format.FormatException if the file is damaged here
     * @throws java.io.UncheckedIOException if it can't be read
     */
    int read(float[] out, int from, int count);

    /**
     * Returns the number of samples of each channel that the file claims and does not hold, since it is cut off: known at the
     * end, 0 before, and of formats that claim nothing.
     */
    default long missing() {
        return 0;
    }

    @Override
    void close();
}
