package org.menura.format.audio;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * The packets of an Ogg stream (RFC 3533). Pages of other streams, and pages whose checksum is wrong, are left out; a
 * packet that lost a part is dropped.
 */
final class OggPackets {
    private static final int HEADER = 27;
    private static final int MAX_PAGE = HEADER + 255 + 255 * 255;
    private static final int MAX_PACKET = 1 << 23;
    private static final int[] CRC = table();

    private static final int CONTINUED = 1;
    private static final int FIRST = 2;
    private static final int LAST = 4;

    /**
     * One packet.
     *
     * @param position of the stream after it (granule position), where its page ends with it; else -1
     * @param last whether the stream ends with it
     */
    record Packet(byte[] bytes, long position, boolean last) {}

    private final AudioInput in;
    private final Deque<Packet> ready = new ArrayDeque<>();
    private byte[] partial = new byte[0];
    private boolean hasPartial;
    private @Nullable Integer serial;
    private int nextPage = -1;
    private boolean ended;
    private boolean lost;

    OggPackets(AudioInput in) {
        this.in = in;
    }

    /** The next packet, or null at the end of the stream. */
    @Nullable
    Packet next() {
        while (ready.isEmpty()) {
            if (ended || !page()) {
                return null;
            }
        }
        return ready.poll();
    }

    /** Whether any pages were left out because of their checksums or numbers. */
    boolean isWhole() {
        return !lost;
    }

    /** Reads a page of the stream; false at the end of the file. */
    private boolean page() {
        byte[] page = find();
        if (page == null) {
            return false;
        }
        int flags = page[5];
        int number = little(page, 14);
        int own = little(page, 18);
        if (serial == null) {
            serial = number;
        } else if (serial != number) {
            return true;
        } else if ((flags & FIRST) != 0) {
            ended = true; // another stream in the same file
            return true;
        }
        boolean gap = nextPage >= 0 && own != nextPage;
        lost |= gap;
        nextPage = own + 1 & Integer.MAX_VALUE;
        if (gap || (flags & CONTINUED) == 0) {
            hasPartial = false;
            partial = new byte[0];
        }
        split(page, (flags & CONTINUED) != 0, (flags & LAST) != 0);
        return true;
    }

    private void split(byte[] page, boolean continued, boolean lastPage) {
        int segments = page[26] & 0xff;
        int at = HEADER + segments;
        int length = 0;
        boolean drop = continued && !hasPartial;
        int lastWhole = -1;
        for (int i = 0; i < segments; i++) {
            if ((page[HEADER + i] & 0xff) < 255) {
                lastWhole = i;
            }
        }
        for (int i = 0; i < segments; i++) {
            int lace = page[HEADER + i] & 0xff;
            length += lace;
            if (lace == 255 && i < segments - 1) {
                continue;
            }
            byte[] part = Arrays.copyOfRange(page, at, at + length);
            at += length;
            length = 0;
            if (lace == 255) {
                append(part);
                hasPartial = !drop;
            } else {
                append(part);
                if (!drop) {
                    boolean ends = i == lastWhole;
                    ready.add(new Packet(partial, ends ? position(page) : -1, lastPage && ends));
                }
                drop = false;
                partial = new byte[0];
                hasPartial = false;
            }
        }
        ended |= lastPage;
    }

    private void append(byte[] part) {
        if (partial.length + part.length > MAX_PACKET) {
            throw new FormatException(
                    "%s has a packet of more than %d MiB, which is no sound".formatted(in.source(), MAX_PACKET >> 20));
        }
        byte[] joined = Arrays.copyOf(partial, partial.length + part.length);
        System.arraycopy(part, 0, joined, partial.length, part.length);
        partial = joined;
    }

    /** Takes the next page whose checksum is right, or null at the end of the file. */
    private byte @Nullable [] find() {
        while (true) {
            byte[] head = in.peek(MAX_PAGE);
            if (head.length < HEADER) {
                return null;
            }
            int size = size(head);
            if (size > 0 && checksum(head, size) == little(head, 22)) {
                return in.take(size);
            }
            lost |= size > 0;
            in.leave(Math.max(1, nextMagic(head)));
        }
    }

    /** Length of the page that begins here, or 0 if none does or it is cut off. */
    private static int size(byte[] b) {
        if (!matches(b) || b[4] != 0) {
            return 0;
        }
        int segments = b[26] & 0xff;
        if (b.length < HEADER + segments) {
            return 0;
        }
        int size = HEADER + segments;
        for (int i = 0; i < segments; i++) {
            size += b[HEADER + i] & 0xff;
        }
        return size <= b.length ? size : 0;
    }

    private static int nextMagic(byte[] b) {
        for (int i = 1; i + 3 < b.length; i++) {
            if (b[i] == 'O' && b[i + 1] == 'g' && b[i + 2] == 'g' && b[i + 3] == 'S') {
                return i;
            }
        }
        return Math.max(1, b.length - 3);
    }

    static boolean matches(byte[] b) {
        return b.length >= 4 && b[0] == 'O' && b[1] == 'g' && b[2] == 'g' && b[3] == 'S';
    }

    private static long position(byte[] page) {
        return little(page, 6) & 0xffffffffL | (long) little(page, 10) << 32;
    }

    private static int little(byte[] b, int at) {
        return b[at] & 0xff | (b[at + 1] & 0xff) << 8 | (b[at + 2] & 0xff) << 16 | b[at + 3] << 24;
    }

    /** CRC-32 with the polynomial 04c11db7, from 0, unreflected, over the page with zeros in the checksum's place. */
    private static int checksum(byte[] page, int size) {
        int crc = 0;
        for (int i = 0; i < size; i++) {
            int b = i >= 22 && i < 26 ? 0 : page[i] & 0xff;
            crc = crc << 8 ^ CRC[crc >>> 24 ^ b];
        }
        return crc;
    }

    private static int[] table() {
        int[] out = new int[256];
        for (int i = 0; i < 256; i++) {
            int r = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                r = r << 1 ^ (r < 0 ? 0x04c11db7 : 0);
            }
            out[i] = r;
        }
        return out;
    }
}
