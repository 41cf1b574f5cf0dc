package org.menura.data.warc;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * An archive of gzip members (RFC 1952), usually one for each record. The JDK's {@code GZIPInputStream} ends at the first
 * damaged member; here the next one that holds a record is found.
 */
final class GzipInput implements RecordInput {
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int EXTRA = 4;
    private static final int HEADER_CRC = 2;

    private final SeekableByteChannel channel;
    private final byte[] packed = new byte[1 << 16];
    private int packedAt;
    private int packedLimit;
    private long packedEnd;

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int at;
    private int limit;
    private long memberStart;
    private long memberLength;
    private boolean inMember;
    /** Whether nothing of the present member has been read. */
    private boolean fresh;

    GzipInput(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        seek(0);
    }

    @Override
    public int read() throws IOException {
        if (at == limit && !fill()) {
            return -1;
        }
        fresh = false;
        return buffer[at++] & 0xff;
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
        fresh = false;
        int n = Math.min(most, limit - at);
        System.arraycopy(buffer, at, into, from, n);
        at += n;
        return n;
    }

    @Override
    public long position() {
        return memberStart;
    }

    @Override
    public boolean beginsRecord() throws IOException {
        return (at < limit || fill()) && fresh && isStart(buffer, at, limit);
    }

    @Override
    public void finish() throws IOException {
        for (int ends = 0; inMember && ends <= 4; ) {
            if (at == limit) {
                unpack();
            } else if (buffer[at] == '\r' || buffer[at] == '\n') {
                at++;
                ends++;
            } else {
                return;
            }
        }
    }

    @Override
    public boolean recover() throws IOException {
        if (inMember && fresh && isStart(buffer, at, limit)) {
            return true;
        }
        long from = memberStart + 1;
        while (true) {
            seek(from);
            long found = find();
            if (found < 0) {
                return false;
            }
            seek(found);
            try {
                if (fill() && isStart(buffer, at, limit)) {
                    return true;
                }
            } catch (IOException e) {
                // No member begins here.
            }
            from = found + 1;
        }
    }

    /** The position of the next three bytes that begin a member, or -1. */
    private long find() throws IOException {
        int matched = 0;
        while (packedAt < packedLimit || refill()) {
            int b = packed[packedAt++] & 0xff;
            if (matched == 2 && b == 8) {
                return packedEnd - packedLimit + packedAt - 3;
            }
            matched = matched == 1 && b == 0x8b ? 2 : b == 0x1f ? 1 : 0;
        }
        return -1;
    }

    private static boolean isStart(byte[] bytes, int from, int to) {
        for (String start : new String[] {"WARC/", "http", "filedesc:"}) {
            byte[] s = start.getBytes(StandardCharsets.US_ASCII);
            int n = Math.min(s.length, to - from);
            if (n > 0 && Arrays.equals(bytes, from, from + n, s, 0, n)) {
                return true;
            }
        }
        return false;
    }

    private void seek(long position) throws IOException {
        channel.position(position);
        packedEnd = position;
        packedAt = 0;
        packedLimit = 0;
        at = 0;
        limit = 0;
        inMember = false;
        memberStart = position;
    }

    /** Unpacks more; false at the end of the file. */
    private boolean fill() throws IOException {
        do {
            if (!inMember && !beginMember()) {
                return false;
            }
            unpack();
        } while (limit == 0);
        return true;
    }

    /** Unpacks more of the present member, or ends it. */
    private void unpack() throws IOException {
        at = 0;
        limit = 0;
        int n = inflate();
        if (n > 0) {
            crc.update(buffer, 0, n);
            memberLength += n;
            limit = n;
        } else {
            endMember();
        }
    }

    private int inflate() throws IOException {
        try {
            int n = inflater.inflate(buffer);
            while (n == 0 && !inflater.finished()) {
                if (inflater.needsDictionary()) {
                    throw new IOException("the compressed data ask for a dictionary");
                }
                packedAt = packedLimit;
                if (!refill()) {
                    throw new IOException("the file ends within a gzip member");
                }
                inflater.setInput(packed, 0, packedLimit);
                n = inflater.inflate(buffer);
            }
            return n;
        } catch (DataFormatException e) {
            throw new IOException("the compressed data are damaged", e);
        }
    }

    private boolean beginMember() throws IOException {
        int first = packedByte();
        while (first == 0) {
            // Some writers pad files with zeros.
            first = packedByte();
        }
        memberStart = packedEnd - packedLimit + packedAt - 1;
        if (first < 0) {
            memberStart = packedEnd;
            return false;
        }
        if (first != 0x1f || packedByte() != 0x8b || packedByte() != 8) {
            throw new IOException("no gzip member begins here");
        }
        int flags = must();
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip(must() | must() << 8);
        }
        for (int text : new int[] {NAME, COMMENT}) {
            if ((flags & text) != 0) {
                int b = must();
                while (b != 0) {
                    b = must();
                }
            }
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
        inflater.reset();
        inflater.setInput(packed, packedAt, packedLimit - packedAt);
        crc.reset();
        memberLength = 0;
        inMember = true;
        fresh = true;
        return true;
    }

    private void endMember() throws IOException {
        inMember = false;
        packedAt = packedLimit - inflater.getRemaining();
        long sum = must() | (long) must() << 8 | (long) must() << 16 | (long) must() << 24;
        long length = must() | (long) must() << 8 | (long) must() << 16 | (long) must() << 24;
        if (sum != crc.getValue() || length != (memberLength & 0xffffffffL)) {
            throw new IOException("the checksum of a gzip member is wrong");
        }
    }

    private void skip(int bytes) throws IOException {
        for (int i = 0; i < bytes; i++) {
            must();
        }
    }

    private int must() throws IOException {
        int b = packedByte();
        if (b < 0) {
            throw new IOException("the file ends within a gzip member");
        }
        return b;
    }

    private int packedByte() throws IOException {
        return packedAt < packedLimit || refill() ? packed[packedAt++] & 0xff : -1;
    }

    private boolean refill() throws IOException {
        packedAt = 0;
        packedLimit = Math.max(0, channel.read(ByteBuffer.wrap(packed)));
        packedEnd += packedLimit;
        return packedLimit > 0;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        channel.close();
    }
}
