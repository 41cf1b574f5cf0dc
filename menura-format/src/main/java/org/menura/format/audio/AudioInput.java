package org.menura.format.audio;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;

/** A file's bytes, read once from the start, with a look ahead. */
final class AudioInput extends InputStream {
    private static final int CAPACITY = 1 << 17;

    private final InputStream in;
    private final String source;
    private final long size;
    private final byte[] buffer = new byte[CAPACITY];
    private int from;
    private int to;
    private long consumed;

    /**
     * Bytes of a stream.
     *
     * @param size how many there are, or -1
     */
    AudioInput(InputStream in, String source, long size) {
        this.in = in;
        this.source = source;
        this.size = size;
    }

    /** Where they come from, for messages. */
    String source() {
        return source;
    }

    /** Bytes from here to the end of the file; -1 if that is not known. */
    long remaining() {
        return size < 0 ? -1 : Math.max(0, size - consumed);
    }

    /** Bytes taken so far. */
    long position() {
        return consumed;
    }

    /** The next bytes, which stay: fewer than {@code count} only at the end. */
    byte[] peek(int count) {
        fill(count);
        return Arrays.copyOfRange(buffer, from, from + Math.min(count, to - from));
    }

    /** The next bytes; fewer than {@code count} only at the end. */
    byte[] take(int count) {
        byte[] out = new byte[count];
        int n = readNBytesUnchecked(out, 0, count);
        return n == count ? out : Arrays.copyOf(out, n);
    }

    /** Leaves bytes out; returns how many there were. */
    long leave(long count) {
        long left = count;
        while (left > 0 && fill(1)) {
            int n = (int) Math.min(left, to - from);
            advance(n);
            left -= n;
        }
        return count - left;
    }

    /** Fills a part of an array; returns how many bytes there were. */
    int readNBytesUnchecked(byte[] out, int at, int count) {
        int done = 0;
        while (done < count && fill(1)) {
            int n = Math.min(count - done, to - from);
            System.arraycopy(buffer, from, out, at + done, n);
            advance(n);
            done += n;
        }
        return done;
    }

    private void advance(int n) {
        from += n;
        consumed += n;
    }

    /** Has at least {@code count} bytes in the buffer, if the file has. */
    private boolean fill(int count) {
        if (count > CAPACITY) {
            throw new IllegalArgumentException("can't look %d bytes ahead".formatted(count));
        }
        if (to - from >= count) {
            return true;
        }
        System.arraycopy(buffer, from, buffer, 0, to - from);
        to -= from;
        from = 0;
        try {
            while (to < count) {
                int n = in.read(buffer, to, CAPACITY - to);
                if (n < 0) {
                    return false;
                }
                to += n;
            }
        } catch (EOFException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + source, e);
        }
        return true;
    }

    @Override
    public int read() {
        if (!fill(1)) {
            return -1;
        }
        int b = buffer[from] & 0xff;
        advance(1);
        return b;
    }

    @Override
    public int read(byte[] out, int at, int count) {
        if (count == 0) {
            return 0;
        }
        if (!fill(1)) {
            return -1;
        }
        int n = Math.min(count, to - from);
        System.arraycopy(buffer, from, out, at, n);
        advance(n);
        return n;
    }

    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close " + source, e);
        }
    }
}
