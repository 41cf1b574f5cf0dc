package org.menura.data.warc;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** Makes archives for tests. */
final class Archives {
    private Archives() {}

    static byte[] record(String type, String uri, byte[] block) {
        String head =
                "WARC/1.0\r\nWARC-Type: %s\r\nWARC-Target-URI: %s\r\nWARC-Date: 2026-01-01T00:00:00Z\r\nContent-Length: %d\r\n\r\n"
                        .formatted(type, uri, block.length);
        return join(bytes(head), block, bytes("\r\n\r\n"));
    }

    static byte[] response(String fields, byte[] body) {
        return join(bytes("HTTP/1.1 200 OK\r\n" + fields + "\r\n"), body);
    }

    static byte[] page(int number) {
        return record(
                "response",
                "http://example.org/" + number,
                response("Content-Type: text/html\r\n", bytes("<p>page " + number + " " + "text ".repeat(50))));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] p : parts) {
            out.writeBytes(p);
        }
        return out.toByteArray();
    }

    static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    /** Reads all records, gathering what is said of those that are left out. */
    static List<WarcRecord> read(byte[] archive, List<String> faults) {
        List<WarcRecord> records = new ArrayList<>();
        try (WarcReader reader =
                WarcReader.of("a.warc", new ByteArrayChannel(archive), WarcReader.BLOCK_LIMIT, faults::add)) {
            for (WarcRecord r = reader.next(); r != null; r = reader.next()) {
                records.add(r);
            }
        }
        return records;
    }
}
