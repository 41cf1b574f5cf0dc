package org.menura.data.text;

import java.util.Arrays;

/**
 * Words as UTF-8 bytes behind each other, with one space between: an n-gram is a range of them, so that hashing it takes
 * no string. An instance is for one thread and is meant to be used again.
 */
public final class WordBytes {
    private byte[] bytes = new byte[1024];
    private int length;
    private int[] starts = new int[256];
    private int words;

    /** Empties it for another text. */
    public void clear() {
        length = 0;
        words = 0;
    }

    /** Appends a word; unpaired surrogates become question marks, as {@link String#getBytes()} makes them. */
    public void add(CharSequence word) {
        begin(word.length() * 3);
        for (int i = 0; i < word.length(); i++) {
            int point = word.charAt(i);
            if (Character.isSurrogate((char) point)) {
                point = Character.codePointAt(word, i);
                i += Character.charCount(point) - 1;
            }
            append(point);
        }
    }

    /** Appends the word of the code points {@code from} to {@code to}. */
    public void add(int[] points, int from, int to) {
        begin((to - from) * 4);
        for (int i = from; i < to; i++) {
            append(points[i]);
        }
    }

    private void begin(int most) {
        if (words + 1 >= starts.length) {
            starts = Arrays.copyOf(starts, starts.length * 2);
        }
        if (bytes.length - length < most + 1) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + most + 1));
        }
        if (words > 0) {
            bytes[length++] = ' ';
        }
        starts[words++] = length;
    }

    private void append(int point) {
        if (point < 0x80) {
            bytes[length++] = (byte) point;
        } else if (point < 0x800) {
            bytes[length++] = (byte) (0xC0 | point >> 6);
            bytes[length++] = (byte) (0x80 | point & 0x3F);
        } else if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
            bytes[length++] = '?';
        } else if (point < 0x10000) {
            bytes[length++] = (byte) (0xE0 | point >> 12);
            bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | point & 0x3F);
        } else {
            bytes[length++] = (byte) (0xF0 | point >> 18);
            bytes[length++] = (byte) (0x80 | point >> 12 & 0x3F);
            bytes[length++] = (byte) (0x80 | point >> 6 & 0x3F);
            bytes[length++] = (byte) (0x80 | point & 0x3F);
        }
    }

    /** Returns how many words there are. */
    public int words() {
        return words;
    }

    /** Returns how many n-grams of {@code n} words there are. */
    public int count(int n) {
        return Math.max(0, words - n + 1);
    }

    /** Returns the hash of the n-gram of {@code n} words from word {@code first} on, joined by one space. */
    public long hash(int first, int n, ShingleHash hash) {
        int last = first + n - 1;
        int end = last + 1 < words ? starts[last + 1] - 1 : length;
        return hash.hash(bytes, starts[first], end - starts[first]);
    }

    /** Returns the hashes of all n-grams of {@code n} words, in order. */
    public long[] hashes(int n, ShingleHash hash) {
        long[] hashes = new long[count(n)];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = hash(i, n, hash);
        }
        return hashes;
    }
}
