package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.VocabularyTokenizer.Roles;

/**
 * A {@code tokenizer.json} together with the configuration beside it, which transformers lets change some of it.
 *
 * @param json the tokenizer
 * @param config the configuration
 * @param ownRoles the tokens with a role that the tokenizer's own file names, where the configuration names none
 */
record FolderTokenizer(TokenizerJson json, TokenizerConfig config, Roles ownRoles) {
    private static final OptionalInt NONE = OptionalInt.empty();

    /** From JSON, which need not come from a folder. */
    static FolderTokenizer of(JsonNode node, TokenizerConfig config) {
        TokenizerJson json = TokenizerJson.of(config.withNormalizer(node), config.addedTokens(), config.namedTokens());
        return new FolderTokenizer(json, config, new Roles(NONE, NONE, NONE, json.unknown()));
    }

    /**
     * From the files of a folder.
     *
     * @return null if none of the files is there
     */
    static @Nullable FolderTokenizer read(Path folder) {
        return read(folder, TokenizerConfig.read(folder));
    }

    /** From the files of a folder, with a configuration. */
    static @Nullable FolderTokenizer read(Path folder, TokenizerConfig config) {
        if (Files.isRegularFile(folder.resolve("tokenizer.json"))) {
            return of(Json.parse(folder.resolve("tokenizer.json")), config);
        }
        for (String name : List.of("tokenizer.model", "spiece.model", "sentencepiece.bpe.model")) {
            if (Files.isRegularFile(folder.resolve(name))) {
                return sentencePiece(folder.resolve(name), config);
            }
        }
        if (Files.isRegularFile(folder.resolve("vocab.json")) && Files.isRegularFile(folder.resolve("merges.txt"))) {
            JsonNode vocab = Json.parse(folder.resolve("vocab.json"));
            String merges = VocabularyFiles.text(folder.resolve("merges.txt"));
            if (ClipVocabulary.applies(vocab, config)) {
                return of(ClipVocabulary.json(vocab, merges, config), config);
            }
            TokenizerConfig whole =
                    config.withDefaults(TokenizerFamily.of(config).specials());
            return of(VocabularyFiles.byteLevelBpe(vocab, merges, whole), whole);
        }
        if (Files.isRegularFile(folder.resolve("vocab.txt"))) {
            return of(VocabularyFiles.wordPiece(VocabularyFiles.text(folder.resolve("vocab.txt")), config), config);
        }
        return null;
    }

    /** From a SentencePiece model. */
    static FolderTokenizer sentencePiece(Path file, TokenizerConfig config) {
        MemorySegment bytes = MemorySegment.ofArray(VocabularyFiles.bytes(file));
        SentencePieces pieces = SentencePieceModel.read(bytes, file.toString());
        if (!pieces.isExpressible()) {
            throw new FormatException(file + " is a SentencePiece model of words, of characters or with"
                    + " treat_whitespace_as_suffix, which is read by itself but not as the tokenizer of a folder.");
        }
        return sentencePiece(pieces, config);
    }

    static FolderTokenizer sentencePiece(SentencePieces pieces, TokenizerConfig config) {
        if (FairseqVocabulary.applies(config)) {
            return fairseq(FairseqVocabulary.of(pieces, config), config);
        }
        TokenizerFamily family = TokenizerFamily.of(config);
        SentencePieces configured = VocabularyFiles.configured(pieces, config);
        ObjectNode json = SentencePieceJson.of(configured);
        if (family == TokenizerFamily.LLAMA && !config.flag("legacy", true)) {
            json.putNull("normalizer");
            json.set(
                    "pre_tokenizer",
                    TokenizerJsonParts.metaspace(configured.normalizer().addSpacePrefix() ? "first" : "never"));
        } else if (family == TokenizerFamily.SIGLIP) {
            json.set("normalizer", VocabularyFiles.canonical(json.path("normalizer"), config));
        }
        return of(json, List.of(), pieces, config.withDefaults(family.specials()));
    }

    private static FolderTokenizer fairseq(SentencePieces pieces, TokenizerConfig config) {
        ObjectNode json = SentencePieceJson.of(pieces);
        SentencePieces.Special special = pieces.special();
        json.set(
                "post_processor",
                TokenizerJsonParts.pairs(special.bos(), special.eos(), special.eos(), 0, id -> pieces.pieces()[id]));
        return of(json, FairseqVocabulary.masks(pieces, config), pieces, config);
    }

    private static FolderTokenizer of(
            JsonNode json, List<AddedToken> own, SentencePieces pieces, TokenizerConfig config) {
        List<AddedToken> added = new ArrayList<>(config.addedTokens());
        added.addAll(own);
        SentencePieces.Special special = pieces.special();
        return new FolderTokenizer(
                TokenizerJson.of(json, added, config.namedTokens()),
                config,
                new Roles(special.bos(), special.eos(), special.pad(), special.unk()));
    }

    HuggingFaceTokenizer tokenizer() {
        return new HuggingFaceTokenizer(json, roles(), postProcessor(), config.givesTypes());
    }

    /** The ids of the tokens with a role. */
    Roles roles() {
        return roles(config, ownRoles, this::id);
    }

    /**
     * The ids of the tokens with a role.
     *
     * @param own those that the tokenizer's own file names
     * @param id finds a token of the vocabulary
     */
    static Roles roles(TokenizerConfig config, Roles own, Function<String, OptionalInt> id) {
        return new Roles(
                either(config.token("bos_token"), id, own.bos()),
                either(config.token("eos_token"), id, own.eos()),
                either(config.token("pad_token"), id, own.pad()),
                either(config.token("unk_token"), id, own.unk()));
    }

    private static OptionalInt either(
            Optional<String> configured, Function<String, OptionalInt> id, OptionalInt otherwise) {
        OptionalInt found = configured.map(id).orElse(NONE);
        return found.isPresent() ? found : otherwise;
    }

    private OptionalInt id(String token) {
        Integer id = json.ids().get(token);
        return id == null ? NONE : OptionalInt.of(id);
    }

    /** The id of the token with a role such as {@code cls_token}. */
    OptionalInt role(String name) {
        return config.token(name).map(this::id).orElse(NONE);
    }

    /** What puts tokens around a text. */
    JsonNode postProcessor() {
        return postProcessor(config, roles(), json.part("post_processor"), id -> String.valueOf(json.tokens()[id]));
    }

    /** What puts tokens around a text: some of transformers' classes make it from flags in the configuration. */
    static JsonNode postProcessor(TokenizerConfig config, Roles roles, JsonNode own, IntFunction<String> token) {
        if (!config.templateFromFlags()) {
            return own.isMissingNode() ? NullNode.getInstance() : own;
        }
        return TokenizerJsonParts.template(
                config.addsBos() ? roles.bos() : OptionalInt.empty(),
                config.flag("add_eos_token", false) ? roles.eos() : OptionalInt.empty(),
                token);
    }
}
