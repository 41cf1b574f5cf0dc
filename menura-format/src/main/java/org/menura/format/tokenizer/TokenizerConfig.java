package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * What a Hugging Face folder says about its tokenizer beside {@code tokenizer.json}: {@code tokenizer_config.json} and,
 * where that is silent, {@code special_tokens_map.json} and {@code added_tokens.json}.
 */
final class TokenizerConfig {
    /** Without a configuration. */
    static final TokenizerConfig NONE = new TokenizerConfig(
            MissingNode.getInstance(),
            MissingNode.getInstance(),
            MissingNode.getInstance(),
            MissingNode.getInstance(),
            true);

    /** Classes of transformers that build the post-processor anew from add_bos_token and add_eos_token. */
    private static final Set<String> TEMPLATE_FROM_FLAGS = Set.of(
            "LlamaTokenizer",
            "LlamaTokenizerFast",
            "CodeLlamaTokenizer",
            "CodeLlamaTokenizerFast",
            "GemmaTokenizer",
            "GemmaTokenizerFast",
            "CohereTokenizer",
            "CohereTokenizerFast",
            "GPTNeoXTokenizer",
            "GPTNeoXTokenizerFast");

    /** Classes of transformers whose normalizer takes its settings from the configuration, by default BERT's uncased. */
    private static final Set<String> UNCASED = Set.of(
            "BertTokenizer",
            "DistilBertTokenizer",
            "ElectraTokenizer",
            "MobileBertTokenizer",
            "MPNetTokenizer",
            "ConvBertTokenizer",
            "FunnelTokenizer",
            "LayoutLMTokenizer",
            "LxmertTokenizer",
            "SqueezeBertTokenizer",
            "DPRContextEncoderTokenizer",
            "DPRQuestionEncoderTokenizer",
            "DPRReaderTokenizer");

    private static final String ADDED = "added_tokens_decoder";

    private static final List<String> ROLES =
            List.of("bos_token", "eos_token", "unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

    private final JsonNode config;
    private final JsonNode specialTokensMap;
    private final JsonNode addedIds;
    private final JsonNode model;
    private final boolean addsNamed;

    private TokenizerConfig(
            JsonNode config, JsonNode specialTokensMap, JsonNode addedIds, JsonNode model, boolean addsNamed) {
        this.addsNamed = addsNamed;
        this.config = config;
        this.specialTokensMap = specialTokensMap;
        this.addedIds = addedIds;
        this.model = model;
    }

    /** Reads what there is of the files, and of the model's config. */
    static TokenizerConfig read(Path folder) {
        return new TokenizerConfig(
                readIfThere(folder.resolve("tokenizer_config.json")),
                readIfThere(folder.resolve("special_tokens_map.json")),
                Files.exists(folder.resolve("tokenizer.json"))
                        ? MissingNode.getInstance()
                        : readIfThere(folder.resolve("added_tokens.json")),
                readIfThere(folder.resolve("config.json")),
                true);
    }

    /** Returns this configuration without {@link #namedTokens}, for models that have no rows for them. */
    TokenizerConfig withoutNamedTokens() {
        return new TokenizerConfig(config, specialTokensMap, addedIds, model, false);
    }

    /** The {@code model_type} of the folder's model, which decides where no class is named; empty if not said. */
    String modelType() {
        return model.path("model_type").asText("");
    }

    /** Returns this configuration with special tokens by role where the folder says nothing of them. */
    TokenizerConfig withDefaults(Map<String, String> specials) {
        ObjectNode all = config instanceof ObjectNode own ? own.deepCopy() : JsonNodes.object();
        specials.forEach((role, token) -> {
            if (!all.has(role)
                    && text(all.has(ADDED) ? NullNode.getInstance() : specialTokensMap.path(role))
                            .isEmpty()) {
                all.put(role, token);
            }
        });
        return new TokenizerConfig(all, specialTokensMap, addedIds, model, addsNamed);
    }

    /** The text of a token with a role, such as {@code bos_token}. */
    Optional<String> token(String role) {
        return text(config.path(role)).or(() -> text(specialTokensMap.path(role)));
    }

    /** The simple name of transformers' class, empty if not said. */
    String tokenizerClass() {
        return config.path("tokenizer_class").asText("");
    }

    /** The simple name of transformers' class, as the model's config names it if the tokenizer's does not. */
    String namedClass() {
        String own = tokenizerClass();
        return own.isEmpty() ? model.path("tokenizer_class").asText("") : own;
    }

    /** Whether the model is told which of two texts a token is of. */
    boolean givesTypes() {
        return TokenTypes.areGiven(config.path("model_input_names"), namedClass());
    }

    /** Whether special tokens that only the configuration names are added. */
    boolean addsNamed() {
        return addsNamed;
    }

    /** A setting that is a whole number. */
    int number(String name, int otherwise) {
        JsonNode value = config.path(name);
        return value.isInt() && value.intValue() >= 0 ? value.intValue() : otherwise;
    }

    /** A setting that is a text. */
    Optional<String> text(String name) {
        return text(config.path(name));
    }

    /** A true-or-false setting. */
    boolean flag(String name, boolean otherwise) {
        JsonNode value = config.path(name);
        return value.isBoolean() ? value.booleanValue() : otherwise;
    }

    /**
     * Whether BOS and EOS come from flags in the configuration and not from the post-processor, which counts where the
     * configuration states no flag.
     */
    boolean templateFromFlags() {
        return knowsFlags() && (states("add_bos_token") || states("add_eos_token") || isNeox());
    }

    /** Whether the class adds BOS and EOS by flags. */
    boolean knowsFlags() {
        return TEMPLATE_FROM_FLAGS.contains(tokenizerClass());
    }

    private boolean states(String flag) {
        return config.path(flag).isBoolean();
    }

    /** GPT-NeoX's class makes the post-processor anew even without flags: of no tokens. */
    private boolean isNeox() {
        return tokenizerClass().startsWith("GPTNeoX");
    }

    /** Returns a tokenizer.json whose BertNormalizer does what the configuration says, where transformers has it so. */
    JsonNode withNormalizer(JsonNode json) {
        String simple = tokenizerClass().replaceFirst("Fast$", "");
        if (!(json.path("normalizer") instanceof ObjectNode own)
                || !own.path("type").asText().equals("BertNormalizer")
                || !UNCASED.contains(simple)) {
            return json;
        }
        ObjectNode normalizer = own.deepCopy();
        normalizer.put("lowercase", flag("do_lower_case", true));
        normalizer.put("handle_chinese_chars", flag("tokenize_chinese_chars", true));
        JsonNode strip = config.path("strip_accents");
        normalizer.set("strip_accents", strip.isBoolean() ? strip : NullNode.getInstance());
        ObjectNode changed = JsonNodes.object();
        json.properties().forEach(part -> changed.set(part.getKey(), part.getValue()));
        changed.set("normalizer", normalizer);
        return changed;
    }

    /** Whether BOS goes before a text, where it comes from flags. */
    boolean addsBos() {
        return flag("add_bos_token", !isNeox());
    }

    /**
     * The tokens of {@code added_tokens_decoder}, which transformers adds where tokenizer.json lacks them; those of
     * {@code added_tokens.json} in folders that are older than both.
     */
    List<AddedToken> addedTokens() {
        if (!config.path(ADDED).isObject()) {
            return numberedTokens();
        }
        List<AddedToken> tokens = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : config.path(ADDED).properties()) {
            JsonNode node = entry.getValue();
            if (!node.path("content").isTextual() || !entry.getKey().matches("\\d{1,9}")) {
                throw new FormatException("The entry '" + entry.getKey() + "' of added_tokens_decoder in "
                        + "tokenizer_config.json needs a token id as its key and a 'content' text.");
            }
            tokens.add(TokenizerJson.addedToken(Integer.parseInt(entry.getKey()), node));
        }
        return tokens;
    }

    /** The tokens of {@code added_tokens.json}, special ones as they are named. */
    private List<AddedToken> numberedTokens() {
        Map<String, AddedToken> special = new HashMap<>();
        allNamed().forEach(token -> special.putIfAbsent(token.content(), token));
        List<AddedToken> tokens = new ArrayList<>();
        for (Map.Entry<String, JsonNode> entry : addedIds.properties()) {
            if (!entry.getValue().isInt() || entry.getValue().intValue() < 0) {
                throw new FormatException(
                        "The token '" + entry.getKey() + "' of added_tokens.json needs a token id as its value.");
            }
            int id = entry.getValue().intValue();
            AddedToken named = special.get(entry.getKey());
            tokens.add(named == null ? AddedToken.exact(id, entry.getKey(), false) : named.withId(id));
        }
        return tokens;
    }

    /**
     * The special tokens that have a name, in transformers' order, which adds them where the tokenizer lacks them; their
     * ids are yet to be found. The map counts only where the configuration has no added_tokens_decoder.
     */
    List<AddedToken> namedTokens() {
        return addsNamed ? allNamed() : List.of();
    }

    private List<AddedToken> allNamed() {
        List<AddedToken> named = new ArrayList<>();
        JsonNode other = config.path(ADDED).isObject() ? MissingNode.getInstance() : specialTokensMap;
        for (String role : ROLES) {
            JsonNode own = config.path(role);
            named(text(own).isPresent() ? own : other.path(role)).ifPresent(named::add);
        }
        for (Map.Entry<String, JsonNode> entry : config.properties()) {
            if (entry.getKey().endsWith("_token") && !ROLES.contains(entry.getKey())) {
                named(entry.getValue()).ifPresent(named::add);
            }
        }
        for (String list : List.of("extra_special_tokens", "additional_special_tokens")) {
            JsonNode extra = config.has(list) ? config.path(list) : other.path(list);
            extra.forEach(token -> named(token).ifPresent(named::add));
            if (!extra.isEmpty()) {
                break; // the second is the first one's former name
            }
        }
        return named;
    }

    private static Optional<AddedToken> named(JsonNode node) {
        return text(node).filter(content -> !content.isEmpty()).map(content -> {
            AddedToken token = TokenizerJson.addedToken(-1, node);
            return new AddedToken(
                    -1,
                    content,
                    true,
                    token.singleWord(),
                    token.lstrip(),
                    token.rstrip(),
                    node.isObject() && token.normalized());
        });
    }

    private static JsonNode readIfThere(Path file) {
        if (!Files.isRegularFile(file)) {
            return MissingNode.getInstance();
        }
        JsonNode node = Json.parse(file);
        if (!(node instanceof ObjectNode)) {
            throw new FormatException(file.getFileName() + " must hold a JSON object.");
        }
        return node;
    }

    private static Optional<String> text(JsonNode node) {
        JsonNode content = node.isObject() ? node.path("content") : node;
        return content.isTextual() ? Optional.of(content.asText()) : Optional.empty();
    }
}
