package org.menura.generate.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.menura.format.FormatException;
import org.menura.format.audio.AudioStream;
import org.menura.generate.audio.HeardBlocks.Block;

class ListeningTest {
    private static final int RATE = 16000;

    private static float[] noise(int seconds) {
        float[] out = new float[seconds * RATE + 123];
        Random random = new Random(seconds);
        for (int i = 0; i < out.length; i++) {
            out[i] = random.nextFloat();
        }
        return out;
    }

    @Test
    void blocksAreThoseThatAreHeardAtOnce() {
        float[] sound = noise(300); // more than may wait
        HeardBlocks expected = new HeardBlocks(new SoundInMemory(sound), new LevelDetector());
        try (Listening listening = Listening.to(new SoundInMemory(sound), new LevelDetector())) {
            for (Block b = expected.next(); b != null; b = expected.next()) {
                Block actual = listening.next();
                assertNotNull(actual);
                assertEquals(b.count(), actual.count());
                assertArrayEquals(b.samples(), actual.samples());
                assertArrayEquals(b.likely(), actual.likely());
            }
            assertNull(listening.next());
        }
    }

    /** A recording that is damaged after so many samples. */
    private static AudioStream damaged(int good) {
        SoundInMemory sound = new SoundInMemory(new float[good]);
        return new UnsizedStream("damaged", RATE) {
            @Override
            public int read(float[] out, int from, int count) {
                int n = sound.read(out, from, count);
                if (n < 0) {
                    throw new FormatException("damaged here");
                }
                return n;
            }
        };
    }

    @Test
    void damageIsToldWhereItIs() {
        int size = HeardBlocks.size(new LevelDetector());
        try (Listening listening = Listening.to(damaged(2 * size), new LevelDetector())) {
            assertNotNull(listening.next());
            assertNotNull(listening.next());
            FormatException e = assertThrows(FormatException.class, listening::next);
            assertEquals("damaged here", e.getMessage());
        }
    }

    @Test
    void closingEndsIt() {
        assertTimeout(Duration.ofSeconds(10), () -> {
            try (Listening listening = Listening.to(new SoundInMemory(noise(400)), new LevelDetector())) {
                assertNotNull(listening.next());
            }
        });
    }
}
