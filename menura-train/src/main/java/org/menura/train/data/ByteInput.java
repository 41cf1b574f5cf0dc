package org.menura.train.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** A file of UTF-8 text in pieces that end with a given sequence of bytes; unpacked if its name ends with .gz. */
final class ByteInput implements AutoCloseable {
    private static final int BUFFER = 1 << 16;
    private static final int MAX_PIECE = 256 << 20;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private final Path file;
    private final InputStream in;
    private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
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
            raw = Files.newInputStream(file);
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
        int start = first && startsWithMark() ? BYTE_ORDER_MARK.length : 0;
        first = false;
        return decode(start, length - (found ? end.length : 0));
    }

    private boolean fill() throws IOException {
        at = 0;
        limit = Math.max(0, in.read(buffer));
        return limit > 0;
    }

    private void append(byte b) {
        if (length == piece.length) {
            if (length >= MAX_PIECE) {
                throw new FormatException("%s, line %d: a document or line of more than %d MiB begins here; is the file"
                        .formatted(file, pieceLine, MAX_PIECE >> 20)
                        + " what its reader expects, one document a line or between separators?");
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
        return end.length > 0 && from >= 0 && piece[length - 1] == end[end.length - 1] && Arrays.equals(piece, from, length, end, 0, end.length);
    }

    private boolean startsWithMark() {
        return length >= 3 && Arrays.equals(piece, 0, 3, BYTE_ORDER_MARK, 0, 3);
    }

    private String decode(int from, int to) {
        if (to <= from) {
            return "";
        }
        ByteBuffer bytes = ByteBuffer.wrap(piece, from, to - from);
        CharBuffer text = CharBuffer.allocate(to - from);
        decoder.reset();
        CoderResult result = decoder.decode(bytes, text, true);
        if (result.isError()) {
            long bad = pieceLine;
            for (int i = from; i < bytes.position(); i++) {
                bad += piece[i] == '\n' ? 1 : 0;
            }
            throw new FormatException("%s, line %d: the byte 0x%02x does not belong to UTF-8 text; convert the file, for example with iconv."
                    .formatted(file, bad, piece[bytes.position()]));
        }
        decoder.flush(text);
        return text.flip().toString();
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
