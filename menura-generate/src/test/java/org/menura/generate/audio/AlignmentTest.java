package org.menura.generate.audio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.menura.format.tokenizer.Tokenizers;

class AlignmentTest {
    @Test
    void mediansMirrorTheEnds() {
        // As transformers' generation_whisper._median_filter has them.
        double[] values = {5, 1, 9, 2, 8, 3, 7, 4};
        assertArrayEquals(new double[] {2, 5, 3, 5, 4, 7, 4, 7}, Alignment.median(values));
        assertArrayEquals(new double[] {3, 1, 2}, Alignment.median(new double[] {3, 1, 2}), "too few to mirror");
    }

    @Test
    void pathsNeverGoBack() {
        double[][] gain = {{5, 5, 0, 0, 0, 0}, {0, 0, 5, 0, 0, 9}, {0, 0, 0, 5, 5, 5}};
        // As transformers' generation_whisper._dynamic_time_warping has them.
        assertArrayEquals(new int[] {0, 1, 2}, Alignment.path(gain));
        double[][] noise = {
            {0.13, -0.13, 0.64, 0.1, -0.54, 0.36, 1.3, 0.95, -0.7},
            {-1.27, -0.62, 0.04, -2.33, -0.22, -1.25, -0.73, -0.54, -0.32},
            {0.41, 1.04, -0.13, 1.37, -0.67, 0.35, 0.9, 0.09, -0.74},
            {-0.92, -0.46, 0.22, -1.01, -0.21, -0.16, 0.54, 0.21, 0.36},
            {-0.65, -0.13, 0.78, 1.49, -1.26, 1.51, 1.35, 0.78, 0.26}
        };
        assertArrayEquals(new int[] {0, 2, 3, 4, 5}, Alignment.path(noise));
        assertArrayEquals(new int[] {0, 0, 0}, Alignment.path(new double[][] {{1}, {1}, {1}}), "more tokens than rows");
    }

    @Test
    void tokensBeginWhereTheyAreSpoken() {
        float[][] weights = new float[5][20];
        int[] spoken = {0, 0, 5, 11, 15, 20};
        for (int t = 0; t < 5; t++) {
            for (int r = 0; r < 20; r++) {
                weights[t][r] = r >= spoken[t] && r < spoken[t + 1] ? 0.8f : 0.01f;
            }
        }
        assertArrayEquals(new int[] {0, 5, 11, 15}, Alignment.begins(List.of(weights, weights), 1, 5));
    }

    private static String words(String text, String language) {
        int[] ids = Tokenizers.bytes().encode(text, false, false);
        return new WordSplitter(Tokenizers.bytes())
                .split(ids, language).stream().map(WordSplitter.Piece::text).collect(Collectors.joining("|"));
    }

    @Test
    void wordsBeginAtBlanksAndMarks() {
        assertEquals(" Où| est|-il|?", words(" Où est-il?", "fr"));
        assertEquals("你|好| |o|k", words("你好 ok", "zh"));
    }
}
