package org.menura.format.tokenizer;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.format.json.Json;
import org.menura.format.tokenizer.VocabularyTokenizer.Roles;

/**
 * Reads a {@code tokenizer.json} with a BPE model token by token: vocabulary and merges go to arrays of bytes, only the
 * small rest becomes a tree. Whatever is unusual ends the reading, for the library's way to take or to refuse.
 */
final class JsonBytePairs {
    private static final Set<String> MODEL_FIELDS = Set.of(
            "type",
            "dropout",
            "unk_token",
            "continuing_subword_prefix",
            "end_of_word_suffix",
            "fuse_unk",
            "byte_fallback",
            "ignore_merges");

    private final ObjectNode root = JsonNodes.object();
    private final ObjectNode model = JsonNodes.object();
    private final SpellingList tokens = new SpellingList();
    private final IntList ids = new IntList();
    private final SpellingList merges = new SpellingList();
    private boolean mergesSeen;

    private JsonBytePairs() {}

    /**
     * Reads a file.
     *
     * @return nothing if it is of another kind, or unusual
     */
    static Optional<JsonBytePairs> read(JsonParser in) throws IOException {
        JsonBytePairs json = new JsonBytePairs();
        return json.readRoot(in) ? Optional.of(json) : Optional.empty();
    }

    private boolean readRoot(JsonParser in) throws IOException {
        boolean modelSeen = false;
        if (in.nextToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            if (in.nextToken() == JsonToken.START_OBJECT && name.equals("model")) {
                if (modelSeen || !readModel(in)) {
                    return false;
                }
                modelSeen = true;
            } else if (root.replace(name, Json.value(in)) != null) {
                return false;
            }
        }
        return modelSeen && !root.has("model") && in.nextToken() == null;
    }

    private boolean readModel(JsonParser in) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String name = in.currentName();
            JsonToken value = in.nextToken();
            boolean bpe = model.path("type").asText("BPE").equals("BPE");
            boolean read = switch (name) {
                case "vocab" -> bpe && tokens.size() == 0 && value == JsonToken.START_OBJECT && readVocabulary(in);
                case "merges" -> bpe && !mergesSeen && value == JsonToken.START_ARRAY && readMerges(in);
                default ->
                    MODEL_FIELDS.contains(name) && value.isScalarValue() && model.replace(name, Json.value(in)) == null;
            };
            if (!read) {
                return false;
            }
        }
        return tokens.size() > 0 && mergesSeen;
    }

    private boolean readVocabulary(JsonParser in) throws IOException {
        while (in.nextToken() == JsonToken.FIELD_NAME) {
            String token = in.currentName();
            if (in.nextToken() != JsonToken.VALUE_NUMBER_INT
                    || in.getNumberType() != JsonParser.NumberType.INT
                    || in.getIntValue() < 0
                    || in.getIntValue() == Integer.MAX_VALUE
                    || !tokens.add(token)) {
                return false;
            }
            ids.add(in.getIntValue());
        }
        return true;
    }

    private boolean readMerges(JsonParser in) throws IOException {
        mergesSeen = true;
        JsonToken form = null;
        for (JsonToken token = in.nextToken(); token != JsonToken.END_ARRAY; token = in.nextToken()) {
            if (form != null && form != token) {
                return false;
            }
            form = token;
            String merge;
            if (token == JsonToken.START_ARRAY) {
                String left = in.nextTextValue();
                String right = in.nextTextValue();
                if (left == null || right == null || in.nextToken() != JsonToken.END_ARRAY) {
                    return false;
                }
                merge = left + " " + right;
            } else if (token == JsonToken.VALUE_STRING) {
                merge = in.getText();
            } else {
                return false;
            }
            int blank = merge.indexOf(' ');
            if (blank <= 0 || blank == merge.length() - 1 || blank != merge.lastIndexOf(' ') || !merges.add(merge)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes the tokenizer.
     *
     * @param library makes the same one with the native library
     * @return null if something is unusual
     * @throws org.menura.format.FormatException if something around the model is malformed
     */
    @Nullable
    Tokenizer tokenizer(TokenizerConfig config, Supplier<Tokenizer> library) {
        TokenizerJsonCheck.checkAround(root);
        int own = tokens.size();
        Spellings vocabulary = tokens.byId(ids.toArray());
        List<AddedToken> added = vocabulary == null ? null : addedTokens(vocabulary, config);
        if (added == null) {
            return null;
        }
        BitSet others = new BitSet();
        if (tokens.size() > own) {
            Arrays.stream(ids.toArray()).skip(own).forEach(others::set);
            if (!TokenizerJson.areCounted(added, own, token -> !others.get(token.id()))) {
                others.clear();
            }
            vocabulary = tokens.byId(ids.toArray());
        }
        Spellings list = merges.inOrder();
        if (vocabulary == null || list == null || !areComplete(vocabulary, list)) {
            return null;
        }
        BytePairModel pairs = model(vocabulary, others, list);
        return pairs == null ? null : tokenizer(pairs, config, added, library);
    }

    private @Nullable Tokenizer tokenizer(
            BytePairModel pairs, TokenizerConfig config, List<AddedToken> added, Supplier<Tokenizer> library) {
        Spellings vocabulary = pairs.vocabulary();
        OptionalInt none = OptionalInt.empty();
        OptionalInt unknown = pairs.unknown() < 0 ? none : OptionalInt.of(pairs.unknown());
        Roles roles = FolderTokenizer.roles(config, new Roles(none, none, none, unknown), token -> {
            int id = vocabulary.find(token);
            return id < 0 ? none : OptionalInt.of(id);
        });
        TextNormalizer normalizer = TextNormalizer.of(part("normalizer"));
        WordSplitter words = WordSplitter.of(part("pre_tokenizer"));
        JsonNode processor = FolderTokenizer.postProcessor(config, roles, part("post_processor"), vocabulary::text);
        Surroundings around = Surroundings.of(processor, vocabulary.size());
        if (normalizer == null || words == null || around == null) {
            return null;
        }
        Detokenizer detokenizer = Detokenizer.of(part("decoder"));
        return BytePairTokenizer.of(
                pairs, new BytePairTokenizer.Parts(normalizer, words, around, detokenizer, added), roles, library);
    }

    private JsonNode part(String name) {
        JsonNode part = root.path(name);
        return part.isNull() ? MissingNode.getInstance() : part;
    }

    private @Nullable BytePairModel model(Spellings vocabulary, BitSet added, Spellings list) {
        for (String flag : List.of("fuse_unk", "byte_fallback", "ignore_merges")) {
            if (model.has(flag) && !model.path(flag).isBoolean()) {
                return null;
            }
        }
        for (String affix : List.of("continuing_subword_prefix", "end_of_word_suffix")) {
            if (!isAbsent(model.path(affix)) && !model.path(affix).asText("-").isEmpty()) {
                return null;
            }
        }
        int unknown = -1;
        if (!isAbsent(model.path("unk_token"))) {
            unknown = vocabulary.find(model.path("unk_token").asText());
            if (unknown < 0 || !model.path("unk_token").isTextual()) {
                return null;
            }
            added.clear(unknown);
        }
        return new BytePairModel(
                vocabulary,
                added,
                new Merges.Ranked(vocabulary, list),
                model.path("byte_fallback").booleanValue() ? BytePairModel.byteIds(vocabulary) : null,
                unknown,
                model.path("fuse_unk").booleanValue(),
                model.path("ignore_merges").booleanValue());
    }

    private static boolean isAbsent(JsonNode node) {
        return node.isNull() || node.isMissingNode();
    }

    /** Reads the added tokens; those that are not in the vocabulary are put there. Null if one can't be. */
    private @Nullable List<AddedToken> addedTokens(Spellings vocabulary, TokenizerConfig config) {
        int size = tokens.size();
        Map<String, AddedToken> byContent = new HashMap<>();
        for (JsonNode node : root.path("added_tokens")) {
            AddedToken token = TokenizerJson.addedToken(node.path("id").intValue(), node);
            byContent.putIfAbsent(token.content(), token);
        }
        config.addedTokens().forEach(token -> byContent.putIfAbsent(token.content(), token));
        byContent.remove("");
        List<AddedToken> result = new ArrayList<>();
        for (AddedToken token : byContent.values()) {
            int id = vocabulary.find(token.content());
            if (id < 0) {
                id = token.id();
                if (id < 0 || !tokens.add(token.content())) {
                    return null;
                }
                ids.add(id);
            }
            result.add(token.withId(id));
        }
        for (AddedToken token : config.namedTokens()) {
            if (byContent.putIfAbsent(token.content(), token) == null) {
                int id = vocabulary.find(token.content());
                if (id < 0) {
                    id = AddedToken.next(result, size);
                    if (!tokens.add(token.content())) {
                        return null;
                    }
                    ids.add(id);
                }
                result.add(token.withId(id));
            }
        }
        result.sort(Comparator.comparingInt(AddedToken::id));
        return List.copyOf(result);
    }

    /** Whether all merges are of tokens and make tokens. */
    private static boolean areComplete(Spellings vocabulary, Spellings list) {
        for (int i = 0; i < list.size(); i++) {
            byte[] merge = list.utf8(i);
            int blank = 0;
            while (merge[blank] != ' ') {
                blank++;
            }
            if (vocabulary.find(merge, 0, blank) < 0 || vocabulary.find(merge, blank + 1, merge.length) < 0) {
                return false;
            }
            System.arraycopy(merge, blank + 1, merge, blank, merge.length - blank - 1);
            if (vocabulary.find(merge, 0, merge.length - 1) < 0) {
                return false;
            }
        }
        return true;
    }
}
