package org.menura.format.tokenizer;

import java.util.Arrays;

/** Bytes that are put together one after the other. */
final class ByteList {
    private byte[] bytes = new byte[256];
    private int size;

    int size() {
        return size;
    }

    /** Returns the array that holds the bytes, and room behind them; it changes with the next addition. */
    byte[] array() {
        return bytes;
    }

    void clear() {
        size = 0;
    }

    void add(int one) {
        room(1);
        bytes[size++] = (byte) one;
    }

    void add(byte[] all) {
        add(all, 0, all.length);
    }

    void add(byte[] from, int start, int end) {
        room(end - start);
        System.arraycopy(from, start, bytes, size, end - start);
        size += end - start;
    }

    /** Appends a character in UTF-8. */
    void addCodePoint(int c) {
        if (c < 0x80) {
            add(c);
        } else if (c < 0x800) {
            add(0xC0 | c >> 6);
            add(0x80 | c & 0x3F);
        } else if (c < 0x10000) {
            add(0xE0 | c >> 12);
            add(0x80 | c >> 6 & 0x3F);
            add(0x80 | c & 0x3F);
        } else {
            add(0xF0 | c >> 18);
            add(0x80 | c >> 12 & 0x3F);
            add(0x80 | c >> 6 & 0x3F);
            add(0x80 | c & 0x3F);
        }
    }

    byte[] toArray() {
        return Arrays.copyOf(bytes, size);
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * size, 1 << 30)));
        }
    }
}
