package org.menura.format.tokenizer;

import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A BPE vocabulary read where it lies: nothing is copied into strings or trees, and no native library is started. Pairs
 * of texts, which vocabularies of this kind hardly meet, are left to a tokenizer that uses the library, made when it is
 * first needed.
 */
final class BytePairTokenizer extends VocabularyTokenizer {
    /** Longer ones, or more, are searched by the library, whose time does not grow with their length. */
    private static final int MAX_ADDED_LENGTH = 1024;

    private static final int MAX_ADDED_BYTES = 1 << 22;
    private static final int MAX_ADDED_TOKENS = 65_536;

    private final Spellings vocabulary;
    private final Supplier<BytePairEncoder> parsing;
    private final Supplier<BytePairEncoder> plain;
    private final Supplier<Tokenizer> library;

    /**
     * The parts of a {@code tokenizer.json} around its model.
     *
     * @param normalizer what happens to a text first
     * @param words how it is cut into words
     * @param around what goes around it
     * @param detokenizer what makes text of tokens
     * @param added the tokens that are looked for before all others, by id
     */
    record Parts(
            TextNormalizer normalizer,
            WordSplitter words,
            Surroundings around,
            Detokenizer detokenizer,
            List<AddedToken> added) {}

    private BytePairTokenizer(BytePairModel model, Parts parts, Roles roles, Supplier<Tokenizer> library) {
        super(parts.added, parts.detokenizer, roles);
        this.vocabulary = model.vocabulary();
        this.library = Memoized.of(library);
        this.parsing = Memoized.of(() -> encoder(model, parts, parts.added));
        this.plain = Memoized.of(() -> encoder(
                model,
                parts,
                parts.added.stream().filter(token -> !token.special()).toList()));
    }

    /**
     * Makes a tokenizer.
     *
     * @param library makes a tokenizer of the same vocabulary that uses the native library
     * @return null if the added tokens are such as only the library looks for
     */
    static @Nullable BytePairTokenizer of(BytePairModel model, Parts parts, Roles roles, Supplier<Tokenizer> library) {
        return areSimple(parts.added, parts.normalizer) ? new BytePairTokenizer(model, parts, roles, library) : null;
    }

    private static boolean areSimple(List<AddedToken> tokens, TextNormalizer normalizer) {
        long bytes = 0;
        Set<String> contents = new HashSet<>();
        for (AddedToken token : tokens) {
            String content = token.content();
            if (token.normalized()) {
                content = normalizer.apply(content);
                if (content.isEmpty() || !contents.add(content)) {
                    return false;
                }
            }
            bytes += 4L * content.length();
            if (token.singleWord() || token.lstrip() || token.rstrip() || content.length() > MAX_ADDED_LENGTH) {
                return false;
            }
        }
        return tokens.size() <= MAX_ADDED_TOKENS && bytes <= MAX_ADDED_BYTES;
    }

    private static BytePairEncoder encoder(BytePairModel model, Parts parts, List<AddedToken> added) {
        return new BytePairEncoder(model, parts.normalizer, parts.words, parts.around, added);
    }

    @Override
    public int[] encode(String text, boolean addSpecial, boolean parseSpecial) {
        return (parseSpecial ? parsing : plain).get().encode(TextLimit.wellFormed(text), addSpecial);
    }

    @Override
    public EncodedPair encodePair(String first, String second, boolean addSpecial) {
        return library.get().encodePair(first, second, addSpecial);
    }

    @Override
    @Nullable
    String spelling(int id) {
        String token = id >= 0 && id < vocabulary.size() ? vocabulary.text(id) : "";
        return token.isEmpty() ? null : token;
    }

    @Override
    public int size() {
        return vocabulary.size();
    }

    @Override
    public OptionalInt id(String token) {
        int id = vocabulary.find(token);
        return id < 0 ? OptionalInt.empty() : OptionalInt.of(id);
    }

    @Override
    public String token(int id) {
        Vocabulary.check(id, vocabulary.size());
        return vocabulary.text(id);
    }
}
