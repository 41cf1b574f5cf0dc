package org.menura.data;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.menura.format.FormatException;

/** Strict decoding of UTF-8. */
final class Utf8 {
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};

    private Utf8() {}

    /**
     * The text of some bytes of a file.
     *
     * @param line the line, counted from 1, on which they begin
     * @throws FormatException if they are not UTF-8
     */
    static String decode(byte[] bytes, int from, int to, Path file, long line) {
        CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
        ByteBuffer in = ByteBuffer.wrap(bytes, from, Math.max(0, to - from));
        CharBuffer text = CharBuffer.allocate(in.remaining());
        CoderResult result = decoder.decode(in, text, true);
        if (result.isError()) {
            long bad = line;
            for (int i = from; i < in.position(); i++) {
                bad += bytes[i] == '\n' ? 1 : 0;
            }
            throw new FormatException(
                    "%s, line %d: the byte 0x%02x does not belong to UTF-8 text; convert the file, for example with iconv."
                            .formatted(file, bad, bytes[in.position()]));
        }
        return text.flip().toString();
    }

    /** Length of the byte order mark that a file's first bytes may be. */
    static int markLength(byte[] bytes, int length) {
        boolean marked = length >= 3
                && bytes[0] == BYTE_ORDER_MARK[0]
                && bytes[1] == BYTE_ORDER_MARK[1]
                && bytes[2] == BYTE_ORDER_MARK[2];
        return marked ? BYTE_ORDER_MARK.length : 0;
    }
}
