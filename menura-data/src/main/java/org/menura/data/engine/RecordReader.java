package org.menura.data.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;

/** Reads a stretch of a file that {@link RecordWriter} wrote. */
final class RecordReader implements Cursor<byte[]> {
    private static final int BUFFER = 1 << 15;

    private final Path file;
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER).limit(0);
    private long left;

    /** Opens the bytes {@code from} to {@code to} (exclusive). */
    RecordReader(Path file, long from, long to) {
        this.file = file;
        this.left = to - from;
        try {
            channel = FileChannel.open(file, StandardOpenOption.READ);
            channel.position(from);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Opens a whole file. */
    static RecordReader of(Path file) {
        return new RecordReader(file, 0, file.toFile().length());
    }

    @Override
    public byte @Nullable [] next() {
        try {
            if (left == 0 && !buffer.hasRemaining()) {
                return null;
            }
            int length = 0;
            int b;
            int shift = 0;
            do {
                b = octet();
                length |= (b & 0x7f) << shift;
                shift += 7;
            } while (b >= 0x80);
            byte[] record = new byte[length];
            int at = 0;
            while (at < length) {
                if (!buffer.hasRemaining()) {
                    fill();
                }
                int some = Math.min(length - at, buffer.remaining());
                buffer.get(record, at, some);
                at += some;
            }
            return record;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int octet() throws IOException {
        if (!buffer.hasRemaining()) {
            fill();
        }
        return buffer.get() & 0xff;
    }

    private void fill() throws IOException {
        buffer.clear();
        if (left < buffer.limit()) {
            buffer.limit((int) left);
        }
        int read = left == 0 ? -1 : channel.read(buffer);
        if (read <= 0) {
            throw new EOFException(file + " ends in the middle of a record; delete the work folder and begin again");
        }
        left -= read;
        buffer.flip();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
