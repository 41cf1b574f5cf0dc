package org.menura.data.dedupe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RepeatedStretchesTest {
    private final Random random = new Random(11);

    private int[] text(int length, int symbols) {
        return random.ints(length, 0, symbols).toArray();
    }

    @Test
    void suffixesAreInOrder() {
        for (int round = 0; round < 3000; round++) {
            int[] text = text(random.nextInt(60), random.nextInt(1, 5));
            int n = text.length;
            int[] expected = java.util.stream.IntStream.range(0, n)
                    .boxed()
                    .sorted((a, b) -> Arrays.compare(text, a, n, text, b, n))
                    .mapToInt(i -> i)
                    .toArray();
            assertArrayEquals(expected, SuffixArray.of(text, 5));
        }
        int[] same = new int[5000];
        assertEquals(4999, SuffixArray.of(same, 1)[0]);
    }

    @Test
    void findsWhatASearchOfAllPlacesFinds() {
        for (int round = 0; round < 500; round++) {
            List<long[]> texts = new ArrayList<>();
            for (int i = random.nextInt(1, 6); i > 0; i--) {
                texts.add(Arrays.stream(text(random.nextInt(40), 3))
                        .asLongStream()
                        .map(s -> s - 1)
                        .toArray());
            }
            int length = random.nextInt(1, 7);
            assertEquals(slowly(texts, length), covered(RepeatedStretches.find(texts, length)), () -> texts.toString());
        }
    }

    private static List<String> covered(List<RepeatedStretches.Stretch> stretches) {
        List<String> out = new ArrayList<>();
        for (RepeatedStretches.Stretch s : stretches) {
            for (int i = s.start(); i < s.end(); i++) {
                out.add(s.text() + ":" + i);
            }
        }
        return out;
    }

    private static List<String> slowly(List<long[]> texts, int length) {
        List<List<Long>> seen = new ArrayList<>();
        List<String> out = new ArrayList<>();
        for (int t = 0; t < texts.size(); t++) {
            boolean[] copy = new boolean[texts.get(t).length];
            for (int i = 0; i + length <= copy.length; i++) {
                List<Long> window =
                        Arrays.stream(texts.get(t), i, i + length).boxed().toList();
                if (seen.contains(window)) {
                    Arrays.fill(copy, i, i + length, true);
                }
                seen.add(window);
            }
            for (int i = 0; i < copy.length; i++) {
                if (copy[i]) {
                    out.add(t + ":" + i);
                }
            }
        }
        return out;
    }
}
