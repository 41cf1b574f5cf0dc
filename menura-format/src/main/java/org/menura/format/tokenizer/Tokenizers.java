package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.json.Json;

/**
 * Loaders of tokenizers of all kinds. Loading reads the vocabulary. BPE vocabularies are read where they lie and encode
 * here; for others the native library starts with the first encoding.
 */
public final class Tokenizers {
    private static final List<String> FILES = List.of(
            "tokenizer.json", "tokenizer.model", "spiece.model", "sentencepiece.bpe.model", "merges.txt", "vocab.txt");

    private Tokenizers() {}

    /**
     * Loads the tokenizer of a Hugging Face folder: {@code tokenizer.json}, else a SentencePiece {@code
     * tokenizer.model}, else GPT-2's {@code vocab.json} with {@code merges.txt}, else BERT's {@code vocab.txt}, else
     * RWKV's {@code rwkv_vocab_*.txt}. {@code tokenizer_config.json} and {@code special_tokens_map.json} count as
     * transformers takes them.
     *
     * @throws FormatException if there is none, or it is malformed
     */
    public static Tokenizer fromFolder(Path folder) {
        Path json = folder.resolve("tokenizer.json");
        if (Files.isRegularFile(json)) {
            return fromJson(json, TokenizerConfig.read(folder));
        }
        FolderTokenizer tokenizer = FolderTokenizer.read(folder);
        if (tokenizer != null) {
            return tokenizer.tokenizer();
        }
        Path rwkv = rwkvVocabulary(folder);
        if (rwkv != null) {
            return fromRwkv(rwkv);
        }
        throw new FormatException("The folder " + folder + " has no tokenizer: tokenizer.json, tokenizer.model, "
                + "vocab.json with merges.txt, vocab.txt, or rwkv_vocab_*.txt is needed.");
    }

    /** Returns whether a folder has the files of a tokenizer. */
    public static boolean isIn(Path folder) {
        return FILES.stream().anyMatch(f -> Files.isRegularFile(folder.resolve(f))) || rwkvVocabulary(folder) != null;
    }

    /**
     * Loads the tokenizer in a file: a {@code tokenizer.json} (with the configuration beside it), a SentencePiece
     * {@code .model}, RWKV's {@code .txt}, or a GGUF file.
     *
     * @throws FormatException if it is of another kind, or malformed
     */
    public static Tokenizer fromFile(Path file) {
        String name = file.getFileName().toString();
        if (name.endsWith(".json")) {
            return fromJson(file, TokenizerConfig.read(file.toAbsolutePath().resolveSibling(".")));
        }
        if (name.endsWith(".model")) {
            return fromSentencePiece(VocabularyFiles.bytes(file), file.toString());
        }
        if (name.endsWith(".txt")) {
            return fromRwkv(file);
        }
        if (GgufFile.isGguf(file)) {
            return fromGguf(GgufFile.open(file).metadata());
        }
        throw new FormatException(
                file + " is no tokenizer: tokenizer.json, a SentencePiece .model, RWKV's vocabulary as"
                        + " .txt, and .gguf are read.");
    }

    /**
     * Creates the tokenizer that the metadata of a GGUF file describes.
     *
     * @param metadata whole numbers as Long, floating-point ones as Double, arrays as String[] or {@link
     *     org.menura.format.gguf.GgufStrings}, byte[], long[], double[] or boolean[], as {@link GgufFile#metadata} has them
     * @throws FormatException if there is none, or it is malformed or of a kind that is not supported
     */
    public static Tokenizer fromGguf(Map<String, Object> metadata) {
        GgufVocabulary vocabulary = GgufVocabulary.of(metadata);
        if (vocabulary.model().equals("rwkv")) {
            return rwkv(vocabulary);
        }
        Tokenizer own = GgufBytePairs.of(vocabulary, () -> withLibrary(vocabulary));
        return own == null ? withLibrary(vocabulary) : own;
    }

    /** Creates the tokenizer of a GGUF file's vocabulary by way of a tokenizer.json. */
    static Tokenizer withLibrary(GgufVocabulary vocabulary) {
        ObjectNode json = GgufVocabularyJson.of(vocabulary);
        TokenizerJson tokenizer = TokenizerJson.of(json, List.of());
        VocabularyTokenizer.Roles roles = GgufVocabularyJson.roles(vocabulary);
        return vocabulary.model().equals("t5")
                ? SentencePieceTokenizer.of(
                        GgufVocabularyJson.unigram(vocabulary), tokenizer, roles, json.get("post_processor"))
                : new HuggingFaceTokenizer(tokenizer, roles, json.get("post_processor"), true);
    }

    /**
     * Counts the tokens of the vocabulary in a GGUF file's metadata, without reading it.
     *
     * @throws FormatException as {@link #fromGguf}
     */
    public static int sizeFromGguf(Map<String, Object> metadata) {
        return GgufVocabulary.of(metadata).tokens().size();
    }

    /**
     * Converts a GGUF file's vocabulary to a {@code tokenizer.json} that gives the same ids.
     *
     * @throws FormatException as {@link #fromGguf}, and for RWKV's vocabulary, which a tokenizer.json can't express
     */
    public static String jsonFromGguf(Map<String, Object> metadata) {
        GgufVocabulary vocabulary = GgufVocabulary.of(metadata);
        if (vocabulary.model().equals("rwkv")) {
            throw new FormatException("RWKV's vocabulary can't be written as a tokenizer.json: keep its"
                    + " rwkv_vocab_*.txt beside the model.");
        }
        return JsonNodes.write(GgufVocabularyJson.of(vocabulary));
    }

    /**
     * Returns the {@code tokenizer_config.json} that goes with {@link #jsonFromGguf}: which tokens begin, end and pad a
     * text.
     *
     * @throws FormatException if the metadata hold no vocabulary
     */
    public static String configFromGguf(Map<String, Object> metadata) {
        return JsonNodes.write(GgufVocabularyJson.config(GgufVocabulary.of(metadata)));
    }

    /**
     * Converts the tokenizer of a GGUF file to the files of a folder, by file name: {@code tokenizer.json} and its
     * configuration, or RWKV's vocabulary.
     *
     * @throws FormatException as {@link #fromGguf}
     */
    public static Map<String, String> filesFromGguf(Map<String, Object> metadata) {
        GgufVocabulary vocabulary = GgufVocabulary.of(metadata);
        return vocabulary.model().equals("rwkv")
                ? Map.of("rwkv_vocab.txt", RwkvVocabulary.write(rwkvTokens(vocabulary)))
                : Map.of("tokenizer.json", jsonFromGguf(metadata), "tokenizer_config.json", configFromGguf(metadata));
    }

    /** Returns the tokenizer of the 256 bytes, of which each is its own id. */
    public static Tokenizer bytes() {
        return ByteStringTokenizer.bytes();
    }

    /**
     * Loads a {@code tokenizer.json} in memory, without a configuration.
     *
     * @param source name of its origin, for messages
     * @throws FormatException if it is malformed
     */
    public static Tokenizer fromJson(byte[] json, String source) {
        TokenizerConfig config = TokenizerConfig.NONE;
        return either(
                Json.streamAll(json, source, JsonBytePairs::read),
                config,
                () -> FolderTokenizer.of(Json.parse(json, source), config).tokenizer());
    }

    private static Tokenizer fromJson(Path file, TokenizerConfig config) {
        return either(
                Json.streamAll(file, JsonBytePairs::read),
                config,
                () -> FolderTokenizer.of(Json.parse(file), config).tokenizer());
    }

    private static Tokenizer either(Optional<JsonBytePairs> read, TokenizerConfig config, Supplier<Tokenizer> library) {
        Tokenizer own = read.isPresent() ? read.get().tokenizer(config, library) : null;
        return own == null ? library.get() : own;
    }

    /**
     * Loads a SentencePiece model in memory.
     *
     * @param source name of its origin, for messages
     * @throws FormatException if it is malformed, or neither unigram nor BPE
     */
    public static Tokenizer fromSentencePiece(byte[] model, String source) {
        return SentencePieceTokenizer.of(SentencePieceModel.read(MemorySegment.ofArray(model), source));
    }

    /**
     * Loads RWKV's vocabulary file in memory.
     *
     * @param source name of its origin, for messages
     * @throws FormatException if it is malformed, or lacks a token for one of the 256 bytes
     */
    public static Tokenizer fromRwkv(byte[] file, String source) {
        return rwkv(RwkvVocabulary.read(new String(file, StandardCharsets.UTF_8), source), source);
    }

    static Tokenizer fromRwkv(Path file) {
        return rwkv(RwkvVocabulary.read(VocabularyFiles.text(file), file.toString()), file.toString());
    }

    static Tokenizer rwkv(byte[][] tokens, String source) {
        List<AddedToken> controls =
                tokens[0].length == 0 ? List.of(AddedToken.exact(0, RwkvVocabulary.END_OF_TEXT, true)) : List.of();
        return new ByteStringTokenizer(tokens, controls, source);
    }

    static @Nullable Path rwkvVocabulary(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new FormatException("There is no folder " + folder + ".");
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches("rwkv_vocab.*\\.txt"))
                    .sorted()
                    .findFirst()
                    .orElse(null);
        } catch (IOException e) {
            throw new FormatException("Can't list the folder " + folder + ": " + e.getMessage() + ".", e);
        }
    }

    private static Tokenizer rwkv(GgufVocabulary vocabulary) {
        List<AddedToken> controls = new ArrayList<>();
        for (int id = 0; id < vocabulary.tokens().size(); id++) {
            if (isRwkvControl(vocabulary, id)) {
                controls.add(AddedToken.exact(id, vocabulary.tokens().get(id), true));
            }
        }
        return new ByteStringTokenizer(rwkvTokens(vocabulary), controls, "The GGUF file's vocabulary");
    }

    private static boolean isRwkvControl(GgufVocabulary vocabulary, int id) {
        return vocabulary.type(id) == TokenType.CONTROL
                && !vocabulary.tokens().get(id).isEmpty();
    }

    /** Returns the bytes of each token; none for control tokens and those that are not used. */
    private static byte[][] rwkvTokens(GgufVocabulary vocabulary) {
        byte[][] tokens = new byte[vocabulary.tokens().size()][];
        for (int id = 0; id < tokens.length; id++) {
            boolean text = vocabulary.type(id) != TokenType.UNUSED && !isRwkvControl(vocabulary, id);
            tokens[id] = text
                    ? RwkvVocabulary.unescape(
                            vocabulary.tokens().get(id), "Token " + id + " of the GGUF file's vocabulary")
                    : new byte[0];
        }
        return tokens;
    }
}
