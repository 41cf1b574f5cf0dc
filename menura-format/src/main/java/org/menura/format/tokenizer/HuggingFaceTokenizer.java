package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A {@code tokenizer.json}. The Hugging Face library encodes, from its first use on; decoding is ours, so that it can
 * stream.
 */
sealed class HuggingFaceTokenizer extends VocabularyTokenizer permits SentencePieceTokenizer {

    private final Map<String, Integer> ids;
    private final @Nullable String[] tokens;
    private final TextLimit limit;
    private final boolean givesTypes;
    private final Supplier<NativeTokenizer> parsing;
    private final Supplier<NativeTokenizer> plain;

    /**
     * Makes a tokenizer.
     *
     * @param postProcessor what puts tokens around a text, a JSON null if nothing does
     * @param givesTypes whether the tokens of a pair have the types that it says
     */
    HuggingFaceTokenizer(TokenizerJson json, Roles roles, JsonNode postProcessor, boolean givesTypes) {
        super(json.addedTokens(), Detokenizer.of(json.part("decoder")), roles);
        this.ids = json.ids();
        this.tokens = json.tokens();
        this.limit = TextLimit.of(json);
        this.givesTypes = givesTypes;
        this.parsing = Memoized.of(() -> new NativeTokenizer(json.forLibrary(true, postProcessor)));
        this.plain = hasNoSpecial()
                ? parsing
                : Memoized.of(() -> new NativeTokenizer(json.forLibrary(false, postProcessor)));
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
        return checked((parseSpecial ? parsing : plain).get().encode(limit.check(text), addSpecial));
    }

    @Override
    public EncodedPair encodePair(String first, String second, boolean addSpecial) {
        EncodedPair pair = plain.get().encode(limit.check(first), limit.check(second), addSpecial);
        int[] both = checked(pair.ids());
        return givesTypes ? pair : new EncodedPair(both, new int[both.length]);
    }

    /** The tokens around a text have ids of their own in the file, which need not be in the vocabulary. */
    private int[] checked(int[] encoded) {
        for (int id : encoded) {
            if (id >= tokens.length) {
                throw new FormatException("The post_processor of the tokenizer.json adds the token id " + id
                        + ", but the vocabulary ends at " + (tokens.length - 1) + ".");
            }
        }
        return encoded;
    }

    @Override
    @Nullable
    String spelling(int id) {
        return id >= 0 && id < tokens.length ? tokens[id] : null;
    }

    @Override
    public int size() {
        return tokens.length;
    }

    @Override
    public OptionalInt id(String token) {
        Integer id = ids.get(token);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public String token(int id) {
        Vocabulary.check(id, tokens.length);
        return Objects.requireNonNullElse(tokens[id], "");
    }
}
