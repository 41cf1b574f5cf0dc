package org.menura.generate.embed;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioFiles;
import org.menura.format.audio.AudioStream;

/** Takes a few short stretches out of a sound of any length, without holding the rest in memory. */
final class SoundClips {
    private static final int BLOCK = 1 << 14;

    private SoundClips() {}

    /**
     * Stretches from the first to the last, evenly spread; a shorter sound is each of them, as it is.
     *
     * @param rate samples per second of the results
     * @throws FormatException if the file is damaged or holds no samples
     */
    static List<float[]> spread(Path file, int rate, int count, int samples) {
        // Not every format tells its length, and some lie about it.
        long total = length(file, rate);
        if (total == 0) {
            throw new FormatException(file + " holds no samples");
        }
        int size = (int) Math.min(total, samples);
        long room = total - size;
        List<float[]> clips = new ArrayList<>();
        List<Long> starts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            clips.add(new float[size]);
            starts.add(count == 1 ? room / 2 : room * i / (count - 1));
        }
        float[] block = new float[BLOCK];
        try (AudioStream in = AudioFiles.mono(file, rate)) {
            long at = 0;
            for (int n = in.read(block, 0, BLOCK); n >= 0; n = in.read(block, 0, BLOCK)) {
                for (int i = 0; i < count; i++) {
                    long from = Math.max(at, starts.get(i));
                    int length = (int) Math.max(0, Math.min(at + n, starts.get(i) + size) - from);
                    if (length > 0) {
                        System.arraycopy(block, (int) (from - at), clips.get(i), (int) (from - starts.get(i)), length);
                    }
                }
                at += n;
            }
        }
        return clips;
    }

    private static long length(Path file, int rate) {
        float[] block = new float[BLOCK];
        long total = 0;
        try (AudioStream in = AudioFiles.mono(file, rate)) {
            for (int n = in.read(block, 0, BLOCK); n >= 0; n = in.read(block, 0, BLOCK)) {
                total += n;
            }
        }
        return total;
    }
}
