package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.tensor.annotation.Internal;

/**
 * Conversion of a Hugging Face tokenizer to the {@code tokenizer.ggml.*} metadata that llama.cpp's converter writes.
 * Values are as in {@link Tokenizers#fromGguf}; on disk, long[] is an array of INT32, double[] of FLOAT32 and byte[] of
 * UINT8.
 */
@Internal
public final class GgufVocabularyWriter {
    private static final String PREFIX = "tokenizer.ggml.";
    private static final String SPACE = "▁";

    private final FolderTokenizer source;
    private final Map<String, Object> metadata = new LinkedHashMap<>();
    private final @Nullable String[] spellings;
    private final String[] tokens;
    private final long[] types;

    private GgufVocabularyWriter(FolderTokenizer source, int rows) {
        this.source = source;
        this.spellings = source.json().tokens();
        int size = Math.max(rows, spellings.length);
        this.tokens = new String[size];
        this.types = new long[size];
        for (int id = 0; id < size; id++) {
            String token = id < spellings.length ? spellings[id] : null;
            tokens[id] = token == null ? "[PAD" + id + "]" : token;
            types[id] = (token == null ? TokenType.UNUSED : TokenType.NORMAL).number();
        }
        for (AddedToken token : source.json().addedTokens()) {
            types[token.id()] = (token.special() ? TokenType.CONTROL : TokenType.USER_DEFINED).number();
        }
    }

    /**
     * Converts the tokenizer in a Hugging Face folder to metadata.
     *
     * @param rows how many rows the model's embedding has; tokens that the vocabulary lacks become unused ones, named
     *     {@code [PAD id]}
     * @throws FormatException if the folder has no tokenizer, or one that GGUF can't express
     */
    public static Map<String, Object> fromFolder(Path folder, int rows) {
        FolderTokenizer tokenizer = FolderTokenizer.read(folder);
        if (tokenizer != null && tokenizer.json().tokens().length > rows) {
            tokenizer =
                    FolderTokenizer.read(folder, TokenizerConfig.read(folder).withoutNamedTokens());
        }
        if (tokenizer != null) {
            return of(tokenizer, rows);
        }
        Path rwkv = Tokenizers.rwkvVocabulary(folder);
        if (rwkv == null) {
            throw new FormatException("The folder " + folder + " has no tokenizer that a GGUF file could hold.");
        }
        byte[][] read = RwkvVocabulary.read(VocabularyFiles.text(rwkv), rwkv.toString());
        return rwkv(read, rows);
    }

    static Map<String, Object> of(FolderTokenizer source, int rows) {
        return new GgufVocabularyWriter(source, rows).write();
    }

    /** RWKV's vocabulary: token 0, which its file doesn't list, is the control token for the end of a text. */
    static Map<String, Object> rwkv(byte[][] vocabulary, int rows) {
        int size = Math.max(rows, vocabulary.length);
        String[] tokens = new String[size];
        long[] types = new long[size];
        for (int id = 0; id < size; id++) {
            byte[] token = id < vocabulary.length ? vocabulary[id] : new byte[0];
            boolean gap = token.length == 0;
            boolean end = id == 0 && gap;
            tokens[id] = !gap ? RwkvVocabulary.escape(token) : end ? "<s>" : "[PAD" + id + "]";
            types[id] = (!gap ? TokenType.NORMAL : end ? TokenType.CONTROL : TokenType.UNUSED).number();
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put(PREFIX + "model", "rwkv");
        metadata.put(PREFIX + "tokens", tokens);
        metadata.put(PREFIX + "token_type", types);
        if (types[0] == TokenType.CONTROL.number()) {
            metadata.put(PREFIX + "bos_token_id", 0L);
            metadata.put(PREFIX + "eos_token_id", 0L);
        }
        return metadata;
    }

    private Map<String, Object> write() {
        String type = source.json().model().path("type").asText();
        switch (type) {
            case "BPE" -> {
                if (isByteLevel()) {
                    writeByteLevelBpe();
                } else {
                    writeSentencePieceBpe();
                }
            }
            case "Unigram" -> writeUnigram();
            case "WordPiece" -> writeWordPiece();
            default ->
                throw new FormatException(
                        "A tokenizer.json with a model of type '" + type + "' can't be written into a GGUF file.");
        }
        writeRoles();
        return metadata;
    }

    private void writeByteLevelBpe() {
        JsonNode model = source.json().model();
        put("model", "gpt2");
        put(
                "pre",
                PreTokenizer.nameOf(
                        source.json().part("pre_tokenizer"),
                        model.path("ignore_merges").asBoolean()));
        putTokens();
        String[] merges = new String[model.path("merges").size()];
        int next = 0;
        for (JsonNode merge : model.path("merges")) {
            merges[next++] = merge.isTextual()
                    ? merge.asText()
                    : merge.path(0).asText() + " " + merge.path(1).asText();
        }
        put("merges", merges);
        writeAround();
    }

    private void writeSentencePieceBpe() {
        JsonNode normalizer = source.json().part("normalizer");
        if (find(normalizer, "precompiled_charsmap", null) != null
                || find(normalizer, "Regex", null) != null
                || !source.json().model().path("byte_fallback").asBoolean()) {
            throw new FormatException("A SentencePiece BPE vocabulary with normalisation rules, or without byte tokens,"
                    + " can't be written into a GGUF file.");
        }
        markUnknown();
        put("model", "llama");
        put("pre", "default");
        for (int id = 0; id < tokens.length; id++) {
            if (types[id] == TokenType.NORMAL.number() && DetokenizerStep.ByteFallback.isByte(tokens[id])) {
                types[id] = TokenType.BYTE.number();
            }
        }
        double[] scores = new MergeScores(source.json(), types).scores(tokens.length);
        putTokens();
        put("scores", scores);
        put("add_space_prefix", addsSpace());
        writeAround();
    }

    private void markUnknown() {
        source.json().unknown().ifPresent(id -> types[id] = TokenType.UNKNOWN.number());
    }

    private void writeUnigram() {
        markUnknown();
        put("model", "t5");
        put("pre", "default");
        double[] scores = new double[tokens.length];
        Arrays.fill(scores, -1000);
        JsonNode vocab = source.json().model().path("vocab");
        for (int id = 0; id < vocab.size(); id++) {
            scores[id] = vocab.path(id).path(1).doubleValue();
        }
        putTokens();
        put("scores", scores);
        put("add_space_prefix", addsSpace());
        JsonNode normalizer = source.json().part("normalizer");
        put("remove_extra_whitespaces", find(normalizer, "Regex", " {2,}") != null);
        JsonNode charsMap = find(normalizer, "precompiled_charsmap", null);
        if (charsMap != null && !charsMap.asText().isEmpty()) {
            put("precompiled_charsmap", Base64.getDecoder().decode(charsMap.asText()));
        }
        writeAround();
    }

    private void writeWordPiece() {
        put("model", "bert");
        put("pre", "default");
        put("token_type_count", 2L);
        String prefix = source.json().model().path("continuing_subword_prefix").asText("##");
        for (int id = 0; id < tokens.length; id++) {
            boolean bracketed = tokens[id].startsWith("[") && tokens[id].endsWith("]");
            if (types[id] == TokenType.NORMAL.number() && !bracketed) {
                tokens[id] = tokens[id].startsWith(prefix) ? tokens[id].substring(prefix.length()) : SPACE + tokens[id];
            }
        }
        putTokens();
        JsonNode normalizer = source.json().part("normalizer");
        boolean lowercase = normalizer.path("lowercase").asBoolean(true);
        put("normalizer.lowercase", lowercase);
        put("normalizer.strip_accents", normalizer.path("strip_accents").asBoolean(lowercase));
        Around around = Around.of(source.postProcessor());
        OptionalInt cls = source.role("cls_token").isPresent() ? source.role("cls_token") : around.before();
        OptionalInt sep = source.role("sep_token").isPresent() ? source.role("sep_token") : around.behind();
        putId("bos_token_id", cls);
        putId("eos_token_id", sep);
        putId("cls_token_id", cls);
        putId("seperator_token_id", sep);
        putId("mask_token_id", source.role("mask_token"));
    }

    private void writeRoles() {
        VocabularyTokenizer.Roles roles = source.roles();
        Around around = Around.of(source.postProcessor());
        metadata.computeIfAbsent(PREFIX + "bos_token_id", key -> value(roles.bos(), around.before()));
        metadata.computeIfAbsent(PREFIX + "eos_token_id", key -> value(roles.eos(), around.behind()));
        putId("unknown_token_id", roles.unk());
        putId("padding_token_id", roles.pad());
    }

    private void writeAround() {
        Around around = Around.of(source.postProcessor());
        put("add_bos_token", around.before().isPresent());
        put("add_eos_token", around.behind().isPresent());
    }

    private void putTokens() {
        put("tokens", tokens);
        put("token_type", types);
    }

    private void put(String key, Object value) {
        metadata.put(PREFIX + key, value);
    }

    private void putId(String key, OptionalInt id) {
        if (id.isPresent()) {
            put(key, (long) id.getAsInt());
        }
    }

    private static @Nullable Object value(OptionalInt first, OptionalInt second) {
        OptionalInt id = first.isPresent() ? first : second;
        return id.isPresent() ? (Object) (long) id.getAsInt() : null;
    }

    private boolean isByteLevel() {
        return find(source.json().part("pre_tokenizer"), "type", "ByteLevel") != null
                || find(source.json().part("decoder"), "type", "ByteLevel") != null;
    }

    private boolean addsSpace() {
        JsonNode prepend = find(source.json().part("normalizer"), "type", "Prepend");
        JsonNode scheme = find(source.json().part("pre_tokenizer"), "prepend_scheme", null);
        JsonNode metaspace = find(source.json().part("pre_tokenizer"), "type", "Metaspace");
        boolean always = scheme == null ? metaspace != null : !scheme.asText().equals("never");
        return prepend != null || always;
    }

    /** The first value of a field, anywhere inside; of all values if none is wanted. */
    private static @Nullable JsonNode find(JsonNode node, String field, @Nullable String wanted) {
        JsonNode value = node.path(field);
        if (value.isTextual() && (wanted == null || value.asText().equals(wanted))) {
            return value;
        }
        for (JsonNode child : node) {
            JsonNode found = child.isContainerNode() ? find(child, field, wanted) : null;
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
