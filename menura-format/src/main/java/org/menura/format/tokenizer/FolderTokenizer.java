package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.HuggingFaceTokenizer.Roles;

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
        TokenizerJson json = TokenizerJson.of(node, config.addedTokens());
        return new FolderTokenizer(json, config, new Roles(NONE, NONE, NONE, json.unknown()));
    }

    /**
     * From the files of a folder.
     *
     * @return null if none of the files is there
     */
    static @Nullable FolderTokenizer read(Path folder) {
        TokenizerConfig config = TokenizerConfig.read(folder);
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
            return of(VocabularyFiles.byteLevelBpe(vocab, merges, config), config);
        }
        if (Files.isRegularFile(folder.resolve("vocab.txt"))) {
            return of(VocabularyFiles.wordPiece(VocabularyFiles.text(folder.resolve("vocab.txt")), config), config);
        }
        return null;
    }

    /** From a SentencePiece model. */
    static FolderTokenizer sentencePiece(Path file, TokenizerConfig config) {
        MemorySegment bytes = MemorySegment.ofArray(VocabularyFiles.bytes(file));
        return sentencePiece(SentencePieceModel.read(bytes, file.toString()), config);
    }

    static FolderTokenizer sentencePiece(SentencePieces pieces, TokenizerConfig config) {
        JsonNode json = SentencePieceJson.of(VocabularyFiles.configured(pieces, config));
        SentencePieces.Special special = pieces.special();
        return new FolderTokenizer(
                TokenizerJson.of(json, config.addedTokens()),
                config,
                new Roles(special.bos(), special.eos(), special.pad(), special.unk()));
    }

    HuggingFaceTokenizer tokenizer() {
        return new HuggingFaceTokenizer(json, roles(), postProcessor());
    }

    /** The ids of the tokens with a role. */
    Roles roles() {
        return new Roles(
                either("bos_token", ownRoles.bos()),
                either("eos_token", ownRoles.eos()),
                either("pad_token", ownRoles.pad()),
                either("unk_token", ownRoles.unk()));
    }

    private OptionalInt either(String role, OptionalInt own) {
        OptionalInt configured = role(role);
        return configured.isPresent() ? configured : own;
    }

    /** The id of the token with a role such as {@code cls_token}. */
    OptionalInt role(String name) {
        Integer id = config.token(name).map(json.ids()::get).orElse(null);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /** What puts tokens around a text: some of transformers' classes make it from flags in the configuration. */
    JsonNode postProcessor() {
        if (!config.templateFromFlags()) {
            JsonNode part = json.part("post_processor");
            return part.isMissingNode() ? NullNode.getInstance() : part;
        }
        Roles roles = roles();
        return TokenizerJsonParts.template(
                config.flag("add_bos_token", true) ? roles.bos() : OptionalInt.empty(),
                config.flag("add_eos_token", false) ? roles.eos() : OptionalInt.empty(),
                id -> String.valueOf(json.tokens()[id]));
    }
}
