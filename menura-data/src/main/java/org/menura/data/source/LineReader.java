package org.menura.data.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.runtime.UnsoundRuntimeException;
import org.menura.format.FormatException;
import org.menura.format.InputFile;

/** The lines of a file that may be compressed, as bytes without their end. Blank lines are passed over. */
public final class LineReader implements Cursor<LineReader.Line> {
    private static final int BUFFER = 1 << 16;
    private static final int MAX_LINE = 256 << 20;

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;
    private long number;
    private byte[] part = new byte[0];

    /** A line with its number, counted from 1. */
    public record Line(byte[] bytes, long number) {}

    /** Opens a file. */
    public LineReader(Path file) {
        this.file = file;
        InputStream raw = null;
        try {
            raw = Files.newInputStream(InputFile.of(file));
            this.in = Compression.of(file).reader(raw);
        } catch (IOException e) {
            close(raw);
            throw Compression.failure(file, e);
        } catch (UnsoundRuntimeException e) {
            close(raw);
            throw e;
        }
    }

    @Override
    public @Nullable Line next() {
        try {
            while (true) {
                byte[] line = line();
                if (line == null) {
                    return null;
                }
                number++;
                if (!isBlank(line)) {
                    return new Line(line, number);
                }
            }
        } catch (IOException e) {
            throw Compression.failure(file, e);
        }
    }

    private byte @Nullable [] line() throws IOException {
        int length = 0;
        while (true) {
            if (at == limit) {
                at = 0;
                limit = Math.max(0, in.read(buffer));
                if (limit == 0) {
                    return length == 0 ? null : Arrays.copyOf(part, length);
                }
            }
            int end = at;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            boolean found = end < limit;
            int more = end - at;
            if (found && length == 0) {
                byte[] line = Arrays.copyOfRange(buffer, at, end);
                at = end + 1;
                return line;
            }
            if (length + more > MAX_LINE) {
                throw new FormatException("%s, line %d: the line has more than %d MiB; is the file JSON lines?"
                        .formatted(file, number + 1, MAX_LINE >> 20));
            }
            if (length + more > part.length) {
                part = Arrays.copyOf(part, Math.min(MAX_LINE, Math.max(2 * part.length, length + more)));
            }
            System.arraycopy(buffer, at, part, length, more);
            length += more;
            at = found ? end + 1 : end;
            if (found) {
                byte[] line = Arrays.copyOf(part, length);
                if (part.length > 1 << 20) {
                    part = new byte[0];
                }
                return line;
            }
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        close(in);
    }

    private void close(@Nullable InputStream stream) {
        try {
            if (stream != null) {
                stream.close();
            }
        } catch (IOException e) {
            throw Compression.failure(file, e);
        }
    }
}
