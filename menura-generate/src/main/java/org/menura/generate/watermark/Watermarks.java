package org.menura.generate.watermark;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.sample.Watermark;

/**
 * Makes watermarks from short texts ({@code kgw:bias=2.5,key=7}) and from JSON objects with the fields of transformers'
 * {@code watermarking_config}. A field {@code type} says which kind it is ({@code kgw}, {@code synthid}, {@code gumbel},
 * {@code unigram}); without it, {@code keys} or {@code ngram_len} make it SynthID-Text, and KGW otherwise.
 */
public final class Watermarks {
    /** What may be written for the fields' names in short texts. */
    private static final Map<String, Map<String, String>> SHORT = Map.of(
            "kgw",
            Map.of(
                    "ratio", "greenlist_ratio",
                    "key", "hashing_key",
                    "scheme", "seeding_scheme",
                    "width", "context_width"),
            "synthid",
            Map.of(
                    "ngram", "ngram_len",
                    "history", "context_history_size",
                    "table_seed", "sampling_table_seed",
                    "table_size", "sampling_table_size",
                    "skip_first", "skip_first_ngram_calls"),
            "gumbel",
            Map.of("width", "context_width", "history", "context_history_size"),
            "unigram",
            Map.of("ratio", "fraction", "bias", "strength"));

    private static final List<String> KINDS = List.of("kgw", "synthid", "gumbel", "unigram");

    private Watermarks() {}

    /**
     * Parses a watermark: a kind with options ({@code kgw}, {@code kgw:bias=2.5,key=7}, {@code selfhash:width=2}, {@code
     * synthid:ngram=5,keys=654/400/836}), a JSON object, or the path of a JSON file.
     *
     * @throws IllegalArgumentException if it is none, with a sentence that says why
     */
    public static Watermark parse(String text) {
        String trimmed = text.strip();
        if (trimmed.startsWith("{")) {
            try {
                return of(Json.parse(trimmed, "the watermark"));
            } catch (FormatException e) {
                throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
            }
        }
        if (trimmed.toLowerCase(Locale.ROOT).endsWith(".json")) {
            return read(Path.of(trimmed));
        }
        return ofOptions(trimmed);
    }

    /**
     * Parses a kind with options, and no path of a file.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Watermark ofOptions(String text) {
        return of(fields(text));
    }

    /**
     * Reads a watermark from a JSON file: such an object, or one that holds it as {@code watermarking_config}.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static Watermark read(Path file) {
        try {
            return of(Json.parse(file));
        } catch (FormatException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        } catch (UncheckedIOException e) {
            throw new IllegalArgumentException("the watermark's file %s can't be read".formatted(file), e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("%s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static ObjectNode fields(String text) {
        String[] halves = text.split(":", 2);
        String name = halves[0].strip().toLowerCase(Locale.ROOT);
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        String kind = switch (name) {
            case "lefthash", "selfhash" -> {
                fields.put("seeding_scheme", name);
                yield "kgw";
            }
            case "aaronson" -> "gumbel";
            default -> name;
        };
        Map<String, String> names = SHORT.get(kind);
        if (names == null) {
            throw unknown(halves[0].strip());
        }
        fields.put("type", kind);
        if (halves.length > 1 && !halves[1].isBlank()) {
            for (String option : halves[1].split(",", -1)) {
                String[] pair = option.split("=", 2);
                String field = pair[0].strip();
                if (pair.length < 2 || field.isEmpty()) {
                    throw new IllegalArgumentException(
                            "the watermark '%s' has '%s' where name=value is expected".formatted(text, option));
                }
                String full = names.getOrDefault(field, field);
                if (full.equals("type") || fields.has(full)) {
                    throw new IllegalArgumentException(
                            "the watermark '%s' names '%s' where it may not stand again".formatted(text, field));
                }
                fields.set(full, value(full, pair[1].strip()));
            }
        }
        return fields;
    }

    private static JsonNode value(String field, String text) {
        if (field.equals("keys")) {
            var list = JsonNodeFactory.instance.arrayNode();
            for (String key : text.split("[/;:]", -1)) {
                list.add(scalar(key.strip()));
            }
            return list;
        }
        return scalar(text);
    }

    private static JsonNode scalar(String text) {
        if (text.matches("true|false|-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]{1,3})?") && text.length() < 100) {
            return Json.parse(text, "the watermark");
        }
        return JsonNodeFactory.instance.textNode(text);
    }

    private static IllegalArgumentException unknown(String kind) {
        return new IllegalArgumentException(
                "there is no watermark '%s'; there are %s, as in kgw:bias=2.5,key=7, and JSON files"
                        .formatted(kind, String.join(", ", KINDS)));
    }

    /**
     * Makes a watermark from a JSON object.
     *
     * @throws IllegalArgumentException if a field is unknown, of the wrong type or out of its range
     */
    public static Watermark of(JsonNode object) {
        if (!object.isObject()) {
            throw new IllegalArgumentException(
                    "a watermark must be a JSON object with the fields of transformers' watermarking_config");
        }
        if (object.has("watermarking_config")) {
            return of(object.path("watermarking_config"));
        }
        WatermarkFields fields = new WatermarkFields(object);
        String kind = fields.text("type", object.has("keys") || object.has("ngram_len") ? "synthid" : "kgw");
        Watermark made = switch (kind) {
            case "kgw" -> kgw(fields);
            case "synthid" -> synthId(fields);
            case "gumbel" ->
                new GumbelWatermark(
                        fields.key("key", KgwWatermark.DEFAULT_KEY).longValue(),
                        fields.integer("context_width", GumbelWatermark.DEFAULT_WIDTH),
                        fields.integer("context_history_size", 1024));
            case "unigram" ->
                new UnigramWatermark(
                        fields.number("fraction", 0.5), fields.number("strength", 2), fields.whole("key", 0));
            default -> throw unknown(kind);
        };
        fields.finish(kind);
        return made;
    }

    private static KgwWatermark kgw(WatermarkFields fields) {
        String scheme = fields.text("seeding_scheme", "lefthash");
        return new KgwWatermark(
                fields.number("greenlist_ratio", KgwWatermark.DEFAULT.ratio()),
                fields.number("bias", KgwWatermark.DEFAULT.bias()),
                fields.key("hashing_key", KgwWatermark.DEFAULT_KEY),
                switch (scheme) {
                    case "lefthash" -> KgwWatermark.Scheme.LEFTHASH;
                    case "selfhash" -> KgwWatermark.Scheme.SELFHASH;
                    default ->
                        throw new IllegalArgumentException(
                                "seeding_scheme must be lefthash or selfhash, but it is '%s'".formatted(scheme));
                },
                fields.integer("context_width", 1));
    }

    private static SynthIdWatermark synthId(WatermarkFields fields) {
        if (fields.flag("debug_mode", false)) {
            throw new IllegalArgumentException(
                    "debug_mode, which marks texts of no model, is not supported; leave it out");
        }
        return new SynthIdWatermark(
                fields.integer("ngram_len", 5),
                fields.wholes("keys"),
                fields.integer("context_history_size", 1024),
                fields.key("sampling_table_seed", BigInteger.ZERO).longValue(),
                fields.integer("sampling_table_size", 1 << 16),
                fields.flag("skip_first_ngram_calls", false));
    }
}
