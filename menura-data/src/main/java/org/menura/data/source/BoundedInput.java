package org.menura.data.source;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A file that is not read outside of itself, nor for ever: damaged Parquet files have pages that lead nowhere, or back,
 * and its reader would follow them without an end.
 */
final class BoundedInput implements InputFile {
    /** How often a file's bytes may be read, on the whole. */
    private static final int TIMES = 8;

    private static final int LEAST = 1 << 20;

    private final InputFile file;
    private final AtomicLong left = new AtomicLong(Long.MAX_VALUE);
    private long length;

    BoundedInput(InputFile file) {
        this.file = file;
    }

    @Override
    public void open() throws IOException {
        file.open();
        length = file.length();
        left.set(TIMES * length + LEAST);
    }

    @Override
    public ByteBuffer readRange(long offset, int count) throws IOException {
        if (offset < 0 || count <= 0 || offset > length - count) {
            throw new IOException("a part of %d bytes at %d is not in the file".formatted(count, offset));
        }
        if (left.addAndGet(-count) < 0) {
            throw new IOException("its pages are read again and again");
        }
        return file.readRange(offset, count);
    }

    @Override
    public long length() throws IOException {
        return file.length();
    }

    @Override
    public String name() {
        return file.name();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
