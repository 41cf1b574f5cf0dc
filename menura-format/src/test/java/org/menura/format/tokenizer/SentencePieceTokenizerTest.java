package org.menura.format.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.format.tokenizer.SentencePieces.Algorithm;
import org.menura.format.tokenizer.SentencePieces.Normalizer;
import org.menura.format.tokenizer.SentencePieces.Special;

/** What SentencePiece 0.2.3 makes of texts. */
class SentencePieceTokenizerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = false,
            value = {
                // Two letters that are one grapheme neither, and become one syllable; a mark behind a letter with a
                // mark
                "sentencepiece-unigram-botchan|\u314e\u314f \uff76\uff9e|4, 0, 4, 0",
                "sentencepiece-unigram-botchan|\u1ea1\u0308 \u1ea1\u0308|4, 0, 4, 0",
                "sentencepiece-unigram-botchan| \u2581 a \u2581 |4, 4, 11",
                "sentencepiece-unigram-botchan|x\u3000\u3000y|4, 297, 4, 34",
                "sentencepiece-unigram-botchan|\u2460\u2461\u00bd|4, 357, 596, 357, 0, 596",
                "sentencepiece-unigram-botchan|<s> <unk>|4, 0, 8, 0, 4, 0, 160, 46, 0",
                "sentencepiece-bpe-small|\u314e\u314f \uff76\uff9e|931, 0, 931, 0",
                "sentencepiece-bpe-small| \u2581 a \u2581 |5",
                "sentencepiece-bpe-small|x\u3000\u3000y|931, 969, 68",
                "sentencepiece-bpe-small|\u2460\u2461\u00bd|475, 998, 986, 0, 998",
                "sentencepiece-bpe-small|<s> <unk>|931, 0, 939, 0, 931, 0, 197, 955, 0"
            })
    void normalisesByTheLongestRule(String model, String text, String ids) {
        Tokenizer tokenizer = Tokenizers.fromFile(TestData.tokenizer(model + ".model"));
        int[] expected =
                Arrays.stream(ids.split(", ")).mapToInt(Integer::parseInt).toArray();
        assertArrayEquals(expected, tokenizer.encode(text, false, false));
    }

    @Test
    void piecesOfTheUserStayWholeAndKeepTheTextAroundThemInOnePiece() {
        String[] pieces = {"<unk>", "<s>", "</s>", "<sep>", "\u2581", "a", "b", "\u2581a", "ab", "\u2581ab"};
        for (Algorithm algorithm : List.of(Algorithm.UNIGRAM, Algorithm.BPE)) {
            Tokenizer tokenizer = tokenizer(algorithm, pieces);
            assertArrayEquals(new int[] {9, 3, 6, 0}, tokenizer.encode(" ab<sep>bcd", false, false));
            assertArrayEquals(new int[] {7, 3, 7}, tokenizer.encode("a<sep>  a ", false, false));
            assertArrayEquals(new int[] {7, 1, 9}, tokenizer.encode("a<s>ab", false, true));
        }
    }

    @Test
    void charactersAreTakenOneByOneAndPiecesOfTheUserWhole() {
        Tokenizer tokenizer =
                tokenizer(Algorithm.CHARACTER, "<unk>", "<s>", "</s>", "<sep>", "\u2581", "a", "b", "\u00e4");
        assertArrayEquals(new int[] {4, 5, 6, 4, 7, 3, 6}, tokenizer.encode("ab  \u00e4<sep>b ", false, false));
        assertArrayEquals(new int[] {4, 0, 5}, tokenizer.encode("xyza", false, false));
        assertEquals("ab \u00e4", tokenizer.decode(new int[] {4, 5, 6, 4, 7}, true));
    }

    @Test
    void wordsAreTakenWhole() {
        Tokenizer tokenizer =
                tokenizer(Algorithm.WORD, "<unk>", "<s>", "</s>", "\u2581<sep>", "\u2581ab", "\u2581a", "ab");
        assertArrayEquals(new int[] {4, 5, 3}, tokenizer.encode("ab a <sep>", false, false));
        assertArrayEquals(new int[] {4, 0, 5}, tokenizer.encode("ab abc xy a", false, false));
        assertEquals("ab a", tokenizer.decode(new int[] {4, 5}, true));
    }

    @Test
    void theAddedBlankMayStandBehindTheText() {
        Tokenizer tokenizer = tokenizer(
                Algorithm.UNIGRAM,
                new Normalizer(new byte[0], true, true, true, true),
                "<unk>",
                "<s>",
                "</s>",
                "<sep>",
                "a\u2581",
                "b\u2581",
                "a",
                "b");
        assertArrayEquals(new int[] {6, 5, 4}, tokenizer.encode("  ab  a ", false, false));
        assertArrayEquals(new int[0], tokenizer.encode("  ", false, false));
    }

    @Test
    void ofEquallyLikelyWaysTheFirstIsTaken() {
        TokenType normal = TokenType.NORMAL;
        OptionalInt none = OptionalInt.empty();
        Tokenizer tokenizer = SentencePieceTokenizer.of(new SentencePieces(
                new String[] {"<unk>", "x", "_", "__"},
                new double[] {0, -4.67f, -3.15f, -5.38f},
                new TokenType[] {TokenType.UNKNOWN, normal, normal, normal},
                Algorithm.UNIGRAM,
                false,
                new Normalizer(new byte[0], false, false, true, false),
                new Special(none, none, OptionalInt.of(0), none, false, false)));
        assertArrayEquals(new int[] {1, 2, 3}, tokenizer.encode("x___", false, false));
    }

    @Test
    void anyTextHasPieces() {
        Random random = new Random(5);
        for (String name : new String[] {"sentencepiece-unigram-botchan.model", "sentencepiece-bpe-small.model"}) {
            Tokenizer tokenizer = Tokenizers.fromFile(TestData.tokenizer(name));
            for (int i = 0; i < 200; i++) {
                StringBuilder text = new StringBuilder();
                random.ints(random.nextInt(30), 0, 0x3400).forEach(text::appendCodePoint);
                int[] ids = tokenizer.encode(text.toString(), false, random.nextBoolean());
                assertEquals(
                        ids.length,
                        IntStream.of(ids)
                                .filter(id -> id >= 0 && id < tokenizer.size())
                                .count());
            }
        }
    }

    private static Tokenizer tokenizer(Algorithm algorithm, String... pieces) {
        return tokenizer(algorithm, new Normalizer(new byte[0], true, true, true, false), pieces);
    }

    private static Tokenizer tokenizer(Algorithm algorithm, Normalizer normalizer, String... pieces) {
        TokenType[] types = new TokenType[pieces.length];
        double[] scores = new double[pieces.length];
        for (int i = 0; i < pieces.length; i++) {
            types[i] = switch (i) {
                case 0 -> TokenType.UNKNOWN;
                case 1, 2 -> TokenType.CONTROL;
                case 3 -> TokenType.USER_DEFINED;
                default -> TokenType.NORMAL;
            };
            scores[i] = pieces[i].length() - 8;
        }
        return SentencePieceTokenizer.of(new SentencePieces(
                pieces,
                scores,
                types,
                algorithm,
                false,
                normalizer,
                new Special(
                        OptionalInt.of(1), OptionalInt.of(2), OptionalInt.of(0), OptionalInt.empty(), false, false)));
    }
}
