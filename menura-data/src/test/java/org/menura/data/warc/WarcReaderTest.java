package org.menura.data.warc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.menura.data.warc.Archives.bytes;
import static org.menura.data.warc.Archives.gzip;
import static org.menura.data.warc.Archives.join;
import static org.menura.data.warc.Archives.page;
import static org.menura.data.warc.Archives.read;
import static org.menura.data.warc.Archives.record;
import static org.menura.data.warc.Archives.response;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.Channels;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.netpreserve.jwarc.MediaType;
import org.netpreserve.jwarc.WarcCompression;
import org.netpreserve.jwarc.WarcResource;
import org.netpreserve.jwarc.WarcWriter;

class WarcReaderTest {
    private static List<String> uris(List<WarcRecord> records) {
        return records.stream()
                .map(r -> String.valueOf(r.uri()).replaceAll(".*/", ""))
                .toList();
    }

    @Test
    void readsPlainAndCompressedArchives() {
        List<String> faults = new ArrayList<>();
        byte[] plain = join(page(1), page(2), page(3));
        byte[] members = join(gzip(page(1)), gzip(page(2)), gzip(page(3)));
        for (byte[] archive : List.of(plain, members, gzip(plain))) {
            List<WarcRecord> records = read(archive, faults);
            assertEquals(List.of("1", "2", "3"), uris(records));
            HttpResponse response = records.get(1).response();
            assertNotNull(response);
            assertEquals(200, response.status());
            assertTrue(new String(response.body(1000).bytes()).startsWith("<p>page 2 text"));
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void readsWhatJwarcWrites() throws IOException {
        for (WarcCompression compression : WarcCompression.values()) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            byte[] body = bytes("größer ".repeat(5000));
            try (WarcWriter writer = new WarcWriter(Channels.newChannel(out), compression)) {
                for (int i = 0; i < 3; i++) {
                    writer.write(new WarcResource.Builder(URI.create("http://example.org/" + i))
                            .date(Instant.EPOCH)
                            .body(MediaType.parse("text/plain"), body)
                            .build());
                }
            }
            List<String> faults = new ArrayList<>();
            List<WarcRecord> records = read(out.toByteArray(), faults);
            assertEquals(List.of("0", "1", "2"), uris(records));
            assertArrayEquals(body, records.getLast().block());
            assertEquals("resource", records.getFirst().type());
            assertEquals(List.of(), faults);
        }
    }

    /** As pywb's sample missing-status-text.warc has them. */
    @Test
    void linesMayEndInSeveralReturns() {
        List<String> faults = new ArrayList<>();
        byte[] archive = bytes("""
                WARC/1.0
                WARC-Type: response
                WARC-Target-URI: http://example.org/1
                Content-Length: 56

                HTTP/1.0 302\s
                Location: http://example.org/2

                body""".replace("\n", "\r\r\n"));
        List<WarcRecord> records = read(archive, faults);
        assertEquals(List.of(), faults);
        HttpResponse response = records.getFirst().response();
        assertNotNull(response);
        assertEquals(302, response.status());
        assertEquals("http://example.org/2", response.headers().first("Location"));
        assertArrayEquals(bytes("body"), response.raw());
    }

    @Test
    void goesOnBehindDamage() {
        byte[] second = gzip(page(2));
        byte[] flipped = second.clone();
        flipped[second.length / 2] ^= 0x55;
        byte[] cut = java.util.Arrays.copyOf(second, second.length / 2);
        byte[] wrongSum = second.clone();
        wrongSum[second.length - 6] ^= 1;
        for (byte[] damaged : List.of(flipped, cut, wrongSum, bytes("no member at all"))) {
            List<String> faults = new ArrayList<>();
            List<WarcRecord> records = read(join(gzip(page(1)), damaged, gzip(page(3)), gzip(page(4))), faults);
            assertEquals(List.of("1", "3", "4"), uris(records), faults.toString());
            assertEquals(1, faults.size(), faults.toString());
            assertTrue(faults.getFirst().startsWith("a.warc: the record at byte "), faults.getFirst());
        }
    }

    @Test
    void goesOnBehindRecordsWithoutLengthOrOfAWrongOne() {
        byte[] none = bytes("WARC/1.0\r\nWARC-Type: response\r\n\r\nbody\r\n\r\n");
        byte[] negative = bytes("WARC/1.0\r\nContent-Length: -5\r\n\r\nbody\r\n\r\n");
        byte[] shortOne =
                bytes("WARC/1.0\r\nWARC-Target-URI: x/short\r\nContent-Length: 3\r\n\r\nbody that is longer\r\n\r\n");
        List<String> faults = new ArrayList<>();
        List<WarcRecord> records = read(join(page(1), none, page(2), negative, page(3), shortOne, page(4)), faults);
        assertEquals(List.of("1", "2", "3", "short", "4"), uris(records));
        assertEquals(3, faults.size(), faults.toString());
    }

    @Test
    void aLengthBeyondTheFileTakesNoMemory() {
        byte[] vast = bytes("WARC/1.0\r\nContent-Length: 999999999999999\r\n\r\nbody");
        List<String> faults = new ArrayList<>();
        assertEquals(List.of("1"), uris(read(join(page(1), vast), faults)));
        assertTrue(faults.getFirst().contains("the file ends"), faults.getFirst());
        byte[] member = gzip(vast);
        faults.clear();
        assertEquals(List.of("1", "2"), uris(read(join(gzip(page(1)), member, gzip(page(2))), faults)));
        assertEquals(1, faults.size());
    }

    @Test
    void keepsTheBeginningOfLongBlocks() {
        byte[] archive = join(record("resource", "x/1", new byte[100_000]), page(2));
        List<WarcRecord> records = new ArrayList<>();
        try (WarcReader reader = WarcReader.of("a", new ByteArrayChannel(archive), 1000, s -> {})) {
            for (WarcRecord r = reader.next(); r != null; r = reader.next()) {
                records.add(r);
            }
        }
        assertEquals(1000, records.getFirst().block().length);
        assertEquals(100_000, records.getFirst().length());
        assertTrue(records.getFirst().truncated());
        assertEquals("2", uris(records).getLast());
    }

    @Test
    void readsTheOlderFormat() {
        byte[] body = response("Content-Type: text/plain\r\n", bytes("old"));
        byte[] info = bytes("1 0 Alexa Internet\nURL IP-address Archive-date Content-type Archive-length\n");
        byte[] archive = join(
                bytes("filedesc://a.arc 0.0.0.0 20000101000000 text/plain " + info.length + "\n"),
                info,
                bytes("\nhttp://example.org/old 127.0.0.1 20000102030405 text/plain " + body.length + "\n"),
                body,
                bytes("\n"));
        List<WarcRecord> records = read(archive, new ArrayList<>());
        assertEquals(
                List.of("warcinfo", "response"),
                records.stream().map(WarcRecord::type).toList());
        assertEquals("2000-01-02T03:04:05Z", records.getLast().date());
        HttpResponse response = records.getLast().response();
        assertNotNull(response);
        assertEquals("old", new String(response.body(10).bytes()));
    }

    @Test
    void randomDamageNeverEndsTheReader() {
        Random random = new Random(7);
        byte[][] archives = {
            join(page(1), page(2), page(3)),
            join(gzip(page(1)), gzip(page(2)), gzip(page(3))),
            gzip(join(page(1), page(2)))
        };
        int whole = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] archive = archives[i % archives.length].clone();
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                archive[random.nextInt(archive.length)] = (byte) random.nextInt(256);
            }
            if (random.nextInt(4) == 0) {
                archive = java.util.Arrays.copyOf(archive, random.nextInt(archive.length));
            }
            List<String> faults = new ArrayList<>();
            for (WarcRecord r : read(archive, faults)) {
                HttpResponse response = r.response();
                if (response != null) {
                    HtmlCharset.decode(response.body(1 << 20).bytes(), response.charset());
                    whole++;
                }
            }
            faults.forEach(f -> assertEquals(1, f.lines().count()));
        }
        assertTrue(whole > 3000, "few records survive: " + whole);
    }
}
