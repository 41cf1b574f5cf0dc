package org.menura.format.tokenizer;

import java.util.Random;
import java.util.function.IntFunction;

/** Texts made of what tokenizers trip over, and of a vocabulary's own tokens. */
final class RandomTexts {
    private static final String[] AWKWARD = {
        "\t",
        "\r\n",
        "\u0085",
        "\u00A0",
        "\u2028",
        "'s",
        "'LL",
        "'\u017F",
        "\u0301",
        "e\u0301",
        "<0x0A>",
        "<unk>",
        "\0",
        "\uFEFF",
        "\u200D",
        "\uD83D\uDE00",
        "\uD83D",
        "  ",
        ".",
        "▁",
        "3.14"
    };
    private static final String[] WORDS = {
        "Hello", " world", " the", "ing", "ation", "Straße", "日本語", "Привет", "한국어", "مرحبا", "hELLO", " don't"
    };

    private final Random random;
    private final IntFunction<String> token;
    private final int tokens;

    RandomTexts(long seed, int tokens, IntFunction<String> token) {
        this.random = new Random(seed);
        this.tokens = tokens;
        this.token = token;
    }

    String next() {
        StringBuilder text = new StringBuilder();
        for (int parts = random.nextInt(12); parts > 0; parts--) {
            switch (random.nextInt(11)) {
                case 0 -> text.append(" ".repeat(random.nextInt(20)));
                case 1 -> text.append("\n".repeat(random.nextInt(5)));
                case 2 -> text.append(random.nextInt(1_000_000));
                case 3 -> text.appendCodePoint(random.nextInt(Character.MAX_CODE_POINT + 1));
                case 4 -> text.appendCodePoint(random.nextInt(0x3000));
                case 5 -> random.ints(random.nextInt(8), ' ', 0x7F).forEach(text::appendCodePoint);
                case 6 -> text.append(token.apply(random.nextInt(tokens)));
                case 7 ->
                    text.append(token.apply(random.nextInt(tokens))
                            .replace('▁', ' ')
                            .replace('Ġ', ' '));
                case 8 -> text.append(AWKWARD[random.nextInt(AWKWARD.length)]);
                case 9 -> random.ints(random.nextInt(30), 'a', 'z' + 1).forEach(text::appendCodePoint);
                default -> text.append(WORDS[random.nextInt(WORDS.length)]);
            }
        }
        return text.toString();
    }
}
