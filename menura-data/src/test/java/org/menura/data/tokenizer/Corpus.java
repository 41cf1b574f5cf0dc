package org.menura.data.tokenizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.menura.data.TestData;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.tensor.Rng;

/** Texts to learn from, and checks that all tokenizers must pass. */
final class Corpus {
    /** What a byte or two can go wrong in: scripts, marks, control characters, blanks, look-alikes of tokens. */
    static final List<String> HARD = List.of(
            "",
            " ",
            "   two  leading and trailing   ",
            "\n\n\t line\r\nbreaks \n",
            "naïve Ünïcode ﬀ ½ e\u0301",
            "日本語のテキスト、한국어 और हिन्दी العربية",
            "👩‍👩‍👧‍👦 🇩🇪 \uD83D\uDE00 𝒳",
            "\u0000\u0001\u007F\u0085\u00A0\u2028\uFEFF\uFFFD",
            "<unk> <s> </s> <0x41><0x0A> <|endoftext|> <0x",
            "Ġthe Ċ 3.14159 1234567890 ''s don't WE'LL");

    private Corpus() {}

    /** Speeches of Shakespeare. */
    static List<String> speeches() {
        try {
            return List.of(
                    Files.readString(TestData.path("text/shakespeare.txt")).split("\n\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same in another order. */
    static List<String> shuffled(List<String> documents) {
        List<String> result = new ArrayList<>(documents);
        Rng rng = new Rng(1);
        for (int i = result.size() - 1; i > 0; i--) {
            int other = rng.nextInt(i + 1);
            result.set(i, result.set(other, result.get(i)));
        }
        return result;
    }

    /** Code points from all of Unicode, half of them below U+0250. */
    static String randomText(Rng rng, int length) {
        StringBuilder text = new StringBuilder();
        while (length-- > 0) {
            int c = rng.nextInt(2) == 0 ? rng.nextInt(0x250) : rng.nextInt(0x110000);
            boolean surrogate = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
            text.appendCodePoint(surrogate || c == '▁' ? ' ' : c);
        }
        return text.toString();
    }

    static void assertRoundTrips(Tokenizer tokenizer) {
        List<String> texts = new ArrayList<>(HARD);
        texts.addAll(speeches().subList(0, 50));
        Rng rng = new Rng(2);
        for (int i = 0; i < 100; i++) {
            texts.add(randomText(rng, 30));
        }
        for (String text : texts) {
            assertEquals(text, tokenizer.decode(tokenizer.encode(text, false, false), true));
        }
    }

    static void assertIds(Tokenizer tokenizer, String... tokens) {
        for (int id = 0; id < tokens.length; id++) {
            assertEquals(tokens[id], tokenizer.token(id));
            assertArrayEquals(new int[] {id}, tokenizer.encode(tokens[id], false, true));
        }
    }

    static double charactersPerToken(Tokenizer tokenizer, List<String> texts) {
        double characters = 0;
        double tokens = 0;
        for (String text : texts) {
            characters += text.length();
            tokens += tokenizer.encode(text, false, false).length;
        }
        return characters / tokens;
    }
}
