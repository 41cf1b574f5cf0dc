package org.menura.data.dedupe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ByteScanTest {
    @Test
    void findsWhatALoopFinds() {
        Random random = new Random(6);
        byte[] some = {'\n', '"', '\\', 'a', 0, (byte) 0x80, (byte) 0xff, '\u000b', '#', ']'};
        for (int round = 0; round < 5000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = some[random.nextInt(some.length)];
            }
            int from = random.nextInt(bytes.length + 1);
            int feed = from;
            while (feed < bytes.length && bytes[feed] != '\n') {
                feed++;
            }
            int quote = from;
            while (quote < bytes.length && bytes[quote] != '"' && bytes[quote] != '\\') {
                quote++;
            }
            assertEquals(feed, ByteScan.find(bytes, from, bytes.length, (byte) '\n'));
            assertEquals(quote, ByteScan.quoteOrBackslash(bytes, from, bytes.length));
        }
    }

    @Test
    void countsCodePoints() {
        Random random = new Random(8);
        for (int round = 0; round < 1000; round++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(30); n > 0; n--) {
                text.appendCodePoint(new int[] {'a', 0xe9, 0x65e5, 0x1d11e}[random.nextInt(4)]);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            assertEquals(text.codePointCount(0, text.length()), ByteScan.points(bytes, 0, bytes.length));
        }
    }
}
