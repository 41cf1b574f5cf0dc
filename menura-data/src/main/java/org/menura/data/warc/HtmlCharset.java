package org.menura.data.warc;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Finds the charset of a page as the HTML standard does (html.spec.whatwg.org, 13.2.3): a byte order mark, the label of the
 * transport, a {@code meta} element or XML declaration within the first 1024 bytes, and else what the bytes look like.
 */
public final class HtmlCharset {
    private static final int PRESCAN = 1024;

    private HtmlCharset() {}

    /**
     * A charset and what it was found by.
     *
     * @param mark number of bytes of the byte order mark, which is no part of the text
     */
    public record Found(Charset charset, Evidence by, int mark) {}

    /** What a charset was found by, the strongest first. */
    public enum Evidence {
        /** A byte order mark. */
        MARK,
        /** The transport: {@code Content-Type} of the response. */
        TRANSPORT,
        /** A {@code meta} element, or an XML declaration. */
        META,
        /** The bytes themselves. */
        GUESS
    }

    /**
     * Finds the charset of a page.
     *
     * @param label what the transport says, or null
     */
    public static Found find(byte[] page, @Nullable String label) {
        if (starts(page, 0xef, 0xbb, 0xbf)) {
            return new Found(StandardCharsets.UTF_8, Evidence.MARK, 3);
        }
        if (starts(page, 0xfe, 0xff)) {
            return new Found(StandardCharsets.UTF_16BE, Evidence.MARK, 2);
        }
        if (starts(page, 0xff, 0xfe)) {
            return new Found(StandardCharsets.UTF_16LE, Evidence.MARK, 2);
        }
        Charset transport = label == null ? null : Encodings.of(label);
        if (transport != null) {
            return new Found(transport, Evidence.TRANSPORT, 0);
        }
        Charset declared = declared(page);
        return declared != null
                ? new Found(declared, Evidence.META, 0)
                : new Found(CharsetGuess.of(page), Evidence.GUESS, 0);
    }

    /** Decodes a page; bytes that are none of the charset's become U+FFFD. */
    public static String decode(byte[] page, @Nullable String label) {
        Found found = find(page, label);
        return new String(page, found.mark(), page.length - found.mark(), found.charset());
    }

    private static boolean starts(byte[] page, int... mark) {
        if (page.length < mark.length) {
            return false;
        }
        for (int i = 0; i < mark.length; i++) {
            if ((page[i] & 0xff) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    /** HTML's prescan of a byte stream. */
    private static @Nullable Charset declared(byte[] page) {
        // Latin-1 keeps a character per byte; labels and markup are ASCII.
        String text = new String(page, 0, Math.min(page.length, PRESCAN), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        if (text.startsWith("<\0?\0x\0")) {
            return StandardCharsets.UTF_16LE;
        }
        if (text.startsWith("\0<\0?\0x")) {
            return StandardCharsets.UTF_16BE;
        }
        Prescan scan = new Prescan(text);
        Charset found = scan.meta();
        return found != null ? found : scan.xml();
    }
}
