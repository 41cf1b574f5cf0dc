package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/**
 * A {@code tokenizer.json}, checked and read: its vocabulary, its added tokens, and the JSON to hand to the native
 * library. Truncation, padding and dropout are for training and are left out.
 */
final class TokenizerJson {
    /** The library compares every added token with all before. */
    private static final int MAX_ADDED_TOKENS = 65_536;

    private final ObjectNode root;
    private final ObjectNode model;
    private final @Nullable String[] tokens;
    private final Map<String, Integer> ids = new HashMap<>();
    private final List<AddedToken> addedTokens;
    private final OptionalInt unknown;

    private TokenizerJson(ObjectNode root, ObjectNode model, List<AddedToken> extra, List<AddedToken> named) {
        this.root = root;
        this.model = model;
        readVocabulary();
        this.addedTokens = readAddedTokens(extra, named);
        this.tokens = spellings();
        this.unknown = findUnknown();
    }

    /**
     * Reads a tokenizer.json.
     *
     * @param extra added tokens from the configuration beside it
     * @throws FormatException if it is malformed
     */
    static TokenizerJson of(JsonNode json, List<AddedToken> extra) {
        return of(json, extra, List.of());
    }

    /**
     * Reads a tokenizer.json.
     *
     * @param extra added tokens from the configuration beside it
     * @param named further special tokens, which get ids behind all others where the vocabulary lacks them
     * @throws FormatException if it is malformed
     */
    static TokenizerJson of(JsonNode json, List<AddedToken> extra, List<AddedToken> named) {
        if (!(json instanceof ObjectNode root) || !(root.path("model") instanceof ObjectNode model)) {
            throw new FormatException("A tokenizer.json must be a JSON object with a 'model' object.");
        }
        ObjectNode typed = JsonNodes.object();
        typed.setAll(model);
        typed.put("type", modelType(model));
        TokenizerJsonCheck.check(root, typed);
        return new TokenizerJson(root, typed, extra, named);
    }

    /** The tokens by id, null in gaps. */
    @Nullable
    String[] tokens() {
        return tokens;
    }

    /** The ids by token. */
    Map<String, Integer> ids() {
        return ids;
    }

    /** The added tokens by id. */
    List<AddedToken> addedTokens() {
        return addedTokens;
    }

    /** The token for unknown text. */
    OptionalInt unknown() {
        return unknown;
    }

    /** One of the parts of the file, missing if it is null there. */
    JsonNode part(String name) {
        JsonNode part = root.path(name);
        return part.isNull() ? MissingNode.getInstance() : part;
    }

    /** The model with its type. */
    ObjectNode model() {
        return model;
    }

    /**
     * The JSON for the native library. It gives added tokens that the model's vocabulary lacks the ids behind it, in their
     * order; where the file says otherwise they get an entry in the vocabulary, by which the model may find them, too.
     *
     * @param parseSpecial whether special tokens are looked for in texts
     * @param postProcessor what puts tokens around a text, or null
     */
    String forLibrary(boolean parseSpecial, JsonNode postProcessor) {
        ObjectNode json = JsonNodes.object().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        for (AddedToken token : addedTokens) {
            if (parseSpecial || !token.special()) {
                added.add(toJson(token));
            } else if (!isInModel(token)) {
                // One that is not looked for keeps its place among the ids.
                added.add(toJson(AddedToken.exact(token.id(), nameless(token.id()), true)));
            }
        }
        json.set("normalizer", root.get("normalizer"));
        json.set("pre_tokenizer", root.get("pre_tokenizer"));
        json.set("post_processor", postProcessor);
        json.putNull("decoder");
        json.set("model", libraryModel(parseSpecial));
        return JsonNodes.write(json);
    }

    /** Reads an entry of {@code added_tokens} or {@code added_tokens_decoder}. */
    static AddedToken addedToken(int id, JsonNode node) {
        boolean special = node.path("special").asBoolean(false);
        return new AddedToken(
                id,
                node.path("content").asText(),
                special,
                node.path("single_word").asBoolean(false),
                node.path("lstrip").asBoolean(false),
                node.path("rstrip").asBoolean(false),
                node.path("normalized").asBoolean(!special));
    }

    /** An entry of {@code added_tokens}. */
    static ObjectNode toJson(AddedToken token) {
        return JsonNodes.object()
                .put("id", token.id())
                .put("content", token.content())
                .put("single_word", token.singleWord())
                .put("lstrip", token.lstrip())
                .put("rstrip", token.rstrip())
                .put("normalized", token.normalized())
                .put("special", token.special());
    }

    private static String modelType(ObjectNode model) {
        if (model.path("type").isTextual()) {
            return model.path("type").asText();
        }
        if (model.has("merges")) {
            return "BPE";
        }
        if (model.path("vocab").isArray()) {
            return "Unigram";
        }
        return model.has("continuing_subword_prefix") || model.has("max_input_chars_per_word")
                ? "WordPiece"
                : "WordLevel";
    }

    private void readVocabulary() {
        JsonNode vocab = model.path("vocab");
        if (vocab.isArray()) {
            int id = 0;
            for (JsonNode piece : vocab) {
                ids.put(piece.path(0).asText(), id++);
            }
        } else {
            vocab.properties()
                    .forEach(entry -> ids.put(entry.getKey(), entry.getValue().intValue()));
        }
    }

    private List<AddedToken> readAddedTokens(List<AddedToken> extra, List<AddedToken> named) {
        Map<String, AddedToken> byContent = new HashMap<>();
        for (JsonNode node : root.path("added_tokens")) {
            AddedToken token = addedToken(node.path("id").intValue(), node);
            byContent.putIfAbsent(token.content(), token);
        }
        for (AddedToken token : extra) {
            byContent.putIfAbsent(token.content(), token);
        }
        byContent.remove("");
        if (byContent.size() > MAX_ADDED_TOKENS) {
            throw new FormatException("The tokenizer has " + byContent.size() + " added tokens: at most "
                    + MAX_ADDED_TOKENS + " are supported.");
        }
        Set<Integer> taken = new HashSet<>(ids.values());
        List<AddedToken> result = new ArrayList<>();
        for (AddedToken token : byContent.values()) {
            Integer id = ids.get(token.content());
            if (id == null) {
                id = token.id();
                if (!taken.add(id)) {
                    throw new FormatException("The added token '" + token.content() + "' has the id " + id
                            + ", which another token of the vocabulary has, too.");
                }
                ids.put(token.content(), id);
            }
            result.add(token.withId(id));
        }
        for (AddedToken token : named) {
            if (byContent.putIfAbsent(token.content(), token) == null) {
                int next = AddedToken.next(result, model.path("vocab").size());
                result.add(token.withId(ids.computeIfAbsent(token.content(), _ -> next)));
            }
        }
        result.sort(Comparator.comparingInt(AddedToken::id));
        return Collections.unmodifiableList(result);
    }

    private @Nullable String[] spellings() {
        int size = 0;
        for (int id : ids.values()) {
            size = Math.max(size, id + 1);
        }
        if (ids.isEmpty() || size > 2L * ids.size() + 65_536) {
            throw new FormatException("The vocabulary of the tokenizer has " + ids.size() + " tokens but ids up to "
                    + (size - 1) + ": it is empty or damaged.");
        }
        @Nullable String[] spellings = new String[size];
        JsonNode vocab = model.path("vocab");
        if (vocab.isArray()) {
            for (int id = 0; id < vocab.size(); id++) {
                spellings[id] = vocab.path(id).path(0).asText();
            }
        }
        ids.forEach((token, id) -> spellings[id] = token);
        return spellings;
    }

    private OptionalInt findUnknown() {
        if (model.path("unk_id").isInt()) {
            return OptionalInt.of(model.path("unk_id").intValue());
        }
        Integer id = ids.get(model.path("unk_token").asText(""));
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    private JsonNode libraryModel(boolean parseSpecial) {
        ObjectNode copy = JsonNodes.object();
        copy.setAll(model);
        if (copy.has("dropout")) {
            copy.putNull("dropout");
        }
        boolean complete = isComplete();
        JsonNode vocab = model.path("vocab");
        copy.set("vocab", vocab.isArray() ? scoredVocabulary(parseSpecial, complete) : namedVocabulary(complete));
        return copy;
    }

    /**
     * Returns whether the library gives added tokens that a model lacks the ids that they have: those behind the model's,
     * in their order.
     *
     * @param added by id
     * @param size how many tokens the model has
     */
    static boolean areCounted(List<AddedToken> added, int size, Predicate<AddedToken> isInModel) {
        int last = -1;
        for (AddedToken token : added) {
            if (!isInModel.test(token) && token.id() != Math.max(last + 1, size)) {
                return false;
            }
            last = Math.max(last, token.id());
        }
        return true;
    }

    private boolean isComplete() {
        return areCounted(addedTokens, model.path("vocab").size(), this::isInModel)
                && addedTokens.stream().allMatch(token -> isInModel(token) || token.id() != unknown.orElse(-1));
    }

    private boolean isInModel(AddedToken token) {
        JsonNode vocab = model.path("vocab");
        return vocab.isArray() ? token.id() < vocab.size() : vocab.has(token.content());
    }

    private ObjectNode namedVocabulary(boolean complete) {
        ObjectNode own = (ObjectNode) model.path("vocab");
        if (complete) {
            return own;
        }
        ObjectNode vocab = JsonNodes.object();
        vocab.setAll(own);
        for (AddedToken token : addedTokens) {
            vocab.put(token.content(), token.id());
        }
        return vocab;
    }

    /** Special tokens get a name that no text has where they must not be found in texts. */
    private ArrayNode scoredVocabulary(boolean parseSpecial, boolean complete) {
        ArrayNode vocab = JsonNodes.FACTORY.arrayNode(tokens.length);
        vocab.addAll((ArrayNode) model.path("vocab"));
        double lowest = vocab.path(0).path(1).asDouble(0);
        for (JsonNode piece : vocab) {
            lowest = Math.min(lowest, piece.path(1).doubleValue());
        }
        for (int id = vocab.size(); id < tokens.length && !complete; id++) {
            String token = tokens[id];
            vocab.add(piece(token == null ? nameless(id) : token, lowest));
        }
        if (!parseSpecial) {
            for (AddedToken token : addedTokens) {
                if (token.special() && token.id() != unknown.orElse(-1) && token.id() < vocab.size()) {
                    double score = vocab.path(token.id()).path(1).doubleValue();
                    vocab.set(token.id(), piece(nameless(token.id()), score));
                }
            }
        }
        return vocab;
    }

    static String nameless(int id) {
        return "\u0000token " + id + "\u0000";
    }

    private static ArrayNode piece(String text, double score) {
        return JsonNodes.FACTORY.arrayNode(2).add(text).add(score);
    }
}
