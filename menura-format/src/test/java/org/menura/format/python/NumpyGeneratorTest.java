package org.menura.format.python;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** The expected values are numpy 2.4.6's. */
class NumpyGeneratorTest {
    @Test
    void wordsAreThoseOfPcg64() {
        NumpyGenerator generator = new NumpyGenerator(12345);
        long[] words = new long[4];
        Arrays.setAll(words, _ -> generator.nextLong());
        assertArrayEquals(
                new long[] {
                    4193609425186963869L,
                    5843160025838961886L,
                    Long.parseUnsignedLong("14708796524633321433"),
                    Long.parseUnsignedLong("12474696839993944336")
                },
                words);
    }

    @Test
    void masksAreShuffledAsNumpyDoes() {
        boolean[] mask = {true, true, true, true, true, false, false, false, false, false};
        new NumpyGenerator(12345).shuffle(mask);
        StringBuilder text = new StringBuilder();
        for (boolean one : mask) {
            text.append(one ? 1 : 0);
        }
        assertEquals("1011000110", text.toString());
    }

    @Test
    void negativeSeedsAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new NumpyGenerator(-1));
    }
}
