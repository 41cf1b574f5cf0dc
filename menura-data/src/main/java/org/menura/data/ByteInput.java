package org.menura.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.InputFile;

/** A file of UTF-8 text in pieces that end with a given sequence of bytes; unpacked if its name ends with .gz. */
final class ByteInput implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int MAX_PIECE = 256 << 20;

    private final Path file;
    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int limit;
    private byte[] piece = new byte[256];
    private int length;
    private long line = 1;
    private long pieceLine = 1;
    private boolean first = true;

    ByteInput(Path file) {
        this.file = file;
        InputStream raw = null;
        try {
            raw = Files.newInputStream(InputFile.of(file));
            in = file.toString().endsWith(".gz") ? new GZIPInputStream(raw, BUFFER) : raw;
        } catch (IOException e) {
            closeQuietly(raw);
            throw failure(e);
        }
    }

    private static void closeQuietly(@Nullable InputStream in) {
        try {
            if (in != null) {
                in.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The line, counted from 1, on which the last piece began. */
    long pieceLine() {
        return pieceLine;
    }

    /** The text up to the next {@code end}, which is left out, or up to the file's end; null at the end. */
    @Nullable
    String next(byte[] end) {
        length = 0;
        pieceLine = line;
        boolean found = false;
        try {
            while (!found && (at < limit || fill())) {
                append(buffer[at++]);
                found = endsWith(end);
            }
        } catch (IOException e) {
            throw failure(e);
        }
        if (!found && length == 0) {
            return null;
        }
        int start = first ? Utf8.markLength(piece, length) : 0;
        first = false;
        return Utf8.decode(piece, start, length - (found ? end.length : 0), file, pieceLine);
    }

    /** Whether a text begins with a list: to be asked before its first piece. */
    boolean isList() {
        try {
            if (at == limit && !fill()) {
                return false;
            }
        } catch (IOException e) {
            throw failure(e);
        }
        return JsonList.begins(MemorySegment.ofArray(buffer).asSlice(at, limit - at));
    }

    /**
     * The text of the list's next entry; null at the end.
     *
     * @throws FormatException if the list breaks off, or something follows it
     */
    @Nullable
    String next(JsonList list) {
        length = 0;
        boolean within = false;
        try {
            while (at < limit || fill()) {
                long where = list.line();
                JsonList.Found found = list.next(buffer[at++]);
                if (found == JsonList.Found.END) {
                    return Utf8.decode(piece, 0, length, file, pieceLine);
                }
                if (found == JsonList.Found.BEGIN) {
                    pieceLine = where;
                    within = true;
                }
                if (within) {
                    append(buffer[at - 1]);
                }
            }
        } catch (IOException e) {
            throw failure(e);
        }
        list.end();
        return null;
    }

    private boolean fill() throws IOException {
        at = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private void append(byte b) {
        if (length == piece.length) {
            if (length >= MAX_PIECE) {
                throw JsonLine.tooLong(file, pieceLine, MAX_PIECE);
            }
            piece = Arrays.copyOf(piece, Math.min(MAX_PIECE, 2 * length));
        }
        piece[length++] = b;
        if (b == '\n') {
            line++;
        }
    }

    private boolean endsWith(byte[] end) {
        int from = length - end.length;
        return end.length > 0
                && from >= 0
                && piece[length - 1] == end[end.length - 1]
                && Arrays.equals(piece, from, length, end, 0, end.length);
    }

    private RuntimeException failure(IOException e) {
        return e instanceof ZipException || e instanceof EOFException
                ? new FormatException(file + " is no complete gzip file, as its name says: " + e.getMessage() + ".", e)
                : new UncheckedIOException(e);
    }

    @Override
    public void close() {
        closeQuietly(in);
    }
}
