package org.menura.format.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;

class WavTest {
    private static final int PCM = 1;
    private static final int FLOAT = 3;
    private static final byte[] FOUR = Sounds.bytes((short) 1, (short) -2, (short) 32767, (short) -32768);
    private static final float[] FOUR_FLOATS = {1f / 32768, -2f / 32768, 32767f / 32768, -1};

    @ParameterizedTest
    @EnumSource(
            value = SampleFormat.class,
            names = {"U8", "S16", "S24", "S32", "F32", "F64"})
    void writesWhatItReads(SampleFormat format, @TempDir Path folder) throws IOException {
        Random random = new Random(7);
        float[] samples = new float[3 * 5001];
        for (int i = 0; i < samples.length; i++) {
            samples[i] = 2 * random.nextFloat() - 1;
        }
        Path file = folder.resolve("a.wav");
        try (WavWriter w = new WavWriter(file, 44100, 3, format)) {
            w.write(samples, 0, 3);
            w.write(samples, 3, samples.length - 3);
            assertFalse(Files.exists(file));
            w.finish();
        }
        float step = format == SampleFormat.U8 ? 1 / 128f : format == SampleFormat.S16 ? 1 / 32768f : 1e-7f;
        try (AudioStream in = AudioFiles.open(file)) {
            assertEquals(3, in.channels());
            assertEquals(44100, in.rate());
            assertEquals(5001, in.length());
            assertArrayEquals(samples, Sounds.read(in, 100), step);
        }
        try (var names = Files.list(folder)) {
            assertEquals(1, names.count());
        }
    }

    @Test
    void leavesNoFileBehindUnlessFinished(@TempDir Path folder) throws IOException {
        try (WavWriter w = new WavWriter(folder.resolve("a.wav"), 16000, 1, SampleFormat.S16)) {
            w.write(new float[10], 0, 10);
        }
        try (var names = Files.list(folder)) {
            assertEquals(0, names.count());
        }
    }

    @Test
    void limitsWhatIsTooLoud(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("a.wav");
        WavWriter.write(file, new float[] {2, -2, 0.5f, Float.POSITIVE_INFINITY}, 16000);
        assertArrayEquals(
                new float[] {32767f / 32768, -1, 0.5f, 32767f / 32768}, Sounds.read(Files.readAllBytes(file)));
    }

    @Test
    void readsTelephoneFormats() {
        // ITU-T G.711: full scale, the smallest steps, and zero.
        float[] aLaw = Sounds.read(Sounds.wav(6, 1, 8000, 8, new byte[] {(byte) 0xaa, 0x2a, (byte) 0xd5, 0x55, 0x00}));
        assertArrayEquals(new float[] {32256, -32256, 8, -8, -5504}, scaled(aLaw));
        float[] muLaw = Sounds.read(Sounds.wav(7, 1, 8000, 8, new byte[] {(byte) 0x80, 0x00, (byte) 0xff, 0x7f, 0x3f}));
        assertArrayEquals(new float[] {32124, -32124, 0, 0, -1980}, scaled(muLaw));
    }

    private static float[] scaled(float[] x) {
        float[] out = new float[x.length];
        for (int i = 0; i < x.length; i++) {
            out[i] = x[i] * 32768;
        }
        return out;
    }

    @Test
    void readsTheExtensibleForm() {
        byte[] guidTail = {0, 0, 0, 0, 0x10, 0, (byte) 0x80, 0, 0, (byte) 0xaa, 0, 0x38, (byte) 0x9b, 0x71};
        byte[] file = Sounds.bytes(
                "RIFF",
                0,
                "WAVE",
                "junk",
                3,
                new byte[4],
                "fmt ",
                40,
                (short) -2,
                (short) 2,
                48000,
                48000 * 4,
                (short) 4,
                (short) 16,
                (short) 22,
                (short) 16,
                3,
                (short) 1,
                guidTail,
                "data",
                8,
                FOUR);
        assertArrayEquals(FOUR_FLOATS, Sounds.read(file));
        file[file.length - 20] ^= 1;
        refused(file, "only its maker knows");
    }

    @Test
    void readsRf64() {
        byte[] file = Sounds.bytes(
                "RF64",
                -1,
                "WAVE",
                "ds64",
                28,
                0L,
                8L,
                4L,
                0,
                "fmt ",
                16,
                (short) 1,
                (short) 1,
                8000,
                16000,
                (short) 2,
                (short) 16,
                "data",
                -1,
                FOUR,
                "LIST",
                4,
                "INFO");
        assertArrayEquals(FOUR_FLOATS, Sounds.read(file));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0x7fffffff, 0x7ffff000, 9, 10, 1000})
    void aLengthBeyondTheFileMeansUpToItsEnd(int claimed) {
        assertArrayEquals(FOUR_FLOATS, Sounds.read(Sounds.wav(PCM, 1, 16000, 16, claimed, FOUR)));
    }

    @Test
    void aLengthThatWasNeverFilledInMeansUpToTheEnd() {
        assertArrayEquals(FOUR_FLOATS, Sounds.read(Sounds.wav(PCM, 1, 16000, 16, 0, FOUR)));
        assertEquals(0, Sounds.read(Sounds.wav(PCM, 1, 16000, 16, 0, new byte[0])).length);
    }

    @Test
    void aShorterLengthHolds() {
        assertArrayEquals(Arrays.copyOf(FOUR_FLOATS, 2), Sounds.read(Sounds.wav(PCM, 1, 16000, 16, 4, FOUR)));
    }

    @Test
    void aTruncatedFileEndsWithItsLastWholeSample() {
        byte[] file = Sounds.wav(PCM, 2, 16000, 16, FOUR);
        assertArrayEquals(Arrays.copyOf(FOUR_FLOATS, 2), Sounds.read(Arrays.copyOf(file, file.length - 1)));
        assertEquals(1, missing(Arrays.copyOf(file, file.length - 1)));
        assertEquals(2, missing(Arrays.copyOf(file, 44)));
        assertEquals(0, missing(file));
        assertEquals(0, missing(Sounds.wav(PCM, 1, 16000, 16, 0, FOUR)), "nothing is claimed");
        assertEquals(0, missing(Sounds.wav(PCM, 1, 16000, 16, 0x7ffff000, FOUR)), "as pipes do");
        for (int n = 1; n < 44; n++) {
            refused(Arrays.copyOf(file, n), "");
        }
    }

    private static long missing(byte[] file) {
        try (AudioStream in = AudioFiles.open(new ByteArrayInputStream(file), "test")) {
            assertEquals(0, in.missing());
            while (in.read(new float[64], 0, 8) > 0) {
                continue;
            }
            return in.missing();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, 1, 0, 16, claims 0 samples per second",
        "1, 1, -1, 16, claims 4294967295 samples per second",
        "1, 0, 16000, 16, claims 0 channels",
        "1, 65535, 16000, 16, claims 65535 channels",
        "1, 1, 16000, 0, with 0 bits",
        "1, 1, 16000, 64, with 64 bits",
        "3, 1, 16000, 16, with 16 bits",
        "2, 1, 16000, 4, kind 2 with 4 bits",
        "17, 2, 16000, 4, kind 17"
    })
    void refusesWhatCannotBe(int tag, int channels, int rate, int bits, String expected) {
        refused(Sounds.wav(tag, channels, rate, bits, FOUR), expected);
    }

    @Test
    void refusesSizesThatDisagree() {
        byte[] file = Sounds.wav(PCM, 1, 16000, 16, FOUR);
        file[32] = 4;
        refused(file, "claims 4 bytes for 1 samples of 16 bits");
    }

    @Test
    void refusesSamplesThatAreNoNumbers() {
        ByteBuffer data = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        data.putFloat(0.5f).putFloat(Float.NaN);
        refused(Sounds.wav(FLOAT, 1, 16000, 32, data.array()), "a sample is no number");
    }

    @Test
    void anHourNeedsNoMoreMemoryThanASecond() {
        byte[] head = Arrays.copyOf(Sounds.wav(PCM, 1, 16000, 16, -1, FOUR), 44);
        long size = 2L * 16000 * 3600;
        InputStream hour = new InputStream() {
            private long at;

            @Override
            public int read() {
                return at < head.length ? head[(int) at++] : at++ < size ? 0 : -1;
            }

            @Override
            public int read(byte[] out, int from, int count) {
                if (at < head.length) {
                    out[from] = (byte) read();
                    return 1;
                }
                int n = (int) Math.min(count, size + head.length - at);
                Arrays.fill(out, from, from + n, (byte) 0);
                at += n;
                return n == 0 ? -1 : n;
            }
        };
        long samples = 0;
        try (AudioStream in = new MonoStream(AudioFiles.open(hour, "hour"), 16000)) {
            float[] block = new float[8192];
            for (int n = in.read(block, 0, block.length); n > 0; n = in.read(block, 0, block.length)) {
                samples += n;
            }
        }
        assertEquals(16000 * 3600, samples);
    }

    private static void refused(byte[] file, String part) {
        FormatException e = assertThrows(FormatException.class, () -> Sounds.read(file));
        assertTrue(e.getMessage().contains(part), e.getMessage());
    }
}
