package org.menura.data.warc;

import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;

/** A body in chunks (RFC 9112, section 7.1), joined. */
record Chunks(byte[] bytes, boolean whole) {
    /** Joins the chunks, or returns null if the bytes don't begin with one. */
    static @Nullable Chunks join(byte[] raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
        int at = 0;
        int chunks = 0;
        while (at < raw.length) {
            long size = 0;
            int digits = 0;
            while (at < raw.length && digits <= 8 && Character.digit(raw[at], 16) >= 0) {
                size = size << 4 | Character.digit(raw[at++], 16);
                digits++;
            }
            int end = at;
            while (end < raw.length && raw[end] != '\n') {
                end++;
            }
            if (digits == 0 || digits > 8 || end == raw.length || !isExtension(raw, at, end)) {
                return chunks == 0 ? null : new Chunks(out.toByteArray(), false);
            }
            at = end + 1;
            if (size == 0) {
                return new Chunks(out.toByteArray(), true);
            }
            int n = (int) Math.min(size, raw.length - at);
            out.write(raw, at, n);
            at += n;
            chunks++;
            if (n < size) {
                return new Chunks(out.toByteArray(), false);
            }
            if (at < raw.length && raw[at] == '\r') {
                at++;
            }
            if (at < raw.length && raw[at] == '\n') {
                at++;
            }
        }
        return chunks == 0 ? null : new Chunks(out.toByteArray(), false);
    }

    /** Whether what stands behind a size is nothing, blanks or an extension. */
    private static boolean isExtension(byte[] raw, int from, int to) {
        for (int i = from; i < to; i++) {
            if (raw[i] == ';') {
                return true;
            }
            if (raw[i] != ' ' && raw[i] != '\t' && raw[i] != '\r') {
                return false;
            }
        }
        return true;
    }
}
