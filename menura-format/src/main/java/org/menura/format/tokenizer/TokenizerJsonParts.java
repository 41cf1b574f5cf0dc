package org.menura.format.tokenizer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/** The building blocks of a {@code tokenizer.json}. */
final class TokenizerJsonParts {
    private TokenizerJsonParts() {}

    /** A tokenizer.json with its fields in the usual order and nothing in them. */
    static ObjectNode empty() {
        ObjectNode json = JsonNodes.object().put("version", "1.0");
        for (String name : List.of(
                "truncation",
                "padding",
                "added_tokens",
                "normalizer",
                "pre_tokenizer",
                "post_processor",
                "decoder",
                "model")) {
            json.putNull(name);
        }
        json.putArray("added_tokens");
        return json;
    }

    /** Steps one after the other, under the name that the kind of part wants. */
    static ObjectNode sequence(String name, List<ObjectNode> steps) {
        ObjectNode sequence = JsonNodes.typed("Sequence");
        sequence.putArray(name).addAll(steps);
        return sequence;
    }

    static ObjectNode replace(String text, String content) {
        ObjectNode replace = JsonNodes.typed("Replace");
        replace.putObject("pattern").put("String", text);
        return replace.put("content", content);
    }

    static ObjectNode replaceRegex(String regex, String content) {
        ObjectNode replace = JsonNodes.typed("Replace");
        replace.putObject("pattern").put("Regex", regex);
        return replace.put("content", content);
    }

    /** A pre-tokenizer that cuts out each match of a regular expression. */
    static ObjectNode split(String regex) {
        ObjectNode split = JsonNodes.typed("Split");
        split.putObject("pattern").put("Regex", regex);
        return split.put("behavior", "Isolated").put("invert", false);
    }

    /** A pre-tokenizer that writes blanks as U+2581, and one before the text as the scheme says. */
    static ObjectNode metaspace(String scheme) {
        return JsonNodes.typed("Metaspace")
                .put("replacement", "\u2581")
                .put("prepend_scheme", scheme)
                .put("split", false);
    }

    /**
     * The {@code merges} of a BPE model: texts with a blank between the halves, which load fastest, or pairs where a half
     * has a blank in it. Halves alternate in the list.
     */
    static ArrayNode merges(List<String> halves) {
        boolean pairs = halves.stream().anyMatch(half -> half.indexOf(' ') >= 0);
        ArrayNode merges = JsonNodes.FACTORY.arrayNode(halves.size() / 2);
        for (int i = 0; i < halves.size(); i += 2) {
            String left = halves.get(i);
            String right = halves.get(i + 1);
            if (pairs) {
                merges.addArray().add(left).add(right);
            } else {
                merges.add(left + " " + right);
            }
        }
        return merges;
    }

    /** As pre-tokenizer, GPT-2's byte alphabet without its regular expression; as decoder, its inverse. */
    static ObjectNode byteLevel() {
        return JsonNodes.typed("ByteLevel")
                .put("add_prefix_space", false)
                .put("trim_offsets", true)
                .put("use_regex", false);
    }

    /** A post-processor that puts one token before and one behind each text; null if there is neither. */
    static JsonNode template(OptionalInt before, OptionalInt behind, IntFunction<String> token) {
        if (before.isEmpty() && behind.isEmpty()) {
            return NullNode.getInstance();
        }
        ObjectNode template = JsonNodes.typed("TemplateProcessing");
        ArrayNode single = template.putArray("single");
        addText(single, "A", 0, before, behind, token);
        ArrayNode pair = template.putArray("pair");
        addText(pair, "A", 0, before, behind, token);
        addText(pair, "B", 1, before, behind, token);
        template.set("special_tokens", specialTokens(token, before, behind));
        return template;
    }

    /**
     * A post-processor of an encoder that reads pairs: before a behind, and for pairs before a behind separator b behind.
     *
     * @param segment that of b
     */
    static ObjectNode pairs(
            OptionalInt before, OptionalInt behind, OptionalInt separator, int segment, IntFunction<String> token) {
        ObjectNode template = JsonNodes.typed("TemplateProcessing");
        addText(template.putArray("single"), "A", 0, before, behind, token);
        ArrayNode pair = template.putArray("pair");
        addText(pair, "A", 0, before, behind, token);
        addText(pair, "B", segment, separator, behind, token);
        template.set("special_tokens", specialTokens(token, before, behind, separator));
        return template;
    }

    /** BERT's post-processor: CLS a SEP, and for pairs CLS a SEP b SEP with the second segment from b on. */
    static ObjectNode bertTemplate(int cls, int sep, IntFunction<String> token) {
        OptionalInt none = OptionalInt.empty();
        OptionalInt start = OptionalInt.of(cls);
        OptionalInt end = OptionalInt.of(sep);
        ObjectNode template = JsonNodes.typed("TemplateProcessing");
        addText(template.putArray("single"), "A", 0, start, end, token);
        ArrayNode pair = template.putArray("pair");
        addText(pair, "A", 0, start, end, token);
        addText(pair, "B", 1, none, end, token);
        template.set("special_tokens", specialTokens(token, start, end));
        return template;
    }

    /** A post-processor that puts tokens before a text or a pair of texts, and one behind. */
    static ObjectNode prefixed(List<String> before, String behind, Map<String, Integer> ids) {
        ObjectNode template = JsonNodes.typed("TemplateProcessing");
        for (String form : List.of("single", "pair")) {
            ArrayNode pieces = template.putArray(form);
            before.forEach(token -> addPiece(pieces, "SpecialToken", token, 0));
            addPiece(pieces, "Sequence", "A", 0);
            if (form.equals("pair")) {
                addPiece(pieces, "Sequence", "B", 1);
            }
            addPiece(pieces, "SpecialToken", behind, form.equals("pair") ? 1 : 0);
        }
        ObjectNode tokens = template.putObject("special_tokens");
        for (String token : Stream.concat(before.stream(), Stream.of(behind)).toList()) {
            ObjectNode entry = tokens.putObject(token).put("id", token);
            entry.putArray("ids").add(ids.get(token));
            entry.putArray("tokens").add(token);
        }
        return template;
    }

    private static void addText(
            ArrayNode into,
            String sequence,
            int segment,
            OptionalInt before,
            OptionalInt behind,
            IntFunction<String> token) {
        before.ifPresent(id -> addPiece(into, "SpecialToken", token.apply(id), segment));
        addPiece(into, "Sequence", sequence, segment);
        behind.ifPresent(id -> addPiece(into, "SpecialToken", token.apply(id), segment));
    }

    private static void addPiece(ArrayNode into, String kind, String id, int segment) {
        into.addObject().putObject(kind).put("id", id).put("type_id", segment);
    }

    private static ObjectNode specialTokens(IntFunction<String> token, OptionalInt... ids) {
        ObjectNode tokens = JsonNodes.object();
        for (OptionalInt id : ids) {
            if (id.isPresent()) {
                String text = token.apply(id.getAsInt());
                ObjectNode entry = tokens.putObject(text).put("id", text);
                entry.putArray("ids").add(id.getAsInt());
                entry.putArray("tokens").add(text);
            }
        }
        return tokens;
    }
}
