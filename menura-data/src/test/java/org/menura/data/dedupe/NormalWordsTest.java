package org.menura.data.dedupe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NormalWordsTest {
    private static NormalWords words(String text) {
        NormalWords words = new NormalWords();
        words.read(text);
        return words;
    }

    private static long[] hashes(String text) {
        return words(text).hashes(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "What is the CAPITAL, of France?|what is the capital of france",
                "don't stop|don’t   stop",
                "Ünïcode naïve|unicode naive",
                "ﬁne ２４|fine 24",
                "ΟΔΥΣΣΕΥΣ|οδυσσευς",
                "soft\u00adhyphen|softhyphen",
                "（日本語）|日本語",
                "a-b|a b"
            })
    void sameWords(String a, String b) {
        assertArrayEquals(hashes(a), hashes(b));
    }

    @Test
    void differentWords() {
        assertNotEquals(hashes("ab")[0], hashes("ba")[0]);
        assertNotEquals(hashes("ab")[0], hashes("abb")[0]);
        assertEquals(3, hashes("日本語").length);
        assertEquals(0, hashes(" ... \n").length);
    }

    @Test
    void wordsKnowTheirPlacesInCodePoints() {
        NormalWords words = words("𝄞 wörd, 日x");
        assertEquals(3, words.count());
        assertEquals(2, words.start(0));
        assertEquals(6, words.end(0));
        assertEquals(8, words.start(1));
        assertEquals(10, words.end(2));
    }

    @Test
    void rollingHashesAreThoseOfEachGram() {
        NormalWords words = words("a b c d e f g h a b c");
        long[] grams = words.hashes(3);
        assertEquals(9, grams.length);
        for (int i = 0; i < grams.length; i++) {
            assertEquals(words.hash(i, 3), grams[i]);
        }
        assertEquals(grams[0], grams[8]);
        assertEquals(0, words.hashes(12).length);
    }
}
