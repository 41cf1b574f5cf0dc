package org.menura.data.dedupe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;

class BloomFilterTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 0.01, 0.001})
    void errsAsOftenAsItMay(double rate) {
        BloomFilter filter = BloomFilter.of(50_000, rate);
        Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            long item = random.nextLong();
            filter.add(item);
            assertTrue(filter.mayContain(item));
            assertFalse(filter.add(item));
        }
        int wrong = 0;
        for (int i = 0; i < 200_000; i++) {
            wrong += filter.mayContain(random.nextLong()) ? 1 : 0;
        }
        assertEquals(rate, wrong / 200_000.0, 0.25 * rate);
    }

    @Test
    void isReadAsItWasWritten() throws IOException {
        BloomFilter filter = BloomFilter.of(1000, 0.01);
        for (long i = 0; i < 1000; i++) {
            filter.add(i * i);
        }
        Path file = folder.resolve("a.bloom");
        filter.write(file);
        BloomFilter read = BloomFilter.read(file);
        for (long i = 0; i < 100_000; i++) {
            assertEquals(filter.mayContain(i), read.mayContain(i));
        }
        assertEquals(filter.fill(), read.fill());
        byte[] bytes = Files.readAllBytes(file);
        bytes[100] ^= 1;
        Files.write(file, bytes);
        assertThrows(FormatException.class, () -> BloomFilter.read(file));
        bytes[16] = 0x10;
        Files.write(file, bytes);
        assertThrows(FormatException.class, () -> BloomFilter.read(file));
        Files.writeString(file, "no filter");
        assertThrows(FormatException.class, () -> BloomFilter.read(file));
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThrows(FormatException.class, () -> BloomFilter.of(Long.MAX_VALUE / 100, 0.01));
        assertThrows(FormatException.class, () -> BloomFilter.of(0, 0.01));
        assertThrows(FormatException.class, () -> BloomFilter.of(1, 0.9));
    }
}
