package org.menura.serve.work;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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

    /** Tokens before the name of a repository, and before the name of a file. */
    private static final List<String> REPOSITORY =
            List.of("<|repo_name|>", "<|fim_repo|>", "<fim-repo>", "<REPO>", "<reponame>");

    private static final List<String> FILE = List.of("<|file_sep|>");
    private static final List<String> PADDING = List.of("<|fim_pad|>", "<fim-pad>", "<fim_pad>");

    /** What llama.cpp's server calls the repository and the file that nobody names, and what it puts between files. */
    private static final String NO_REPOSITORY = "myproject\n";

    private static final String NO_FILE = "filename\n";
    private static final String BETWEEN = "\n\n--- snippet ---\n\n";

    /**
     * A part of another file.
     *
     * @param name the file's
     */
    public record Other(String name, String text) {}

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
        return ids(tokenizer, before, "", behind, param);
    }

    /**
     * Builds the prompt for what stands between two texts and begins with a third.
     *
     * @param beginning may hold the texts of special tokens
     * @param param the request's parameter that asks for it
     * @throws HttpError if the model has no tokens for it
     */
    public static int[] ids(Tokenizer tokenizer, String before, String beginning, String behind, String param) {
        Fim fim = of(tokenizer);
        if (fim == null) {
            throw HttpError.unsupported(
                    param,
                    "the model has no tokens to fill in between two texts, so it takes no '%s'".formatted(param));
        }
        IntStream head =
                IntStream.concat(plain(tokenizer, before), IntStream.of(tokenizer.encode(beginning, false, true)));
        IntStream tail = plain(tokenizer, behind);
        IntStream start = tokenizer.bos().isPresent() && tokenizer.encode("", true, true).length > 0
                ? IntStream.of(tokenizer.bos().getAsInt())
                : IntStream.empty();
        IntStream rest = fim.middle < 0
                ? IntStream.concat(joined(fim.suffix, tail), joined(fim.prefix, head))
                : IntStream.concat(
                        IntStream.concat(joined(fim.prefix, head), joined(fim.suffix, tail)), IntStream.of(fim.middle));
        return IntStream.concat(start, rest).toArray();
    }

    /**
     * Builds what stands before such a prompt: parts of other files, in the form for repositories that Qwen's models were
     * taught (arXiv 2409.12186, section 3.2) where the vocabulary has it, as llama.cpp's server does.
     */
    public static int[] context(Tokenizer tokenizer, List<Other> others) {
        OptionalInt file = first(tokenizer, FILE);
        IntStream repository =
                first(tokenizer, REPOSITORY).stream().flatMap(token -> joined(token, plain(tokenizer, NO_REPOSITORY)));
        IntStream parts = others.stream()
                .flatMapToInt(other -> IntStream.concat(
                        file.isPresent()
                                ? joined(file.getAsInt(), plain(tokenizer, other.name + "\n"))
                                : plain(tokenizer, BETWEEN),
                        plain(tokenizer, other.text)));
        IntStream own = file.stream().flatMap(token -> joined(token, plain(tokenizer, NO_FILE)));
        return IntStream.concat(IntStream.concat(repository, parts), own).toArray();
    }

    /** Returns the tokens that begin something else than what stands between two texts, and so end that. */
    public static Set<Integer> ends(Tokenizer tokenizer) {
        return Stream.of(REPOSITORY, FILE, PADDING)
                .flatMap(names -> first(tokenizer, names).stream().boxed())
                .collect(Collectors.toSet());
    }

    private static OptionalInt first(Tokenizer tokenizer, List<String> names) {
        return names.stream()
                .map(tokenizer::id)
                .filter(OptionalInt::isPresent)
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    private static IntStream plain(Tokenizer tokenizer, String text) {
        return IntStream.of(tokenizer.encode(text, false, false));
    }

    private static IntStream joined(int token, IntStream ids) {
        return IntStream.concat(IntStream.of(token), ids);
    }
}
