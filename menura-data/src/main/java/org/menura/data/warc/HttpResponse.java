package org.menura.data.warc;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An HTTP response as a record holds it: a status line, fields and the body as it was sent.
 *
 * @param status 0 if the status line holds none
 */
public record HttpResponse(int status, WarcHeaders headers, byte[] raw) {
    private static final int LINES_LIMIT = 1000;

    /** Reads a response, or returns null if the bytes don't begin with a status line. */
    public static @Nullable HttpResponse parse(byte[] block) {
        List<String> lines = new ArrayList<>();
        int at = 0;
        while (at < block.length && lines.size() <= LINES_LIMIT) {
            int end = at;
            while (end < block.length && block[end] != '\n') {
                end++;
            }
            int text = end;
            while (text > at && block[text - 1] == '\r') {
                text--;
            }
            int from = at;
            at = Math.min(block.length, end + 1);
            if (text == from) {
                break;
            }
            // Latin-1, as RFC 9110 has it for bytes beyond ASCII: every sequence of bytes is a text.
            lines.add(new String(block, from, text - from, StandardCharsets.ISO_8859_1));
        }
        if (lines.isEmpty() || !lines.getFirst().regionMatches(true, 0, "HTTP", 0, 4)) {
            return null;
        }
        WarcHeaders headers = WarcHeaders.of(lines.subList(1, lines.size()));
        return new HttpResponse(status(lines.getFirst()), headers, Arrays.copyOfRange(block, at, block.length));
    }

    private static int status(String line) {
        String[] parts = line.split(" +", 3);
        return parts.length > 1 && parts[1].matches("\\d{3}") ? Integer.parseInt(parts[1]) : 0;
    }

    /** Returns the media type without parameters, in lower case; empty if there is none. */
    public String mediaType() {
        String type = headers.first("Content-Type");
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** Returns the charset that the media type names, or null. */
    public @Nullable String charset() {
        String type = headers.first("Content-Type");
        return type == null ? null : Encodings.charsetOf(type);
    }

    /**
     * Returns the body as it was before transfer: chunks joined, compression undone. Archives often hold bodies that were
     * decoded already beside fields that say they are not; a body that is not in the form its fields name is taken as
     * it is.
     *
     * @param limit how many bytes to unpack at most
     */
    public HttpBody body(int limit) {
        return HttpBody.decode(headers, raw, limit);
    }
}
