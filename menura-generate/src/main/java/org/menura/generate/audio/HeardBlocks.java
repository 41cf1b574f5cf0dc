package org.menura.generate.audio;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.menura.format.audio.AudioStream;
import org.menura.format.audio.MonoStream;
import org.menura.model.VoiceDetector;

/** The blocks of a recording with the likelihoods of speech in them, as they are asked for. Not thread-safe. */
final class HeardBlocks {
    private static final int CHUNKS = 64; // that are judged together
    /** Nothing is louder than half a step of 16-bit samples. */
    private static final float SILENCE = 0.5f / 32768;

    private final AudioStream in;
    private final VoiceDetector detector;
    private final VoiceDetector.Memory memory;

    /**
     * A block.
     *
     * @param samples of which the first {@code count} are the recording's
     * @param likely of each of the chunks that are begun
     */
    record Block(float[] samples, int count, float[] likely) {}

    /** Where blocks come from. */
    @FunctionalInterface
    interface Source {
        /** The next block; null at the end. */
        @Nullable
        Block next();
    }

    /** Blocks of a recording of any rate and number of channels. */
    HeardBlocks(AudioStream sound, VoiceDetector detector) {
        boolean fits = sound.channels() == 1 && sound.rate() == detector.rate();
        this.in = fits ? sound : new MonoStream(sound, detector.rate());
        this.detector = detector;
        this.memory = detector.newMemory();
    }

    /** Samples of a whole block. */
    static int size(VoiceDetector detector) {
        return CHUNKS * detector.chunk();
    }

    @Nullable
    Block next() {
        float[] samples = new float[size(detector)];
        int n = fill(samples);
        if (n == 0) {
            return null;
        }
        int chunks = (n + detector.chunk() - 1) / detector.chunk();
        float[] likely = isSilent(samples)
                ? new float[chunks]
                : detector.listen(Arrays.copyOf(samples, chunks * detector.chunk()), memory);
        return new Block(samples, n, likely);
    }

    private int fill(float[] block) {
        int n = 0;
        while (n < block.length) {
            int got = in.read(block, n, block.length - n);
            if (got < 0) {
                break;
            }
            n += got;
        }
        return n;
    }

    /** Digital silence need not be listened to. */
    private static boolean isSilent(float[] block) {
        for (float s : block) {
            if (Math.abs(s) > SILENCE) {
                return false;
            }
        }
        return true;
    }
}
