package org.menura.data.source.parquet;

import dev.hardwood.InputFile;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that is not read outside of itself, whatever its pages say. */
final class BoundedInput implements InputFile {
    private final InputFile file;

    BoundedInput(InputFile file) {
        this.file = file;
    }

    @Override
    public void open() throws IOException {
        file.open();
    }

    @Override
    public ByteBuffer readRange(long offset, int count) throws IOException {
        if (offset < 0 || count <= 0 || offset > file.length() - count) {
            throw new IOException("a part of %d bytes at %d is not in the file".formatted(count, offset));
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
