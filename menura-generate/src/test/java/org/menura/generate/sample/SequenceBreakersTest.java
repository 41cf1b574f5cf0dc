package org.menura.generate.sample;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.menura.format.tokenizer.AddedToken;
import org.menura.format.tokenizer.EncodedPair;
import org.menura.format.tokenizer.StreamDecoder;
import org.menura.format.tokenizer.Tokenizer;

class SequenceBreakersTest {
    /** Takes the longest token of a list that fits, again and again. */
    private record Greedy(List<String> tokens) implements Tokenizer {
        @Override
        public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
            List<Integer> ids = new ArrayList<>();
            int at = 0;
            while (at < text.length()) {
                int best = -1;
                for (int id = 0; id < tokens.size(); id++) {
                    if (text.startsWith(tokens.get(id), at)
                            && (best < 0
                                    || tokens.get(id).length()
                                            > tokens.get(best).length())) {
                        best = id;
                    }
                }
                ids.add(best);
                at += tokens.get(best).length();
            }
            return ids.stream().mapToInt(i -> i).toArray();
        }

        @Override
        public byte[] bytes(int id) {
            return tokens.get(id).getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public int size() {
            return tokens.size();
        }

        @Override
        public String token(int id) {
            return tokens.get(id);
        }

        @Override
        public EncodedPair encodePair(String first, String second, boolean addSpecial) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OptionalInt id(String token) {
            throw new UnsupportedOperationException();
        }

        @Override
        public OptionalInt bos() {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt eos() {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt pad() {
            return OptionalInt.empty();
        }

        @Override
        public OptionalInt unk() {
            return OptionalInt.empty();
        }

        @Override
        public boolean isSpecial(int id) {
            return false;
        }

        @Override
        public List<AddedToken> addedTokens() {
            return List.of();
        }

        @Override
        public StreamDecoder stream(boolean skipSpecial, int... context) {
            throw new UnsupportedOperationException();
        }
    }

    private static final Tokenizer TOKENIZER = new Greedy(List.of("a", "b", "\n", "b\n", "\nb", "ab", "aba"));

    @Test
    void everyTokenThatHoldsTheTextIsABreaker() {
        assertEquals(
                SequenceBreakers.of(List.of(List.of(2), List.of(3), List.of(4))),
                SequenceBreakers.of(List.of("\n"), TOKENIZER));
    }

    @Test
    void aTextThatSpreadsOverTokensIsABreakerInEachOfItsWays() {
        // "ab" lies in "ab" and "aba"; it begins at the end of "a" and of "aba", which a "b" must follow.
        assertEquals(
                SequenceBreakers.of(List.of(List.of(0, 1), List.of(5), List.of(6), List.of(6, 1))),
                SequenceBreakers.of(List.of("ab"), TOKENIZER));
    }

    @Test
    void aTextCutInsideACharacterIsNoBreaker() {
        Tokenizer letters = new Greedy(List.of("é", "b", "éb"));
        assertEquals(
                SequenceBreakers.of(List.of(List.of(0, 1), List.of(2))), SequenceBreakers.of(List.of("éb"), letters));
    }

    @Test
    void refusesEmptyTexts() {
        assertThrows(IllegalArgumentException.class, () -> SequenceBreakers.of(List.of("a", ""), TOKENIZER));
    }
}
