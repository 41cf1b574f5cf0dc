package org.menura.data.warc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.data.warc.Archives.bytes;
import static org.menura.data.warc.Archives.gzip;
import static org.menura.data.warc.Archives.response;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.Test;

class HttpBodyTest {
    private static final String TEXT = "Some text, and some more of it. ".repeat(40);

    private static HttpBody body(String fields, byte[] raw) {
        HttpResponse response = HttpResponse.parse(response(fields, raw));
        assertNotNull(response);
        return response.body(1 << 20);
    }

    private static byte[] deflate(byte[] bytes, boolean bare) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (DeflaterOutputStream packed = new DeflaterOutputStream(out, new Deflater(9, bare))) {
            packed.write(bytes);
        }
        return out.toByteArray();
    }

    private static byte[] chunks(byte[] bytes, int size, String extension) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += size) {
            int n = Math.min(size, bytes.length - at);
            out.writeBytes(bytes(Integer.toHexString(n) + extension + "\r\n"));
            out.write(bytes, at, n);
            out.writeBytes(bytes("\r\n"));
        }
        out.writeBytes(bytes("0\r\nTrailer: x\r\n\r\n"));
        return out.toByteArray();
    }

    @Test
    void undoesCodings() throws IOException {
        byte[] text = bytes(TEXT);
        assertEquals(
                TEXT, new String(body("Content-Encoding: gzip\r\n", gzip(text)).bytes()));
        assertEquals(
                TEXT,
                new String(body("Content-Encoding: deflate\r\n", deflate(text, false))
                        .bytes()));
        assertEquals(
                TEXT,
                new String(body("Content-Encoding: deflate\r\n", deflate(text, true))
                        .bytes()));
        assertEquals(
                TEXT,
                new String(body("content-encoding: deflate, gzip\r\n", gzip(deflate(text, false)))
                        .bytes()));
        // "hello world" as brotli's command writes it.
        byte[] brotli = HexFormat.of().parseHex("0b058068656c6c6f20776f726c6403");
        assertEquals(
                "hello world",
                new String(body("Content-Encoding: br\r\n", brotli).bytes()));
    }

    @Test
    void joinsChunks() {
        byte[] text = bytes(TEXT);
        HttpBody body = body("Transfer-Encoding: chunked\r\n", chunks(text, 100, ";name=value"));
        assertEquals(TEXT, new String(body.bytes()));
        assertTrue(body.dechunked());
        assertFalse(body.truncated());
        HttpBody both = body("Transfer-Encoding: Chunked\r\nContent-Encoding: gzip\r\n", chunks(gzip(text), 7, " "));
        assertEquals(TEXT, new String(both.bytes()));
        assertTrue(both.unpacked());
    }

    @Test
    void takesBodiesThatWereDecodedBeforeAsTheyAre() {
        HttpBody body = body("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", bytes(TEXT));
        assertEquals(TEXT, new String(body.bytes()));
        assertFalse(body.dechunked());
        assertFalse(body.unpacked());
        assertFalse(body("Transfer-Encoding: chunked\r\n", new byte[0]).dechunked());
        assertEquals(
                "face it",
                new String(
                        body("Transfer-Encoding: chunked\r\n", bytes("face it")).bytes()));
    }

    @Test
    void keepsWhatCameBeforeDamage() {
        byte[] packed = gzip(
                bytes(TEXT + java.util.stream.IntStream.range(0, 9000).boxed().toList()));
        HttpBody body = body("Content-Encoding: gzip\r\n", java.util.Arrays.copyOf(packed, packed.length - 20));
        assertTrue(body.truncated());
        assertTrue(new String(body.bytes()).startsWith(TEXT));
        byte[] chunks = chunks(bytes(TEXT), 100, "");
        HttpBody cut = body("Transfer-Encoding: chunked\r\n", java.util.Arrays.copyOf(chunks, 150));
        assertTrue(cut.truncated());
        assertTrue(TEXT.startsWith(new String(cut.bytes())));
    }

    @Test
    void unpacksNoMoreThanTheLimit() {
        HttpResponse response = HttpResponse.parse(response("Content-Encoding: gzip\r\n", gzip(new byte[1 << 24])));
        assertNotNull(response);
        HttpBody body = response.body(5000);
        assertEquals(5000, body.bytes().length);
        assertTrue(body.truncated());
    }

    @Test
    void undoesZstdAndTellsWhatOfOtherCodingsIsNoText() {
        // "hello world, hello world" as zstd 1.5.4 writes it.
        byte[] zstd = HexFormat.of().parseHex("28b52ffd04589d00006868656c6c6f20776f726c642c20010060cc2f3e72daac");
        HttpBody body = body("Content-Encoding: zstd\r\n", zstd);
        assertEquals("hello world, hello world", new String(body.bytes()));
        assertTrue(body.unpacked() && !body.isPacked());
        assertTrue(body("Content-Encoding: compress\r\n", zstd).isPacked());
        assertFalse(body("Content-Encoding: compress\r\n", bytes(TEXT)).isPacked());
        assertFalse(body("Content-Encoding: zstd\r\n", bytes(TEXT)).isPacked());
        assertFalse(body("Content-Encoding: identity\r\n", zstd).isPacked());
        assertFalse(body("", zstd).isPacked());
    }
}
