package org.menura.format.audio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;

/** Damaged sound files give sound or one sentence, soon and with little memory. */
@Tag("slow")
class HostileAudioTest {
    /** Reads a file, or sees that it is refused in one sentence; never more sound than the bytes can hold. */
    private static int handled(byte[] file) {
        try {
            float[] samples = Sounds.read(file);
            for (float s : samples) {
                assertTrue(Float.isFinite(s));
            }
            return samples.length;
        } catch (FormatException e) {
            assertNotNull(e.getMessage());
            assertFalse(e.getMessage().isBlank() || e.getMessage().contains("\n"), e.getMessage());
            return -1;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chirp.wav", "chirp.flac", "chirp.mp3", "chirp.ogg"})
    void survivesFlippedBits(String name) {
        byte[] file = Sounds.bytes(name);
        Random random = new Random(20240229);
        for (int trial = 0; trial < 200; trial++) {
            byte[] damaged = file.clone();
            // Half of the damage goes to the headers, where it does most.
            int reach = trial % 2 == 0 ? Math.min(file.length, 200) : file.length;
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[random.nextInt(reach)] ^= (byte) (1 << random.nextInt(8));
            }
            handled(damaged);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chirp.wav", "chirp.flac", "chirp.mp3", "chirp.ogg"})
    void survivesBytesThatAreMissingOrTooMany(String name) {
        byte[] file = Sounds.bytes(name);
        Random random = new Random(5);
        for (int trial = 0; trial < 60; trial++) {
            int at = random.nextInt(file.length);
            int count = 1 + random.nextInt(50);
            byte[] cut = Sounds.bytes(
                    Arrays.copyOf(file, at), Arrays.copyOfRange(file, Math.min(file.length, at + count), file.length));
            handled(cut);
            byte[] junk = new byte[count];
            random.nextBytes(junk);
            handled(Sounds.bytes(Arrays.copyOf(file, at), junk, Arrays.copyOfRange(file, at, file.length)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chirp.wav", "chirp.flac", "chirp.mp3", "chirp.ogg"})
    void aTruncatedFileGivesWhatItHolds(String name) {
        byte[] file = Sounds.bytes(name);
        float[] whole = Sounds.read(file);
        for (int length = 0; length < file.length; length += 1 + length / 20) {
            byte[] prefix = Arrays.copyOf(file, length);
            int n = handled(prefix);
            assertTrue(n <= whole.length, () -> name + " cut to " + prefix.length);
            if (n > 0 && !name.endsWith(".mp3")) {
                float[] start = Sounds.read(prefix);
                assertEquals(0, Arrays.mismatch(start, Arrays.copyOf(whole, n)) + 1, name + " cut to " + length);
            }
        }
    }

    @Test
    void damageWithinFlacIsFound() {
        byte[] file = Sounds.bytes("jfk.flac");
        file[file.length / 2] ^= 0x10;
        FormatException e = assertThrows(FormatException.class, () -> Sounds.read(file));
        assertTrue(e.getMessage().contains("is damaged"), e.getMessage());
    }

    @Test
    void damageWithinVorbisIsFound() {
        byte[] file = Sounds.bytes("chirp.ogg");
        file[file.length - 10] ^= 0x10;
        FormatException e = assertThrows(FormatException.class, () -> Sounds.read(file));
        assertTrue(e.getMessage().contains("damaged"), e.getMessage());
    }

    @Test
    void randomBytesAreRefusedSoon() {
        Random random = new Random(3);
        assertTimeout(Duration.ofSeconds(20), () -> {
            for (String magic :
                    new String[] {"RIFF\0\0\0\0WAVE", "fLaC", "OggS", "\377\373\220\0", "ID3\3\0\0\177\177\177\177"}) {
                for (int trial = 0; trial < 60; trial++) {
                    byte[] junk = new byte[2000];
                    random.nextBytes(junk);
                    handled(Sounds.bytes(magic, junk));
                }
            }
        });
    }

    @Test
    void aTagBeyondTheFileIsNoReasonToReserveMemory() {
        assertEquals(-1, handled(Sounds.bytes("ID3\3\0\0\177\177\177\177", new byte[100])));
    }

    @Test
    void otherOggStreamsAreNamed() {
        byte[] opus = page("OpusHead\1\2" + "\0".repeat(9));
        FormatException e = assertThrows(FormatException.class, () -> Sounds.read(opus));
        assertTrue(e.getMessage().contains("with Opus, of which only Vorbis is read"), e.getMessage());
    }

    @Test
    void survivesFlippedBitsInVorbisPacketsWhoseChecksumsAreRight() {
        byte[] file = Sounds.bytes("chirp.ogg");
        Random random = new Random(11);
        for (int trial = 0; trial < 400; trial++) {
            byte[] damaged = file.clone();
            for (int flips = 1 + random.nextInt(4); flips > 0; flips--) {
                damaged[58 + random.nextInt(trial % 2 == 0 ? 3500 : file.length - 58)] ^=
                        (byte) (1 << random.nextInt(8));
            }
            handled(withPageChecksums(damaged));
        }
    }

    @Test
    void hugeClaimsInVorbisHeadersReserveNoMemory() {
        byte[] file = Sounds.bytes("chirp.ogg");
        int setup = new String(file, StandardCharsets.ISO_8859_1).indexOf("\5vorbis");
        file[setup + 7 + 1 + 5 + 2] = (byte) 0xff; // entries of the first code book
        FormatException e = assertThrows(FormatException.class, () -> Sounds.read(withPageChecksums(file)));
        assertTrue(e.getMessage().contains("code book 0 claims"), e.getMessage());
    }

    private static byte[] withPageChecksums(byte[] file) {
        int at = 0;
        while (at + 27 <= file.length && new String(file, at, 4, StandardCharsets.ISO_8859_1).equals("OggS")) {
            int segments = file[at + 26] & 0xff;
            int size = 27 + segments;
            for (int i = 0; i < segments && at + 27 + i < file.length; i++) {
                size += file[at + 27 + i] & 0xff;
            }
            if (at + size > file.length) {
                break;
            }
            checksum(file, at, size);
            at += size;
        }
        return file;
    }

    private static void checksum(byte[] file, int at, int size) {
        Arrays.fill(file, at + 22, at + 26, (byte) 0);
        int crc = 0;
        for (int i = at; i < at + size; i++) {
            crc ^= file[i] << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc << 1 ^ (crc < 0 ? 0x04c11db7 : 0);
            }
        }
        for (int i = 0; i < 4; i++) {
            file[at + 22 + i] = (byte) (crc >> 8 * i);
        }
    }

    /** An Ogg page with one packet. */
    private static byte[] page(String packet) {
        byte[] page = Sounds.bytes("OggS\0\2", 0L, 7, 0, 0, "\1", new byte[] {(byte) packet.length()}, packet);
        checksum(page, 0, page.length);
        return page;
    }
}
