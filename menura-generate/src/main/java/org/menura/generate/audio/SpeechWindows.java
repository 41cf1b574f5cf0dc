package org.menura.generate.audio;

import java.util.Arrays;
import java.util.function.Consumer;
import org.menura.model.VoiceDetector;

/**
 * Cuts a sound into windows that hold the speech in it and little else, none longer than a model can hear (M. Bain et al.,
 * WhisperX, arXiv 2303.00747, section 3.1): pauses up to two seconds stay within a window; speech that is longer than a
 * window is cut where it is least likely to be speech. Memory does not grow with the sound. Not thread-safe.
 */
final class SpeechWindows {
    static final double PAD_SECONDS = 0.2;
    private static final float STILL_SPEECH = 0.35f; // once somebody speaks
    private static final double PAUSE_SECONDS = 2;
    private static final double MIN_SPEECH_SECONDS = 0.1;

    private final int maxLength;
    private final Consumer<SpeechWindow> to;
    private final int chunk;
    private final int pad;
    private final int pause;
    private final int minSpeech;
    private float[] buffer;
    private long bufferStart;
    private int buffered;
    private final float[] likely; // of the chunks in the buffer, the first of which begins at likelyStart
    private long likelyStart; // in chunks
    private int likelyCount;
    private long start = -1; // of the window at hand, or -1
    private long speechEnd;
    private long speech; // samples of it
    private long cutOff; // where the window before ended
    private boolean speaking;

    SpeechWindows(VoiceDetector detector, int maxLength, Consumer<SpeechWindow> to) {
        this.maxLength = maxLength;
        this.to = to;
        int rate = detector.rate();
        chunk = detector.chunk();
        pad = (int) (PAD_SECONDS * rate);
        pause = (int) (PAUSE_SECONDS * rate);
        minSpeech = (int) (MIN_SPEECH_SECONDS * rate);
        int capacity = maxLength + 2 * pad + pause + 2 * HeardBlocks.size(detector);
        buffer = new float[capacity];
        likely = new float[(capacity + HeardBlocks.size(detector)) / chunk];
    }

    /** Cuts a sound to its end; returns its length in samples. */
    long cut(HeardBlocks.Source sound) {
        long total = 0;
        for (HeardBlocks.Block b = sound.next(); b != null; b = sound.next()) {
            append(b.samples(), b.count());
            for (int i = 0; i < b.likely().length; i++) {
                long end = Math.min(total + b.count(), total + (long) (i + 1) * chunk);
                judge(b.likely()[i], total + (long) i * chunk, end);
            }
            total += b.count();
            forget(total);
        }
        if (start >= 0) {
            emit(Math.min(total, speechEnd + pad));
        }
        return total;
    }

    private void append(float[] block, int n) {
        System.arraycopy(block, 0, buffer, buffered, n);
        buffered += n;
    }

    /** Takes note of a chunk from {@code from} to {@code to}. */
    private void judge(float probability, long from, long to) {
        if (likelyCount == 0) {
            likelyStart = from / chunk;
        }
        likely[likelyCount++] = probability;
        speaking = probability >= (speaking ? STILL_SPEECH : SpeechWindow.SPEECH);
        if (speaking) {
            if (start < 0) {
                start = Math.max(cutOff, Math.max(0, from - pad));
                speech = 0;
            }
            speechEnd = to;
            speech += to - from;
            if (speechEnd + pad - start > maxLength) {
                cut();
            }
        } else if (start >= 0 && from - speechEnd >= pause) {
            emit(speechEnd + pad);
        }
    }

    /** Ends a window that would become too long where speech is least likely, in its second half. */
    private void cut() {
        long earliest = start + maxLength / 2;
        long latest = start + maxLength - chunk;
        long best = -1;
        float least = Float.POSITIVE_INFINITY;
        for (int i = 0; i < likelyCount; i++) {
            long at = (likelyStart + i) * chunk;
            if (at >= earliest && at <= latest && likely[i] <= least) {
                least = likely[i];
                best = at + chunk / 2;
            }
        }
        long at = best < 0 ? start + maxLength : best;
        long end = speechEnd;
        emit(at);
        start = at;
        speechEnd = end;
        speech = end - at;
    }

    private void emit(long end) {
        if (speech >= minSpeech) {
            int from = (int) (start - bufferStart);
            int first = (int) (start / chunk - likelyStart);
            int last = (int) Math.min(likelyCount, Math.ceilDiv(end, chunk) - likelyStart);
            float[] sound = Arrays.copyOfRange(buffer, from, from + (int) (end - start));
            to.accept(new SpeechWindow(start, sound, Arrays.copyOfRange(likely, first, last), chunk));
        }
        cutOff = end;
        start = -1;
    }

    /** Drops what no window can reach any more. */
    private void forget(long total) {
        long keep = start >= 0 ? start : Math.max(bufferStart, total - pad - chunk);
        int drop = (int) (keep - bufferStart);
        System.arraycopy(buffer, drop, buffer, 0, buffered - drop);
        buffered -= drop;
        bufferStart = keep;
        int old = (int) Math.min(likelyCount, Math.max(0, keep / chunk - likelyStart));
        System.arraycopy(likely, old, likely, 0, likelyCount - old);
        likelyCount -= old;
        likelyStart += old;
    }
}
