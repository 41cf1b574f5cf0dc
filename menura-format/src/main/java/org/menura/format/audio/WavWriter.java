package org.menura.format.audio;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.menura.format.OutputFile;

/**
 * A writer of WAV files, chunk by chunk. The file appears in its place when it is closed after {@link #finish}; without
 * that, nothing changes there.
 */
public final class WavWriter implements Closeable {
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final int HEADER = 44;
    /** RIFF's lengths have 32 bits. */
    private static final long MAX_DATA = 0xffffffffL - HEADER;

    private final Path file;
    private final Path part;
    private final FileChannel out;
    private final int rate;
    private final int channels;
    private final SampleFormat format;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
    private long dataBytes;
    private boolean finished;

    /**
     * Opens a WAV file for writing.
     *
     * @param format encoding of the samples: integers or floats
     * @throws IOException if it can't be written
     */
    public WavWriter(Path file, int rate, int channels, SampleFormat format) throws IOException {
        Limits.check(file.toString(), rate, channels);
        if (format == SampleFormat.A_LAW || format == SampleFormat.MU_LAW) {
            throw new IllegalArgumentException(format + " is only read");
        }
        this.file = file;
        this.rate = rate;
        this.channels = channels;
        this.format = format;
        this.part = OutputFile.part(file);
        try {
            this.out = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
            out.position(HEADER);
        } catch (IOException e) {
            throw OutputFile.naming(file, part, e);
        }
    }

    /** Writes a WAV file of one channel of 16-bit samples. */
    public static void write(Path file, float[] samples, int rate) throws IOException {
        try (WavWriter w = new WavWriter(file, rate, 1, SampleFormat.S16)) {
            w.write(samples, 0, samples.length);
            w.finish();
        }
    }

    /**
     * Writes audio samples, those of the channels interleaved.
     *
     * @param count number of samples of all channels, a multiple of the number of channels
     */
    public void write(float[] samples, int from, int count) throws IOException {
        if (count % channels != 0) {
            throw new IllegalArgumentException("%d samples for %d channels".formatted(count, channels));
        }
        dataBytes += (long) count * format.bytes();
        if (dataBytes > MAX_DATA) {
            throw new IOException(file + " would be longer than the 4 GiB that a WAV file can be");
        }
        for (int i = from; i < from + count; i++) {
            if (buffer.remaining() < Long.BYTES) {
                flush();
            }
            format.put(buffer, samples[i]);
        }
    }

    /** Completes the file: writes the header with the final lengths. */
    public void finish() throws IOException {
        if ((dataBytes & 1) != 0) {
            buffer.put((byte) 0);
        }
        flush();
        out.position(0);
        ByteBuffer h = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
        h.put(ascii("RIFF")).putInt((int) (HEADER - 8 + dataBytes + (dataBytes & 1)));
        h.put(ascii("WAVEfmt ")).putInt(16);
        boolean isFloat = format == SampleFormat.F32 || format == SampleFormat.F64;
        h.putShort((short) (isFloat ? FLOAT : PCM)).putShort((short) channels);
        h.putInt(rate).putInt(rate * channels * format.bytes());
        h.putShort((short) (channels * format.bytes())).putShort((short) (8 * format.bytes()));
        h.put(ascii("data")).putInt((int) dataBytes);
        write(h.flip());
        out.force(true);
        finished = true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void flush() throws IOException {
        write(buffer.flip());
        buffer.clear();
    }

    private void write(ByteBuffer bytes) throws IOException {
        try {
            OutputFile.writeFully(out, bytes);
        } catch (IOException e) {
            throw OutputFile.naming(file, part, e);
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
        try {
            if (finished) {
                OutputFile.put(part, file);
            }
        } finally {
            Files.deleteIfExists(part);
        }
    }
}
