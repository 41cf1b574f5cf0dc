package org.menura.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Rng;

class WordsTest {
    private static final Reporter SILENT = new Reporter(TrainingProgress.SILENT);
    private static final Pattern GPT2 = Pattern.compile(
            "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+",
            Pattern.UNICODE_CHARACTER_CLASS);

    @Test
    void gpt2WordsAreThoseOfItsRegularExpression() {
        List<String> texts = new ArrayList<>(Corpus.HARD);
        texts.addAll(Corpus.speeches());
        Rng rng = new Rng(3);
        String[] parts = {
            " ", "  ", "\n", "\t", "a", "É", "9", "Ⅷ", "'", "'s", "'ll", "!", "日", "\u00A0", "\u0301", "😀"
        };
        for (int i = 0; i < 500; i++) {
            StringBuilder text = new StringBuilder();
            for (int j = 0; j < 12; j++) {
                text.append(parts[rng.nextInt(parts.length)]);
            }
            texts.add(text.toString());
        }
        for (String text : texts) {
            List<String> expected =
                    GPT2.matcher(text).results().map(MatchResult::group).toList();
            assertEquals(expected, words(new Gpt2Words(), text), text);
        }
    }

    @Test
    void piecesLieBetweenBlanksScriptsDigitsAndSigns() {
        assertEquals(
                List.of("▁Don", "'", "t", "▁", "▁pay", "▁42", "€,", "\n", "ΔΕ", "x", "日本の", "▁"),
                words(new PieceWords(false), "Don't  pay 42€,\nΔΕx日本の "));
        assertEquals(List.of("▁▁▁", "▁a", "▁▁"), words(new PieceWords(true), "   a  "));
        assertEquals(List.of("▁e\u0301te"), words(new PieceWords(true), "e\u0301te"));
    }

    @Test
    void longWordsAreCut() {
        List<String> words = words(new PieceWords(false), "x".repeat(100));
        assertEquals(List.of(32, 32, 32, 5), words.stream().map(String::length).toList());
    }

    @Test
    void wordsAreCountedInOrderWithoutSpecialTokens() {
        WordCounts counts =
                WordCounts.of(List.of("b a<x>a b<xy>b", "b"), List.of("<x>", "<xy>"), new Gpt2Words(), SILENT);
        assertEquals(List.of(" a", " b", "a", "b"), counts.words());
        assertEquals(
                List.of(1L, 1L, 1L, 3L), Arrays.stream(counts.counts()).boxed().toList());
        assertThrows(
                IllegalArgumentException.class,
                () -> WordCounts.of(List.of("", "<x>"), List.of("<x>"), new Gpt2Words(), SILENT));
    }

    private static List<String> words(WordCounts.Splitter splitter, String text) {
        List<String> words = new ArrayList<>();
        splitter.split(text, words::add);
        return words;
    }
}
