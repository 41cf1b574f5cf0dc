package org.menura.format;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Random;
import org.menura.tensor.Tensor;

/** Damages files in every way that matters and sees that readers refuse them in one sentence. */
public final class Hostile {
    /** Reads a file's bytes. */
    @FunctionalInterface
    public interface Reader {
        Checkpoint read(MemorySegment bytes, String source);
    }

    private Hostile() {}

    /** Asserts that every proper prefix of a file is refused. */
    public static void assertTruncationsRefused(byte[] file, Reader reader) {
        for (int length = 0; length < file.length; length++) {
            byte[] prefix = Arrays.copyOf(file, length);
            assertThrows(FormatException.class, () -> touch(reader, prefix), "cut to " + length + " bytes");
        }
    }

    /** Asserts that a file with flipped bits is either read or refused, and nothing else. */
    public static void assertBitFlipsHandled(byte[] file, Reader reader, int trials) {
        Random random = new Random(20240229);
        for (int trial = 0; trial < trials; trial++) {
            byte[] damaged = file.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                touch(reader, damaged);
            } catch (FormatException e) {
                assertOneSentence(e);
            }
        }
    }

    /** Asserts that a file is refused with a sentence that holds each of {@code parts}. */
    public static void assertRefused(byte[] file, Reader reader, String... parts) {
        FormatException e = assertThrows(FormatException.class, () -> touch(reader, file));
        assertOneSentence(e);
        for (String part : parts) {
            assertTrue(e.getMessage().contains(part), () -> "\"" + part + "\" in: " + e.getMessage());
        }
    }

    private static void assertOneSentence(FormatException e) {
        assertNotNull(e.getMessage());
        assertFalse(e.getMessage().isBlank() || e.getMessage().contains("\n"), e.getMessage());
    }

    private static void touch(Reader reader, byte[] file) {
        Checkpoint checkpoint = reader.read(MemorySegment.ofArray(file), "file");
        for (String name : checkpoint.names()) {
            Tensor tensor = checkpoint.tensor(name);
            if (tensor.elements() > 0) {
                tensor.segment().get(ValueLayout.JAVA_BYTE, tensor.segment().byteSize() - 1);
            }
        }
    }
}
