package org.menura.format.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Looks at the sizes that the pictures inside a WebP file tell of themselves (RFC 9649), which may be others than the one
 * that the file tells, and which decoders allocate by.
 */
final class WebpSizes {
    private static final int HEADER = 8;
    private static final int FRAME = 16;

    private WebpSizes() {}

    /** Pixels of the largest picture in a file. */
    static long most(byte[] file) {
        return most(ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN), 12, file.length);
    }

    private static long most(ByteBuffer b, int from, long to) {
        long most = 0;
        long at = from;
        while (at + HEADER <= to) {
            int start = (int) at + HEADER;
            long length = b.getInt((int) at + 4) & 0xffffffffL;
            long end = Math.min(to, start + length);
            most = Math.max(
                    most,
                    switch (b.getInt((int) at)) {
                        case 0x20385056 -> lossy(b, start, end);
                        case 0x4c385056 -> lossless(b, start, end);
                        case 0x464d4e41 -> most(b, start + FRAME, end);
                        default -> 0;
                    });
            at = start + length + (length & 1);
        }
        return most;
    }

    /** A key frame: three bytes of flags, three of a start code, then width and height of 14 bits each (RFC 6386). */
    private static long lossy(ByteBuffer b, int start, long end) {
        return end < start + 10L ? 0 : (long) (b.getShort(start + 6) & 0x3fff) * (b.getShort(start + 8) & 0x3fff);
    }

    /** A byte of signature, then width and height less one, of 14 bits each. */
    private static long lossless(ByteBuffer b, int start, long end) {
        if (end < start + 5L) {
            return 0;
        }
        int bits = b.getInt(start + 1);
        return ((bits & 0x3fff) + 1L) * ((bits >> 14 & 0x3fff) + 1L);
    }
}
