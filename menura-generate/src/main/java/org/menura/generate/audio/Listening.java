package org.menura.generate.audio;

import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.menura.format.audio.AudioStream;
import org.menura.generate.audio.HeardBlocks.Block;
import org.menura.model.VoiceDetector;

/**
 * A recording that is decoded and searched for speech on a thread of its own, some minutes ahead at the most, while a model
 * is loaded or writes down what was found. The detector computes with a backend of its own.
 */
public final class Listening implements AutoCloseable {
    /** Blocks of two seconds that may wait. */
    private static final int AHEAD = 64;

    private final VoiceDetector detector;
    private final BlockingQueue<Optional<Block>> heard = new ArrayBlockingQueue<>(AHEAD);
    private final Thread thread;
    private volatile @Nullable RuntimeException failure;

    private Listening(AudioStream sound, VoiceDetector detector) {
        this.detector = detector;
        this.thread = Thread.ofPlatform().name("menura-listening").daemon().unstarted(() -> listen(sound));
    }

    /** Starts to listen to a recording, which nobody else may read until {@link #close}. */
    public static Listening to(AudioStream sound, VoiceDetector detector) {
        Listening out = new Listening(sound, detector);
        out.thread.start();
        return out;
    }

    private void listen(AudioStream sound) {
        try {
            try {
                HeardBlocks blocks = new HeardBlocks(sound, detector);
                for (Block b = blocks.next(); b != null; b = blocks.next()) {
                    heard.put(Optional.of(b));
                }
            } catch (RuntimeException e) {
                failure = e;
            }
            heard.put(Optional.empty());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // closed
        }
    }

    VoiceDetector detector() {
        return detector;
    }

    /**
     * The next block, once it is there; null at the end.
     *
     * @throws org.menura.format.FormatException if the recording is damaged here
     */
    @Nullable
    Block next() {
        try {
            Optional<Block> next = heard.take();
            RuntimeException thrown = failure;
            if (next.isEmpty() && thrown != null) {
                throw thrown;
            }
            return next.orElse(null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while it listened", e);
        }
    }

    /** Stops to listen. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
