package org.menura.data.engine;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of byte strings, each behind its length (LEB128). */
final class RecordWriter implements Closeable {
    private static final int BUFFER = 1 << 16;

    private final OutputStream out;
    private long position;

    RecordWriter(Path file) throws IOException {
        out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
    }

    /** The number of bytes written so far: where the next record begins. */
    long position() {
        return position;
    }

    void write(byte[] record) throws IOException {
        int length = record.length;
        while (length >= 0x80) {
            out.write(length & 0x7f | 0x80);
            length >>>= 7;
            position++;
        }
        out.write(length);
        out.write(record);
        position += 1 + record.length;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
