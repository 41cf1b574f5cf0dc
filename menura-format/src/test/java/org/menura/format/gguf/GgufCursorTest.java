package org.menura.format.gguf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;

class GgufCursorTest {
    private static final int COUNT = 3000;

    /** Texts of which many lie across the ends of what is copied at once, and some are longer than that. */
    private static List<String> texts() {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            texts.add(i % 1000 == 999 ? "é".repeat(100_000 + i) : "t" + "x".repeat(i % 97) + i);
        }
        return texts;
    }

    private static byte[] written(List<String> texts) {
        int size = texts.stream()
                .mapToInt(t -> Long.BYTES + t.getBytes(StandardCharsets.UTF_8).length)
                .sum();
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        for (String text : texts) {
            byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
            bytes.putLong(utf8.length).put(utf8);
        }
        return bytes.array();
    }

    @Test
    void textsAreFoundWhereverTheyLie() {
        byte[] bytes = written(texts());
        GgufCursor cursor = new GgufCursor(MemorySegment.ofArray(bytes), "file");
        assertEquals(texts(), cursor.strings(COUNT));
        assertEquals(bytes.length, cursor.position());
    }

    @Test
    void damagedLengthsAreRefused() {
        byte[] bytes = written(texts());
        MemorySegment cut = MemorySegment.ofArray(bytes).asSlice(0, bytes.length - 1);
        assertThrows(FormatException.class, () -> new GgufCursor(cut, "file").strings(COUNT));
        assertThrows(FormatException.class, () -> new GgufCursor(cut.asSlice(0, 5), "file").strings(1));
        for (int at = 0; at < Long.BYTES; at++) {
            byte[] wrong = bytes.clone();
            wrong[at] = -1;
            int place = at;
            if (place > 2) {
                assertThrows(
                        FormatException.class,
                        () -> new GgufCursor(MemorySegment.ofArray(wrong), "file").strings(COUNT),
                        "byte " + place);
            }
        }
    }
}
