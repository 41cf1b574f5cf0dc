package org.menura.format.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.FormatException;
import org.menura.format.Testdata;

class AudioFilesTest {
    @Test
    void readsFlacWithoutLoss() {
        assertArrayEquals(Sounds.read(Sounds.bytes("chirp.wav")), Sounds.read(Sounds.bytes("chirp.flac")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chirp.ogg", "chirp.mp3"})
    void decodesAsAnotherImplementation(String name) {
        float[] expected = Sounds.read(Sounds.bytes(name + ".wav"));
        float[] actual = Sounds.read(Sounds.bytes(name));
        // FFmpeg gives all of the last Vorbis packet, beyond the length that the stream tells.
        assertEquals(2 * 5512, actual.length, 2);
        for (int i = 0; i < actual.length; i++) {
            assertEquals(expected[i], actual[i], 1e-5, "sample " + i);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "chirp.wav, 22050, 2, 5512",
        "chirp.flac, 22050, 2, 5512",
        "chirp.mp3, 22050, 2, 5512",
        "chirp.ogg, 22050, 2, -1"
    })
    void tellsWhatAFileHolds(String name, int rate, int channels, long length) {
        try (AudioStream in = AudioFiles.open(Testdata.path("audio/" + name))) {
            assertEquals(rate, in.rate());
            assertEquals(channels, in.channels());
            assertEquals(length, in.length(), 1);
            assertTrue(in.source().endsWith(name));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chirp.wav", "chirp.flac", "chirp.mp3", "chirp.ogg"})
    void theSizeOfTheStepsDoesNotMatter(String name) {
        float[] whole = Sounds.read(Sounds.bytes(name));
        try (AudioStream in = AudioFiles.open(Testdata.path("audio/" + name))) {
            assertArrayEquals(whole, Sounds.read(in, 1));
        }
        try (AudioStream in = AudioFiles.open(Testdata.path("audio/" + name))) {
            assertArrayEquals(whole, Sounds.read(in, 100_000));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chirp.wav", "chirp.flac", "chirp.mp3", "chirp.ogg"})
    void theContentCountsAndNotTheName(String name, @TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("x.wav"), Sounds.bytes(name));
        try (AudioStream in = AudioFiles.open(file)) {
            assertEquals(22050, in.rate());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"chirp.wav", "chirp.flac", "chirp.mp3", "chirp.ogg"})
    void leavesTagsBeforeTheSoundOut(String name) {
        byte[] picture = new byte[300];
        byte[] tag = Sounds.bytes("ID3\3\0\0\0\0\2", new byte[] {44}, picture);
        assertArrayEquals(Sounds.read(Sounds.bytes(name)), Sounds.read(Sounds.bytes(tag, Sounds.bytes(name))));
    }

    @Test
    void leavesTagsBehindTheSoundOut() {
        byte[] tag = Sounds.bytes("TAG", new byte[125]);
        for (String name : new String[] {"chirp.mp3", "chirp.flac", "chirp.ogg", "chirp.wav"}) {
            assertArrayEquals(
                    Sounds.read(Sounds.bytes(name)), Sounds.read(Sounds.bytes(Sounds.bytes(name), tag)), name);
        }
    }

    @Test
    void readsMp3WithinWav() {
        byte[] mp3 = Sounds.bytes("chirp.mp3");
        byte[] wav = Sounds.wav(0x55, 2, 22050, 0, mp3);
        assertArrayEquals(Sounds.read(mp3), Sounds.read(wav));
    }

    @Test
    void mixesAndResamples() {
        Path file = Testdata.path("audio/chirp.wav");
        float[] mono = AudioFiles.readMono(file, 22050, 1);
        float[] both = Sounds.read(Sounds.bytes("chirp.wav"));
        assertEquals(both.length / 2, mono.length);
        for (int i = 0; i < mono.length; i++) {
            assertEquals((both[2 * i] + both[2 * i + 1]) / 2, mono[i], 1e-7);
        }
        float[] expected = Resampler.resample(mono, 22050, 16000);
        assertArrayEquals(expected, AudioFiles.readMono(file, 16000, 1));
        assertEquals(4000, expected.length);
    }

    @Test
    void refusesWhatIsTooLong() {
        FormatException e = assertThrows(
                FormatException.class, () -> AudioFiles.readMono(Testdata.path("audio/jfk.flac"), 16000, 10));
        assertTrue(e.getMessage().contains("longer than 10 seconds"), e.getMessage());
        assertEquals(176_000, AudioFiles.readMono(Testdata.path("audio/jfk.flac"), 16000, 11).length);
    }

    @ParameterizedTest
    @CsvSource({
        "'', is empty",
        "hello world; this is text, no sound file",
        "FORM0000AIFFCOMM, an AIFF file",
        "0000ftypM4A 0000, an MP4 file",
        "RIFF0000AVI LIST, a RIFF file without sound",
        "MThd000000000000, a MIDI file"
    })
    void namesWhatIsNotRead(String content, String expected) {
        byte[] bytes = content.getBytes(StandardCharsets.ISO_8859_1);
        FormatException e = assertThrows(FormatException.class, () -> Sounds.read(bytes));
        assertTrue(e.getMessage().contains(expected), e.getMessage());
    }
}
