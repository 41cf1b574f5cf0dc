package org.menura.generate.embed;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.audio.WavWriter;

class SoundClipsTest {
    private static final int RATE = 8000;
    private static final int STEP = 40_000;

    @TempDir
    private Path folder;

    /** A staircase, from which each stretch's place can be told. */
    private Path sound(int samples) throws IOException {
        float[] wave = new float[samples];
        for (int i = 0; i < samples; i++) {
            wave[i] = i / STEP * 0.25f;
        }
        Path file = folder.resolve("sound.wav");
        WavWriter.write(file, wave, RATE);
        return file;
    }

    @Test
    void stretchesAreSpreadOverTheSound() throws IOException {
        List<float[]> clips = SoundClips.spread(sound(4 * STEP), RATE, 3, STEP / 2);
        for (int i = 0; i < 3; i++) {
            assertEquals(STEP / 2, clips.get(i).length);
        }
        assertEquals(0, clips.get(0)[STEP / 4], 1e-4);
        assertEquals(0.25, clips.get(1)[0], 1e-4);
        assertEquals(0.5, clips.get(1)[STEP / 2 - 1], 1e-4);
        assertEquals(0.75, clips.get(2)[STEP / 4], 1e-4);
    }

    @Test
    void aShortSoundIsEachOfThem() throws IOException {
        List<float[]> clips = SoundClips.spread(sound(100), RATE, 3, STEP);
        assertEquals(100, clips.getLast().length);
        Path empty = sound(0);
        assertThrows(FormatException.class, () -> SoundClips.spread(empty, RATE, 3, STEP));
    }
}
