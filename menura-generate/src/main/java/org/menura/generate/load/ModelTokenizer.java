package org.menura.generate.load;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.chat.tool.AnswerFormat;
import org.menura.chat.tool.AnswerFormats;
import org.menura.format.FormatException;
import org.menura.format.MappedFile;
import org.menura.format.gguf.GgufFile;
import org.menura.format.hf.HfFolder;
import org.menura.format.tokenizer.AddedToken;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.generate.constrain.ConstraintCache;
import org.menura.generate.constrain.Vocabulary;
import org.menura.generate.sample.BeamParams;
import org.menura.generate.sample.SamplingParamsBuilder;
import org.menura.generate.sample.TokenRules;
import org.menura.model.Config;
import org.menura.model.load.ModelSource;

/** The text side of a model: its tokenizer, its end-of-sequence tokens and its chat template. Thread-safe. */
public final class ModelTokenizer {
    /** Control tokens that end a text or a turn in models whose files do not say so. */
    private static final List<String> COMMON_ENDS = List.of(
            "<|im_end|>",
            "<|eot_id|>",
            "<|eom_id|>",
            "<|eot|>",
            "<|end|>",
            "<|endoftext|>",
            "<|end_of_text|>",
            "<end_of_turn>",
            "<end_of_utterance>",
            "<｜end▁of▁sentence｜>",
            "<eos>",
            "</s>");

    private static final List<String> GGUF_ENDS =
            List.of("tokenizer.ggml.eos_token_id", "tokenizer.ggml.eot_token_id", "tokenizer.ggml.eom_token_id");

    private static final String GGUF_MODEL = "tokenizer.ggml.model";
    private static final int BYTES = 256;

    private final ModelSource source;
    private final ModelTemplates templates;

    private @Nullable Tokenizer tokenizer;
    private @Nullable ChatRenderer chat;
    private @Nullable AnswerFormat answers;
    private @Nullable Vocabulary vocabulary;
    private final ConstraintCache constraints = new ConstraintCache();

    /** Creates the text side of what {@link ModelSource#open} found; nothing is read before it is asked for. */
    public ModelTokenizer(ModelSource source) {
        this(source, new ModelTemplates(source.folder(), source.gguf(), null), null);
    }

    private ModelTokenizer(ModelSource source, ModelTemplates templates, @Nullable Tokenizer tokenizer) {
        this.source = source;
        this.templates = templates;
        this.tokenizer = tokenizer;
    }

    /**
     * Returns a copy with another chat template than the one that the model comes with.
     *
     * @param template its source
     */
    public ModelTokenizer withChatTemplate(String template) {
        return new ModelTokenizer(source, new ModelTemplates(source.folder(), source.gguf(), template), tokenizer);
    }

    /** Returns a copy with another tokenizer than the one that the model comes with. */
    public ModelTokenizer withTokenizer(Tokenizer other) {
        return new ModelTokenizer(source, templates, other);
    }

    /**
     * Reads the tokenizer of a model or a tokenizer file; of a GGUF file nothing but the vocabulary need be right.
     *
     * @throws FormatException if there is none, or it is malformed
     */
    public static Tokenizer tokenizer(Path path) {
        if (GgufFile.isGguf(path)) {
            return Tokenizers.fromGguf(GgufFile.open(path).metadata());
        }
        if (!Files.exists(path)) {
            throw MappedFile.missing(path);
        }
        if (!Files.isDirectory(path)) {
            return Tokenizers.fromFile(path);
        }
        return Tokenizers.isIn(path)
                ? Tokenizers.fromFolder(path)
                : new ModelTokenizer(ModelSource.open(path)).tokenizer();
    }

    /**
     * Returns the renderer of the chat templates beside a tokenizer, in its folder or GGUF file; null if there is none.
     *
     * @param given the source of a template that takes the place of all; null for those of the files
     * @throws FormatException if one is malformed
     */
    public static @Nullable ChatRenderer chat(Path path, @Nullable String given, Tokenizer tokenizer) {
        return (GgufFile.isGguf(path)
                        ? new ModelTemplates(null, GgufFile.open(path), given)
                        : new ModelTemplates(HfFolder.open(path), null, given))
                .renderer(tokenizer);
    }

    /** Returns whether the model comes with a tokenizer. */
    public boolean hasTokenizer() {
        GgufFile gguf = source.gguf();
        return gguf != null
                ? gguf.hasKey(GGUF_MODEL) && !gguf.text(GGUF_MODEL).equals("none")
                : isOfBytes(source)
                        || Tokenizers.isIn(
                                Objects.requireNonNull(source.folder()).path());
    }

    /**
     * Returns the tokenizer.
     *
     * @throws FormatException if the model comes without one, or it is malformed
     */
    public synchronized Tokenizer tokenizer() {
        if (tokenizer == null) {
            tokenizer = open(source);
        }
        return tokenizer;
    }

    /**
     * Counts the tokens of the vocabulary; that of a GGUF file is not read for it.
     *
     * @throws FormatException if the model comes without a tokenizer, or it is malformed
     */
    public int vocabularySize() {
        GgufFile gguf = source.gguf();
        return gguf != null && tokenizer == null
                ? Tokenizers.sizeFromGguf(gguf.metadata())
                : tokenizer().size();
    }

    private static Tokenizer open(ModelSource source) {
        GgufFile gguf = source.gguf();
        if (gguf != null) {
            return Tokenizers.fromGguf(gguf.metadata());
        }
        Path folder = Objects.requireNonNull(source.folder()).path();
        return !Tokenizers.isIn(folder) && isOfBytes(source) ? Tokenizers.bytes() : Tokenizers.fromFolder(folder);
    }

    /** RWKV's test models have no vocabulary beyond the bytes, and so no file of one. */
    private static boolean isOfBytes(ModelSource source) {
        return source.config().path("model_type").asText().startsWith("rwkv")
                && source.config().path("vocab_size").asInt() == BYTES;
    }

    /** Returns the ids of the end-of-sequence tokens. */
    public Set<Integer> endIds() {
        Set<Integer> ends = new LinkedHashSet<>();
        HfFolder folder = source.folder();
        JsonNode generation = folder == null ? null : folder.generationConfig();
        add(generation == null ? null : generation.get("eos_token_id"), ends);
        if (ends.isEmpty()) {
            add(source.config().get("eos_token_id"), ends);
        }
        GgufFile gguf = source.gguf();
        if (gguf != null) {
            GGUF_ENDS.stream().filter(gguf::hasKey).forEach(key -> ends.add((int) gguf.integer(key)));
        }
        tokenizer().eos().ifPresent(ends::add);
        // Converters wrote control tokens as tokens of users, too.
        Set<Integer> added = gguf == null
                ? Set.of()
                : tokenizer().addedTokens().stream().map(AddedToken::id).collect(Collectors.toSet());
        for (String token : COMMON_ENDS) {
            OptionalInt id = tokenizer().id(token);
            if (id.isPresent() && (tokenizer().isSpecial(id.getAsInt()) || added.contains(id.getAsInt()))) {
                ends.add(id.getAsInt());
            }
        }
        return ends;
    }

    /**
     * Returns the model's rules about its next token, as its folder's {@code generation_config.json} states them.
     *
     * @throws FormatException if a field is not of its form
     */
    public TokenRules rules() {
        return GenerationDefaults.rules(source, endIds());
    }

    /**
     * Returns a builder of sampling parameters that starts from what the model's files say of them, and from llama.cpp's
     * defaults where they say nothing.
     *
     * @throws FormatException if a value is out of its range
     */
    public SamplingParamsBuilder sampling() {
        return SamplingDefaults.of(source);
    }

    /** Returns the fields of the folder's {@code generation_config.json}, or those of {@code config.json} where there is none. */
    public Config generation() {
        return GenerationDefaults.of(source);
    }

    /**
     * Returns the token that the output of an encoder–decoder begins with, as the folder's {@code generation_config.json}
     * says.
     *
     * @param usual the one that the model's config says
     */
    public int startId(int usual) {
        return source.folder() == null ? usual : GenerationDefaults.of(source).integer("decoder_start_token_id", usual);
    }

    /**
     * Returns the parameters of beam search, as the folder's {@code generation_config.json} says.
     *
     * @param most most new tokens of a hypothesis
     * @param ends the tokens that end a hypothesis
     * @throws FormatException if a field is not of its form
     */
    public BeamParams beams(int count, int most, Set<Integer> ends) {
        BeamParams params = BeamParams.of(count, most, ends);
        return source.folder() == null
                ? params
                : GenerationDefaults.beams(source, params).withRules(rules());
    }

    private static void add(@Nullable JsonNode ids, Set<Integer> to) {
        if (ids != null && ids.isArray()) {
            ids.forEach(id -> add(id, to));
        } else if (ids != null && ids.canConvertToInt() && ids.intValue() >= 0) {
            to.add(ids.intValue());
        }
    }

    /**
     * Encodes a prompt as the model wants it, the texts of special tokens recognised.
     *
     * @param text may be empty if the model has a token that begins a text
     * @throws IllegalArgumentException if there is nothing to begin with
     */
    public int[] prompt(String text) {
        int[] ids = tokenizer().encode(text, true, true);
        if (ids.length > 0) {
            return ids;
        }
        OptionalInt start =
                tokenizer().bos().isPresent() ? tokenizer().bos() : tokenizer().eos();
        if (start.isEmpty()) {
            throw new IllegalArgumentException("this model has no token that begins a text, so it needs a prompt");
        }
        return new int[] {start.getAsInt()};
    }

    /** Returns whether the model comes with a chat template. */
    public boolean hasChatTemplate() {
        return templates.usual() != null;
    }

    /**
     * Returns the source of the chat template.
     *
     * @throws FormatException if the model comes without one
     */
    public String chatTemplate() {
        String template = templates.usual();
        if (template == null) {
            throw new FormatException(source.path() + " comes without a chat template");
        }
        return template;
    }

    /**
     * Encodes a user's first message with the chat template, and what introduces the answer.
     *
     * @throws FormatException if the model comes without a template, or it is malformed
     */
    public int[] request(String text) {
        return chat().encode(List.of(Message.user(text)));
    }

    /**
     * Returns the renderer of the chat template for conversations of texts.
     *
     * @throws FormatException if the model comes without a template, or it is malformed
     */
    public synchronized ChatRenderer chat() {
        if (chat == null) {
            chat = templates.renderer(tokenizer());
        }
        if (chat == null) {
            throw new FormatException(
                    source.path() + " comes without a chat template, so it was not made for conversations;"
                            + " `menura run` continues a text with it, and --chat-template gives it one"
                            + " (in Java, generate and LoadOptions.withChatTemplate)");
        }
        return chat;
    }

    /**
     * Returns how the model writes tool calls and reasoning, which its chat template tells.
     *
     * @throws FormatException if the model comes without a template, or it is malformed
     */
    public synchronized AnswerFormat answers() {
        if (answers == null) {
            Map<String, String> variables = new LinkedHashMap<>();
            tokenizer()
                    .bos()
                    .ifPresent(id -> variables.put("bos_token", tokenizer().token(id)));
            tokenizer()
                    .eos()
                    .ifPresent(id -> variables.put("eos_token", tokenizer().token(id)));
            String tools = templates.forTools();
            answers = AnswerFormats.of(tools == null ? chatTemplate() : tools, variables);
        }
        return answers;
    }

    /** Returns the tokens as constraints need them, made when the first text is constrained. */
    public synchronized Vocabulary vocabulary() {
        if (vocabulary == null) {
            vocabulary = new Vocabulary(tokenizer());
        }
        return vocabulary;
    }

    /** Returns the constraints over this vocabulary that were compiled last. */
    public ConstraintCache constraints() {
        return constraints;
    }
}
