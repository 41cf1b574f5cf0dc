package org.menura.data.warc;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A record of a web archive (ISO 28500): named fields and a block of bytes.
 *
 * @param version such as {@code WARC/1.0}; {@code ARC/1.0} for records of the older format
 * @param position where in the file the record, or the compressed member that holds it, begins
 * @param length the length of the block as the record gives it
 * @param block the block; its first bytes alone if it is longer than the reader's limit
 */
public record WarcRecord(String version, WarcHeaders headers, long position, long length, byte[] block) {
    /** Returns the kind of record, such as {@code response}, {@code request}, {@code revisit} or {@code conversion}. */
    public String type() {
        String type = headers.first("WARC-Type");
        return type == null ? "" : type.toLowerCase(Locale.ROOT);
    }

    /** Returns the URI that the record is about, or null; angle brackets around it, as some writers set, are left out. */
    public @Nullable String uri() {
        String uri = headers.first("WARC-Target-URI");
        return uri != null && uri.startsWith("<") && uri.endsWith(">") ? uri.substring(1, uri.length() - 1) : uri;
    }

    /** Returns when the record was made, as written, or null. */
    public @Nullable String date() {
        return headers.first("WARC-Date");
    }

    /** Returns the record's own identifier, as written, or null. */
    public @Nullable String id() {
        return headers.first("WARC-Record-ID");
    }

    /** Returns whether the block is not whole: it was longer than the reader's limit, or the crawler says that it cut it. */
    public boolean truncated() {
        return block.length < length || headers.first("WARC-Truncated") != null;
    }

    /** Returns the HTTP response that a response or revisit record holds, or null if it holds none. */
    public @Nullable HttpResponse response() {
        return type().equals("response") || type().equals("revisit") ? HttpResponse.parse(block) : null;
    }
}
