package org.menura.data.warc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;

/** An archive that is not compressed. */
final class PlainInput implements RecordInput {
    private static final byte[] START = {'W', 'A', 'R', 'C', '/'};

    private final SeekableByteChannel channel;
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private long read;

    PlainInput(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        channel.position(0);
    }

    @Override
    public int read() throws IOException {
        return at < limit || fill() ? buffer[at++] & 0xff : -1;
    }

    @Override
    public int peek() throws IOException {
        return at < limit || fill() ? buffer[at] & 0xff : -1;
    }

    @Override
    public int read(byte[] into, int from, int most) throws IOException {
        if (at == limit && !fill()) {
            return -1;
        }
        int n = Math.min(most, limit - at);
        System.arraycopy(buffer, at, into, from, n);
        at += n;
        return n;
    }

    @Override
    public long position() {
        return read - (limit - at);
    }

    @Override
    public boolean beginsRecord() {
        return false;
    }

    @Override
    public void finish() throws IOException {
        for (int i = 0; i < 4 && (peek() == '\r' || peek() == '\n'); i++) {
            at++;
        }
    }

    /** Skips to a line that begins with {@code WARC/}. */
    @Override
    public boolean recover() throws IOException {
        int matched = 0;
        while (true) {
            int b = peek();
            if (b < 0) {
                return false;
            }
            if (matched >= 0 && b == START[matched]) {
                if (++matched == START.length) {
                    // What was taken of the mark is given back: the buffer begins with it if it was filled meanwhile.
                    unread(START.length - 1);
                    return true;
                }
            } else {
                matched = b == '\n' ? 0 : -1;
            }
            at++;
        }
    }

    private void unread(int bytes) throws IOException {
        if (at >= bytes) {
            at -= bytes;
        } else {
            long to = position() - bytes;
            channel.position(to);
            read = to;
            at = 0;
            limit = 0;
        }
    }

    private boolean fill() throws IOException {
        at = 0;
        limit = Math.max(0, channel.read(ByteBuffer.wrap(buffer)));
        read += limit;
        return limit > 0;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
