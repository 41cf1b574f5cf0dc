package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.List;
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
final class HuggingFaceTokenizer implements Tokenizer, StreamDecoder.Pieces {
    private static final byte[] NONE = {};

    private final Map<String, Integer> ids;
    private final @Nullable String[] tokens;
    private final BitSet special = new BitSet();
    private final BitSet added = new BitSet();
    private final List<AddedToken> addedTokens;
    private final Detokenizer detokenizer;
    private final Roles roles;
    private final TextLimit limit;
    private final Supplier<NativeTokenizer> parsing;
    private final Supplier<NativeTokenizer> plain;

    /** The ids of the tokens with a role. */
    record Roles(OptionalInt bos, OptionalInt eos, OptionalInt pad, OptionalInt unk) {}

    /**
     * Makes a tokenizer.
     *
     * @param postProcessor what puts tokens around a text, a JSON null if nothing does
     */
    HuggingFaceTokenizer(TokenizerJson json, Roles roles, JsonNode postProcessor) {
        this.ids = json.ids();
        this.tokens = json.tokens();
        this.addedTokens = json.addedTokens();
        this.detokenizer = Detokenizer.of(json.part("decoder"));
        this.roles = roles;
        this.limit = TextLimit.of(json);
        for (AddedToken token : addedTokens) {
            added.set(token.id());
            special.set(token.id(), token.special());
        }
        this.parsing = Memoized.of(() -> new NativeTokenizer(json.forLibrary(true, postProcessor)));
        this.plain = special.isEmpty()
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
        checked(pair.ids());
        return pair;
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
    public byte[] piece(int id, boolean first) {
        String token = id >= 0 && id < tokens.length ? tokens[id] : null;
        if (token == null) {
            return NONE;
        }
        // An added token was found in the text as it is, and not in the byte alphabet of the others.
        return detokenizer.isByteLevel() && added.get(id)
                ? token.getBytes(StandardCharsets.UTF_8)
                : detokenizer.bytes(token, first);
    }

    @Override
    public int leadingBlanks() {
        return detokenizer.leadingBlanks();
    }

    @Override
    public byte[] bytes(int id) {
        return isSpecial(id) ? NONE : piece(id, false);
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

    @Override
    public OptionalInt bos() {
        return roles.bos();
    }

    @Override
    public OptionalInt eos() {
        return roles.eos();
    }

    @Override
    public OptionalInt pad() {
        return roles.pad();
    }

    @Override
    public OptionalInt unk() {
        return roles.unk();
    }

    @Override
    public boolean isSpecial(int id) {
        return id >= 0 && special.get(id);
    }

    @Override
    public List<AddedToken> addedTokens() {
        return addedTokens;
    }

    @Override
    public StreamDecoder stream(boolean skipSpecial, int... context) {
        return new StreamDecoder(this, skipSpecial, context);
    }
}
