package org.menura.generate.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.format.audio.AudioStream;

class SpeechWindowsTest {
    private static final int RATE = 16000;
    private static final int MAX = 10 * RATE;

    /** Seconds of silence and of speech in turn; speech is as loud as it is likely, with noise to tell samples apart. */
    private static float[] sound(double... seconds) {
        float[] out = new float[(int) Math.round(Arrays.stream(seconds).sum() * RATE)];
        Random random = new Random(1);
        double end = 0;
        int at = 0;
        for (int i = 0; i < seconds.length; i++) {
            end += seconds[i] * RATE;
            for (; at < Math.round(end); at++) {
                out[at] = i % 2 == 0 ? 1e-3f : 0.9f + 0.1f * random.nextFloat();
            }
        }
        return out;
    }

    private static List<SpeechWindow> windows(float[] sound) {
        List<SpeechWindow> out = new ArrayList<>();
        long length = new SpeechWindows(new LevelDetector(), MAX, out::add)
                .cut(new HeardBlocks(new SoundInMemory(sound), new LevelDetector())::next);
        assertEquals(sound.length, length);
        for (SpeechWindow w : out) {
            assertTrue(w.sound().length <= MAX);
            int from = (int) w.start();
            assertArrayEquals(Arrays.copyOfRange(sound, from, from + w.sound().length), w.sound());
        }
        return out;
    }

    @Test
    void aShortPauseStaysWithinAWindow() {
        List<SpeechWindow> found = windows(sound(1, 2, 1, 2, 5));
        assertEquals(1, found.size());
        assertEquals(0.8, found.getFirst().start() / (double) RATE, 0.05);
        assertEquals(5.4, found.getFirst().sound().length / (double) RATE, 0.1);
    }

    @Test
    void aLongPauseEndsAWindow() {
        List<SpeechWindow> found = windows(sound(3, 2, 4, 1.5, 0.05));
        assertEquals(2, found.size());
        assertEquals(2.8, found.get(0).start() / (double) RATE, 0.05);
        assertEquals(8.8, found.get(1).start() / (double) RATE, 0.05);
        assertEquals(2.4, found.get(0).sound().length / (double) RATE, 0.1);
    }

    @Test
    void longSpeechIsCutWhereItIsLeastLikely() {
        float[] sound = sound(0, 24);
        // A breath at 8.2 seconds.
        Arrays.fill(sound, (int) (8.2 * RATE), (int) (8.3 * RATE), 0.4f);
        List<SpeechWindow> found = windows(sound);
        assertEquals(0, found.getFirst().start());
        assertEquals(8.25, found.getFirst().sound().length / (double) RATE, 0.06);
        long end = 0;
        for (SpeechWindow w : found) {
            assertEquals(end, w.start());
            end = w.start() + w.sound().length;
        }
        assertEquals(sound.length, end);
    }

    @Test
    void theRestOfAWindowBeginsBeforeItsSpeech() {
        float[] sound = sound(1, 1, 1, 1, 0.5, 0.7, 2);
        SpeechWindow all = windows(sound).getFirst();
        SpeechWindow second = all.after(1.5, RATE, true);
        assertNotNull(second);
        assertEquals(2.8, second.start() / (double) RATE, 0.05);
        int from = (int) second.start();
        assertArrayEquals(Arrays.copyOfRange(sound, from, from + second.sound().length), second.sound());
        SpeechWindow third = second.after(1.2, RATE, true);
        assertNotNull(third);
        assertEquals(4.3, third.start() / (double) RATE, 0.05);
        assertEquals(all.start() + all.sound().length, third.start() + third.sound().length);
        assertNull(third.after(0.5, RATE, true), "what is left may be the last word");
        SpeechWindow middle = all.after(0.7, RATE, true);
        assertNotNull(middle);
        assertEquals(2.8, middle.start() / (double) RATE, 0.05, "half a second of speech is the last word");
        assertNull(third.after((double) third.sound().length / RATE, RATE, true));
    }

    @Test
    void speechThatADetectorDoesNotKnowOfMayBeLeft() {
        float[] unknown = new float[200];
        Arrays.fill(unknown, SpeechWindow.SPEECH);
        SpeechWindow window = new SpeechWindow(0, new float[200 * 512], unknown, 512);
        assertNull(window.after(1, RATE, true));
        SpeechWindow left = window.after(1, RATE, false);
        assertNotNull(left);
        assertEquals(RATE, left.start());
    }

    @Test
    void clicksAreNoSpeech() {
        assertEquals(List.of(), windows(sound(2, 0.03, 5, 0.03, 5)));
        assertEquals(List.of(), windows(new float[0]));
        assertEquals(List.of(), windows(new float[100]));
    }

    @Test
    void anHourOfSilenceIsOverSoonAndNeedsLittleMemory() {
        AudioStream hour = new UnsizedStream("hour", RATE) {
            private long left = 3600L * RATE;

            @Override
            public int read(float[] out, int from, int count) {
                int n = (int) Math.min(count, left);
                Arrays.fill(out, from, from + n, 0);
                left -= n;
                return n == 0 ? -1 : n;
            }
        };
        List<SpeechWindow> found = new ArrayList<>();
        assertTimeout(Duration.ofSeconds(20), () -> {
            long length = new SpeechWindows(new LevelDetector(), 30 * RATE, found::add)
                    .cut(new HeardBlocks(hour, new LevelDetector())::next);
            assertEquals(3600L * RATE, length);
        });
        assertEquals(List.of(), found);
    }
}
