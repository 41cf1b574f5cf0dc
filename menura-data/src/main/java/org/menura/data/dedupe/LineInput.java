package org.menura.data.dedupe;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.menura.format.FormatException;

/** Lines of a stream as ranges of one buffer that is used again. */
final class LineInput {
    private static final int MOST = 1 << 30;

    private final InputStream in;
    private byte[] buffer = new byte[1 << 18];
    private int from;
    private int to;
    private int limit;
    private int next;

    LineInput(InputStream in) {
        this.in = in;
    }

    byte[] buffer() {
        return buffer;
    }

    int from() {
        return from;
    }

    int to() {
        return to;
    }

    /** Moves to the next line; false at the end. */
    boolean next() throws IOException {
        from = next;
        int at = from;
        while (true) {
            at = ByteScan.find(buffer, at, limit, (byte) '\n');
            if (at < limit) {
                to = at;
                next = at + 1;
                return true;
            }
            int seen = at - from;
            if (from > 0) {
                System.arraycopy(buffer, from, buffer, 0, limit - from);
                limit -= from;
                from = 0;
            } else if (limit == buffer.length) {
                if (limit >= MOST) {
                    throw new FormatException("a line is longer than 1 GiB");
                }
                buffer = Arrays.copyOf(buffer, 2 * limit);
            }
            int n = in.read(buffer, limit, buffer.length - limit);
            if (n < 0) {
                to = limit;
                next = limit;
                return limit > 0 && from < limit;
            }
            limit += n;
            at = from + seen;
        }
    }
}
