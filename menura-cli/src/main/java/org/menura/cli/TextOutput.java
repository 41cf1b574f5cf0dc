package org.menura.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Bytes of UTF-8 to a writer of the command, line by line. */
final class TextOutput extends OutputStream {
    private final PrintWriter out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    TextOutput(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(int b) {
        line.write(b);
        if (b == '\n') {
            flush();
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        line.write(bytes, offset, length);
        if (length > 0 && bytes[offset + length - 1] == '\n') {
            flush();
        }
    }

    /** Writes lines that are complete; a part of one might end within a character. */
    @Override
    public void flush() {
        byte[] held = line.toByteArray();
        int end = held.length;
        while (end > 0 && held[end - 1] != '\n') {
            end--;
        }
        if (end > 0) {
            out.print(new String(held, 0, end, StandardCharsets.UTF_8));
            out.flush();
            line.reset();
            line.write(held, end, held.length - end);
        }
    }
}
