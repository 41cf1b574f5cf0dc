package org.menura.data.warc;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.brotli.dec.BrotliInputStream;
import org.jspecify.annotations.Nullable;
import org.menura.data.runtime.PinnedArrays;

/**
 * The body of an HTTP response, decoded.
 *
 * @param dechunked whether it was sent in chunks, and they were joined
 * @param unpacked whether compression was undone
 * @param coded whether a coding was named that was not undone, as it is not known, or the bytes are not of it
 * @param truncated whether it ends early: it was longer than the limit, or its chunks or compressed data end before they
 *     should
 */
public record HttpBody(byte[] bytes, boolean dechunked, boolean unpacked, boolean coded, boolean truncated) {
    private static final int PROBED = 1445; // bytes of which the MIME Sniffing Standard tells what is binary

    static HttpBody decode(WarcHeaders headers, byte[] raw, int limit) {
        byte[] bytes = raw;
        boolean dechunked = false;
        boolean truncated = false;
        boolean unpacked = false;
        boolean coded = false;
        if (names(headers.all("Transfer-Encoding")).contains("chunked")) {
            Chunks chunks = Chunks.join(raw);
            if (chunks != null) {
                bytes = chunks.bytes();
                dechunked = true;
                truncated = !chunks.whole();
            }
        }
        List<String> codings = new ArrayList<>(names(headers.all("Content-Encoding")));
        for (String transfer : names(headers.all("Transfer-Encoding"))) {
            if (!transfer.equals("chunked")) {
                codings.add(transfer);
            }
        }
        // What was applied last is undone first (RFC 9110, section 8.4).
        Collections.reverse(codings);
        for (String coding : codings) {
            Unpacked out = unpack(coding, bytes, limit);
            if (out != null) {
                bytes = out.bytes();
                truncated |= !out.whole();
                unpacked = true;
            } else if (!coding.equals("identity")) {
                coded = true;
            }
        }
        return new HttpBody(bytes, dechunked, unpacked, coded, truncated);
    }

    /**
     * Returns whether the body can't be a text: a coding was named that was not undone, and the bytes are binary data, as the
     * MIME Sniffing Standard (mimesniff.spec.whatwg.org, section 3) tells them.
     */
    public boolean isPacked() {
        if (!coded || startsWith(0xfe, 0xff) || startsWith(0xff, 0xfe)) {
            return false;
        }
        for (int i = 0; i < Math.min(bytes.length, PROBED); i++) {
            int b = bytes[i];
            if (b >= 0 && b < ' ' && b != '\t' && b != '\n' && b != '\f' && b != '\r' && b != 0x1b) {
                return true;
            }
        }
        return false;
    }

    private boolean startsWith(int first, int second) {
        return bytes.length > 1 && bytes[0] == (byte) first && bytes[1] == (byte) second;
    }

    private static List<String> names(List<String> values) {
        List<String> names = new ArrayList<>();
        for (String value : values) {
            for (String name : value.split(",")) {
                if (!name.isBlank()) {
                    names.add(name.strip().toLowerCase(Locale.ROOT));
                }
            }
        }
        return names;
    }

    private record Unpacked(byte[] bytes, boolean whole) {}

    /** What a coding's data hold, or null if the data are not of that coding (or the coding is not known). */
    private static @Nullable Unpacked unpack(String coding, byte[] bytes, int limit) {
        if (bytes.length == 0) {
            return null;
        }
        return switch (coding) {
            case "gzip", "x-gzip" -> read(() -> new GZIPInputStream(new ByteArrayInputStream(bytes)), limit);
            case "deflate", "x-deflate" -> {
                // RFC 9110 means zlib's format; many servers send bare deflate data.
                Unpacked zlib = read(() -> new InflaterInputStream(new ByteArrayInputStream(bytes)), limit);
                yield zlib != null ? zlib : read(() -> bare(bytes), limit);
            }
            case "br" -> read(() -> new BrotliInputStream(new ByteArrayInputStream(bytes)), limit);
            case "zstd" -> read(() -> zstd(bytes), limit);
            default -> null;
        };
    }

    private static InputStream zstd(byte[] bytes) throws IOException {
        PinnedArrays.check("zstd");
        return new ZstdInputStreamNoFinalizer(new ByteArrayInputStream(bytes)).setContinuous(false);
    }

    private static InputStream bare(byte[] bytes) {
        // Inflater wants one byte more than there is where no header stands before the data.
        InputStream data =
                new SequenceInputStream(new ByteArrayInputStream(bytes), new ByteArrayInputStream(new byte[1]));
        return new InflaterInputStream(data, new Inflater(true));
    }

    private interface Source {
        InputStream open() throws IOException;
    }

    private static @Nullable Unpacked read(Source source, int limit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean whole = false;
        try (InputStream in = source.open()) {
            byte[] buffer = new byte[1 << 13];
            while (out.size() < limit) {
                int n = in.read(buffer, 0, Math.min(buffer.length, limit - out.size()));
                if (n < 0) {
                    whole = true;
                    break;
                }
                out.write(buffer, 0, n);
            }
        } catch (IOException | IllegalStateException e) {
            // What came before the damage is kept.
        }
        return whole || out.size() > 0 ? new Unpacked(out.toByteArray(), whole) : null;
    }
}
