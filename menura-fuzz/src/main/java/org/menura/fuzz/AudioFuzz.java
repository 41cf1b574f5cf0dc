package org.menura.fuzz;

import java.io.ByteArrayInputStream;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;

/** {@link AudioFiles} over arbitrary bytes: WAV, FLAC, Ogg and MP3, as the seeds begin. */
public final class AudioFuzz {
    private static final int MOST = 1 << 22; // a few bytes of FLAC may hold minutes of silence

    private AudioFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        try (AudioStream in = AudioFiles.open(new ByteArrayInputStream(input), "input")) {
            float[] block = new float[1024 * in.channels()];
            long samples = 0;
            for (int n = in.read(block, 0, 1024); n > 0 && samples < MOST; n = in.read(block, 0, 1024)) {
                samples += n;
                for (int i = 0; i < n * in.channels(); i++) {
                    if (!Float.isFinite(block[i])) {
                        throw new AssertionError("a sample is no number");
                    }
                }
            }
        } catch (FormatException expected) {
            FuzzInputs.check(expected);
        }
    }
}
