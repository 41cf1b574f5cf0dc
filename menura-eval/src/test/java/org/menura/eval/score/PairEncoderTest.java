package org.menura.eval.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;

class PairEncoderTest {
    private final Tokenizer tokenizer = ModelTokenizer.tokenizer(Path.of("..", "models", "stories260K"));
    private final PairEncoder encoder = new PairEncoder(tokenizer);

    private String shown(int[] ids) {
        StringBuilder out = new StringBuilder();
        for (int id : ids) {
            out.append(tokenizer.token(id)).append('|');
        }
        return out.toString();
    }

    @Test
    void contextsBeginWithTheFirstToken() {
        PairEncoder.Pair pair = encoder.pair("Once upon a", " time");
        assertEquals(1, pair.context()[0]);
        assertArrayEquals(
                tokenizer.encode("Once upon a time", true, true),
                IntStream.concat(Arrays.stream(pair.context()), Arrays.stream(pair.continuation()))
                        .toArray());
        assertEquals("▁time|", shown(pair.continuation()));
    }

    @Test
    void whiteSpaceThatEndsAContextBelongsToWhatFollows() {
        PairEncoder.Pair spaced = encoder.pair("Once upon a \n\u00a0\u3000", "time");
        PairEncoder.Pair plain = encoder.pair("Once upon a", " \n\u00a0\u3000time");
        assertArrayEquals(plain.context(), spaced.context());
        assertArrayEquals(plain.continuation(), spaced.continuation());
    }

    @Test
    void aTextThatBeginsWithTheFirstTokenGetsNoSecondOne() {
        int[] ids = encoder.text("<s>Once");
        assertEquals(1, ids[0]);
        assertEquals(false, ids[1] == 1, shown(ids));
        assertEquals(1, encoder.text("Once")[0]);
    }

    @Test
    void nothingBeforeTheContinuation() {
        PairEncoder.Pair pair = encoder.pair("", "Once");
        assertArrayEquals(new int[] {1}, pair.context());
        assertArrayEquals(tokenizer.encode("Once", false, true), pair.continuation());
        PairEncoder.Pair begun = encoder.pair("", "<s>Once");
        assertArrayEquals(new int[] {1}, begun.context());
        assertEquals(false, begun.continuation()[0] == 1);
        assertThrows(IllegalArgumentException.class, () -> encoder.pair("Once", ""));
    }
}
