package org.menura.serve.work;

import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.serve.http.HttpError;

/**
 * Prompts that ask a model for what stands between two texts (fill in the middle, Bavarian et al., arXiv 2207.14255): its
 * control tokens around prefix and suffix, the prefix first.
 *
 * @param prefix token before the prefix
 * @param suffix token before the suffix
 * @param middle token after both; where the suffix comes first, -1
 */
public record Fim(int prefix, int suffix, int middle) {
    /** The tokens of model families: before the prefix, before the suffix, before the middle. */
    private static final List<List<String>> FAMILIES = List.of(
            List.of("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>"), // Qwen, CodeGemma, Granite
            List.of("<fim_prefix>", "<fim_suffix>", "<fim_middle>"), // StarCoder
            List.of("<fim-prefix>", "<fim-suffix>", "<fim-middle>"),
            List.of("<｜fim▁begin｜>", "<｜fim▁hole｜>", "<｜fim▁end｜>"), // DeepSeek
            List.of("▁<PRE>", "▁<SUF>", "▁<MID>"), // Code Llama
            List.of("<PRE>", "<SUF>", "<MID>"),
            List.of("<|code_prefix|>", "<|code_suffix|>", "<|code_middle|>"),
            List.of("[PREFIX]", "[SUFFIX]", "")); // Codestral: the suffix first

    /** Returns the tokens of a vocabulary, or null if it has none. */
    public static @Nullable Fim of(Tokenizer tokenizer) {
        for (List<String> family : FAMILIES) {
            OptionalInt before = tokenizer.id(family.get(0));
            OptionalInt behind = tokenizer.id(family.get(1));
            OptionalInt middle = family.get(2).isEmpty() ? OptionalInt.of(-1) : tokenizer.id(family.get(2));
            if (before.isPresent() && behind.isPresent() && middle.isPresent()) {
                return new Fim(before.getAsInt(), behind.getAsInt(), middle.getAsInt());
            }
        }
        return null;
    }

    /**
     * Builds the prompt for what stands between two texts.
     *
     * @param param the request's parameter that asks for it
     * @throws HttpError if the model has no tokens for it
     */
    public static int[] ids(Tokenizer tokenizer, String before, String behind, String param) {
        Fim fim = of(tokenizer);
        if (fim == null) {
            throw HttpError.unsupported(
                    param,
                    "the model has no tokens to fill in between two texts, so it takes no '%s'".formatted(param));
        }
        IntStream head = IntStream.of(tokenizer.encode(before, false, false));
        IntStream tail = IntStream.of(tokenizer.encode(behind, false, false));
        IntStream start = tokenizer.bos().isPresent() && tokenizer.encode("", true, true).length > 0
                ? IntStream.of(tokenizer.bos().getAsInt())
                : IntStream.empty();
        IntStream rest = fim.middle < 0
                ? IntStream.concat(joined(fim.suffix, tail), joined(fim.prefix, head))
                : IntStream.concat(
                        IntStream.concat(joined(fim.prefix, head), joined(fim.suffix, tail)), IntStream.of(fim.middle));
        return IntStream.concat(start, rest).toArray();
    }

    private static IntStream joined(int token, IntStream ids) {
        return IntStream.concat(IntStream.of(token), ids);
    }
}
