package org.menura.data.tokenizer;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of {@code tokenizer.json} and {@code tokenizer_config.json} that all trainers write alike. */
final class JsonParts {
    /** How SentencePiece spells a blank. */
    static final String BLANK = "▁";

    private static final String CLASS = "[CLS]";
    private static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private JsonParts() {}

    static ObjectNode typed(String type) {
        return FACTORY.objectNode().put("type", type);
    }

    /** A whole tokenizer.json. */
    static String tokenizer(
            TokenizerProfile profile, JsonNode normalizer, JsonNode preTokenizer, JsonNode decoder, ObjectNode model) {
        ObjectNode json = FACTORY.objectNode().put("version", "1.0");
        json.putNull("truncation").putNull("padding");
        ArrayNode added = json.putArray("added_tokens");
        int id = 0;
        for (String token : profile.specialTokens()) {
            ObjectNode entry = added.addObject().put("id", id++);
            describe(entry, token);
        }
        json.set("normalizer", normalizer);
        json.set("pre_tokenizer", preTokenizer);
        json.set("post_processor", around(profile));
        json.set("decoder", decoder);
        json.set("model", model);
        return write(json);
    }

    /** The tokenizer_config.json of a profile. */
    static String config(TokenizerProfile profile) {
        ObjectNode json = FACTORY.objectNode();
        ObjectNode added = json.putObject("added_tokens_decoder");
        int id = 0;
        for (String token : profile.specialTokens()) {
            describe(added.putObject(String.valueOf(id++)), token);
        }
        putIfThere(json, "unk_token", profile.unk());
        putIfThere(json, "bos_token", profile.bos());
        putIfThere(json, "eos_token", profile.eos());
        putIfThere(json, "pad_token", profile.pad());
        json.put("clean_up_tokenization_spaces", false);
        if (profile.modelMaxLength() > 0) {
            json.put("model_max_length", profile.modelMaxLength());
        }
        json.put("tokenizer_class", "PreTrainedTokenizerFast");
        putIfThere(json, "chat_template", profile.chatTemplate());
        return write(json);
    }

    /** A BPE model without its vocabulary and merges. */
    static ObjectNode bpe(@Nullable String unk, boolean byteFallback) {
        ObjectNode model = typed("BPE").putNull("dropout").put("unk_token", unk);
        model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
        return model.put("fuse_unk", byteFallback)
                .put("byte_fallback", byteFallback)
                .put("ignore_merges", false);
    }

    /** A blank before each text, and U+2581 for blanks. Taking nothing else, it loses no text but U+2581 itself. */
    static ObjectNode blanksNormalizer() {
        ObjectNode normalizer = typed("Sequence");
        ArrayNode steps = normalizer.putArray("normalizers");
        steps.add(typed("Prepend").put("prepend", BLANK));
        steps.add(replace(" ", BLANK));
        return normalizer;
    }

    /** The way back from {@link #blanksNormalizer} and from byte tokens. */
    static ObjectNode blanksDecoder() {
        ObjectNode decoder = typed("Sequence");
        ArrayNode steps = decoder.putArray("decoders");
        steps.add(replace(BLANK, " "));
        steps.add(typed("ByteFallback"));
        steps.add(typed("Fuse"));
        steps.add(typed("Strip").put("content", " ").put("start", 1).put("stop", 0));
        return decoder;
    }

    private static ObjectNode replace(String text, String content) {
        ObjectNode replace = typed("Replace");
        replace.putObject("pattern").put("String", text);
        return replace.put("content", content);
    }

    private static void describe(ObjectNode entry, String token) {
        entry.put("content", token)
                .put("single_word", false)
                .put("lstrip", false)
                .put("rstrip", false)
                .put("normalized", false)
                .put("special", true);
    }

    private static void putIfThere(ObjectNode json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    private static JsonNode around(TokenizerProfile profile) {
        String before = profile.addBos() ? profile.bos() : null;
        String behind = profile.addEos() ? profile.eos() : null;
        if (before == null && behind == null) {
            return NullNode.getInstance();
        }
        ObjectNode template = typed("TemplateProcessing");
        sequence(template.putArray("single"), "A", 0, before, behind);
        ArrayNode pair = template.putArray("pair");
        sequence(pair, "A", 0, before, behind);
        sequence(pair, "B", 1, CLASS.equals(before) ? null : before, behind); // BERT's pairs have one of it
        ObjectNode tokens = template.putObject("special_tokens");
        for (String token : profile.specialTokens()) {
            if (token.equals(before) || token.equals(behind)) {
                ObjectNode entry = tokens.putObject(token).put("id", token);
                entry.putArray("ids").add(profile.specialTokens().indexOf(token));
                entry.putArray("tokens").add(token);
            }
        }
        return template;
    }

    private static void sequence(
            ArrayNode into, String name, int type, @Nullable String before, @Nullable String behind) {
        if (before != null) {
            into.addObject().putObject("SpecialToken").put("id", before).put("type_id", type);
        }
        into.addObject().putObject("Sequence").put("id", name).put("type_id", type);
        if (behind != null) {
            into.addObject().putObject("SpecialToken").put("id", behind).put("type_id", type);
        }
    }

    /** Tokens with their places in the list as ids. */
    static ObjectNode vocabulary(List<String> tokens) {
        ObjectNode vocabulary = FACTORY.objectNode();
        for (int id = 0; id < tokens.size(); id++) {
            vocabulary.put(tokens.get(id), id);
        }
        return vocabulary;
    }

    private static String write(JsonNode json) {
        try {
            return MAPPER.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of JSON nodes can always be written", e);
        }
    }
}
