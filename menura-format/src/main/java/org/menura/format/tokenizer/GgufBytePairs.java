package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.SentencePieces.Normalizer;

/** Reads the BPE vocabulary of a GGUF file where it lies. */
final class GgufBytePairs {
    private GgufBytePairs() {}

    /**
     * Makes the tokenizer of a vocabulary.
     *
     * @param library makes the same one with the native library
     * @return null if it is none of BPE, or has something unusual that only the library's way knows, or refuses
     * @throws org.menura.format.FormatException if a field is of the wrong type, or the pre-tokenizer is not supported
     */
    static @Nullable Tokenizer of(GgufVocabulary vocabulary, Supplier<Tokenizer> library) {
        return switch (vocabulary.model()) {
            case "llama" -> sentencePiece(vocabulary, library);
            case "gpt2" -> byteLevel(vocabulary, PreTokenizer.of(vocabulary.string("pre", "default")), library);
            case "gemma4" -> byteLevel(vocabulary, PreTokenizer.of("gemma4"), library);
            default -> null;
        };
    }

    private static @Nullable Tokenizer sentencePiece(GgufVocabulary vocabulary, Supplier<Tokenizer> library) {
        double[] scores = vocabulary.scores();
        for (double score : scores) {
            if (!Double.isFinite(score) || (float) score != score) {
                return null;
            }
        }
        Normalizer rules = GgufVocabularyJson.normalizer(vocabulary, true);
        VocabularyTokenizer.Roles roles = GgufVocabularyJson.roles(vocabulary);
        Spellings tokens = Spellings.of(vocabulary.tokens(), false);
        if (tokens == null) {
            return null;
        }
        BitSet mergeable = new BitSet(tokens.size());
        boolean bytes = false;
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            TokenType type = vocabulary.type(id);
            mergeable.set(id, type == TokenType.NORMAL || type == TokenType.USER_DEFINED);
            bytes |= type == TokenType.BYTE;
            if (type != TokenType.NORMAL) {
                SentencePieceJson.addedToken(id, tokens.text(id), type, added);
            }
        }
        BytePairModel model = new BytePairModel(
                tokens,
                new BitSet(),
                new Merges.Scored(tokens, mergeable, scores),
                bytes ? BytePairModel.byteIds(tokens) : null,
                roles.unk().orElse(-1),
                true,
                false);
        return tokenizer(
                vocabulary,
                model,
                SentencePieceJson.normalizer(rules),
                NullNode.getInstance(),
                SentencePieceJson.decoder(rules),
                added,
                GgufVocabularyJson.template(vocabulary, true, false),
                library);
    }

    private static @Nullable Tokenizer byteLevel(
            GgufVocabulary vocabulary, PreTokenizer words, Supplier<Tokenizer> library) {
        Spellings merges = Spellings.of(vocabulary.merges(), true);
        Spellings tokens = Spellings.of(vocabulary.tokens(), false);
        if (tokens == null || merges == null) {
            return null;
        }
        List<AddedToken> added = new ArrayList<>();
        for (int id = 0; id < tokens.size(); id++) {
            TokenType type = vocabulary.type(id);
            boolean special = type == TokenType.CONTROL || type == TokenType.UNKNOWN;
            if (special || type == TokenType.USER_DEFINED) {
                added.add(AddedToken.exact(id, tokens.text(id), special));
            }
        }
        BytePairModel model = new BytePairModel(
                tokens,
                new BitSet(),
                new Merges.Ranked(tokens, merges),
                words.byteLevel() ? null : BytePairModel.byteIds(tokens),
                -1,
                false,
                words.ignoreMerges());
        return tokenizer(
                vocabulary,
                model,
                GgufVocabularyJson.normalizer(words),
                words.json(),
                GgufVocabularyJson.decoder(words),
                added,
                GgufVocabularyJson.template(vocabulary, words.addBos(), false),
                library);
    }

    private static @Nullable Tokenizer tokenizer(
            GgufVocabulary vocabulary,
            BytePairModel model,
            JsonNode normalizer,
            JsonNode preTokenizer,
            JsonNode decoder,
            List<AddedToken> added,
            JsonNode postProcessor,
            Supplier<Tokenizer> library) {
        TextNormalizer normalizing = TextNormalizer.of(normalizer);
        WordSplitter splitting = WordSplitter.of(preTokenizer);
        Surroundings around = Surroundings.of(postProcessor, model.vocabulary().size());
        if (normalizing == null || splitting == null || around == null) {
            return null;
        }
        return BytePairTokenizer.of(
                model,
                new BytePairTokenizer.Parts(
                        normalizing,
                        splitting,
                        around,
                        Detokenizer.of(decoder),
                        SwallowedBlanks.of(vocabulary).in(added)),
                GgufVocabularyJson.roles(vocabulary),
                library);
    }
}
