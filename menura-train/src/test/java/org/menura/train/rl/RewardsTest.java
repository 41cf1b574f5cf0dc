package org.menura.train.rl;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What answers are worth. */
class RewardsTest {
    private static double of(String reward, Map<String, Object> fields, String answer) {
        return Rewards.of(List.of(reward)).of(fields, answer, true);
    }

    @ParameterizedTest
    @CsvSource({
        "Äpfel, 'Hier sind äpfel.', 1",
        "мир, 'Здравствуй, Мир!', 1",
        "été, 'Un été chaud.', 1",
        "rain, 'The Rains came.', 1",
        "rain, 'The train came.', 0",
        "pfel, 'Hier sind Äpfel.', 0"
    })
    void wordsBeginWithLettersOfAnyAlphabet(String word, String answer, double worth) {
        assertEquals(worth, of("contains", Map.of("words", List.of(word)), answer));
    }

    @Test
    void labelsEndWithLettersOfAnyAlphabet() {
        assertEquals(1, of("label=café|thé", Map.of("label", "café"), "Un CAFÉ, merci."));
        assertEquals(0, of("label=caf|thé", Map.of("label", "caf"), "Un café, merci."));
    }

    @Test
    void articlesAreWords() {
        assertEquals(1, of("same-words", Map.of("answer", "The sun"), "a sun!"));
        assertEquals(0, of("same-words", Map.of("answer", "ç"), "ça"));
    }

    /** GSM8K's field answer holds the solution, whose last number counts. */
    @ParameterizedTest
    @CsvSource({"'48 / 2 = 24, and 48 + 24 = 72', 1", "'The answer is 72.0', 1", "48, 0", "none, 0"})
    void theLastNumberOfASolutionCounts(String answer, double worth) {
        String solution = "Natalia sold 48/2 = <<48/2=24>>24 clips in May.\n#### 72";
        assertEquals(worth, of("number", Map.of("answer", solution), answer));
        assertEquals(worth, of("number", Map.of("answer", 72), answer));
    }
}
