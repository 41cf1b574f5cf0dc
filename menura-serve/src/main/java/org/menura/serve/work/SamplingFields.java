package org.menura.serve.work;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntConsumer;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.sample.ChainStage;
import org.menura.generate.sample.CustomStage;
import org.menura.generate.sample.Infill;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.sample.SamplingParamsBuilder;
import org.menura.generate.sample.SequenceBreakers;
import org.menura.generate.sample.StageName;
import org.menura.generate.watermark.Watermarks;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;

/**
 * Reads sampling parameters by OpenAI's, llama.cpp's and vLLM's names. What is not said is as the model's files have it,
 * and else as llama.cpp and {@code menura run} have it.
 */
public final class SamplingFields {
    private static final double INF = Double.POSITIVE_INFINITY;
    private static final String INFILL = "infill";

    /** llama.cpp's letters of samplers (common_sampler_type_to_chr). */
    private static final Map<Character, String> LETTERS = Map.of(
            'e', "penalties",
            'd', "dry",
            's', "top_n_sigma",
            'k', "top_k",
            'y', "typ_p",
            'p', "top_p",
            'm', "min_p",
            'x', "xtc",
            'i', INFILL,
            't', "temperature");

    private final Fields fields;
    private final ModelTokenizer text;
    private final Tokenizer tokenizer;
    private final SamplingParamsBuilder builder;

    private SamplingFields(Fields fields, ModelTokenizer text) {
        this.fields = fields;
        this.text = text;
        this.tokenizer = text.tokenizer();
        this.builder = text.sampling();
    }

    /**
     * Reads the sampling parameters among a request's fields.
     *
     * @throws HttpError if one is out of its range
     */
    public static SamplingParams read(Fields fields, ModelTokenizer text) {
        SamplingFields reader = new SamplingFields(fields, text);
        try {
            return reader.read();
        } catch (IllegalArgumentException e) {
            throw HttpError.invalid(null, String.valueOf(e.getMessage()));
        }
    }

    private SamplingParams read() {
        fields.whole("seed").ifPresent(seed -> {
            if (seed >= 0) { // llama.cpp: -1 for a random one
                builder.seed(seed);
            }
        });
        number("temperature", 0, 1000, builder::temperature);
        number("top_p", 0, 1, builder::topP);
        number("min_p", 0, 1, builder::minP);
        number("typical_p", 0, 1, builder::typicalP);
        number("top_n_sigma", -1, INF, builder::topNSigma);
        number("xtc_probability", 0, 1, builder::xtcProbability);
        number("xtc_threshold", 0, 1, builder::xtcThreshold);
        number("repeat_penalty", 0, INF, builder::repeatPenalty);
        number("repetition_penalty", 0, INF, penalty -> {
            // transformers' and vLLM's name, whose penalty is for all tokens before
            builder.repeatPenalty(penalty).repeatLastN(-1);
        });
        number("frequency_penalty", -2, 2, builder::frequencyPenalty);
        number("presence_penalty", -2, 2, builder::presencePenalty);
        number("dry_multiplier", 0, INF, builder::dryMultiplier);
        number("dry_base", 0, INF, builder::dryBase);
        integer("top_k", -1, Integer.MAX_VALUE, k -> builder.topK(Math.max(0, k)));
        integer("repeat_last_n", -1, Integer.MAX_VALUE, builder::repeatLastN);
        integer("dry_allowed_length", 0, Integer.MAX_VALUE, builder::dryAllowedLength);
        integer("dry_penalty_last_n", -1, Integer.MAX_VALUE, builder::dryPenaltyLastN);
        integer("min_keep", 0, Integer.MAX_VALUE, builder::minKeep);
        List<String> breakers = fields.texts("dry_sequence_breakers");
        if (!breakers.isEmpty()) {
            builder.dryBreakers(SequenceBreakers.of(breakers, tokenizer));
        }
        double range = fields.number("dynatemp_range", 0, INF).orElse(0);
        double exponent = fields.number("dynatemp_exponent", 0, INF).orElse(1);
        if (range > 0) {
            builder.dynamicTemperature((float) range, (float) exponent);
        }
        mirostat();
        samplers();
        watermark();
        Map<Integer, Float> biases = biases();
        if (!biases.isEmpty()) {
            builder.logitBias(biases);
        }
        return builder.build();
    }

    private interface FloatSetter {
        void set(float value);
    }

    private void number(String name, double least, double most, FloatSetter setter) {
        fields.number(name, least, most).ifPresent(value -> {
            try {
                setter.set((float) value);
            } catch (IllegalArgumentException e) {
                throw HttpError.invalid(fields.path(name), "'%s': %s".formatted(fields.path(name), e.getMessage()));
            }
        });
    }

    private void integer(String name, int least, int most, IntConsumer setter) {
        fields.integer(name, least, most).ifPresent(value -> {
            try {
                setter.accept(value);
            } catch (IllegalArgumentException e) {
                throw HttpError.invalid(fields.path(name), "'%s': %s".formatted(fields.path(name), e.getMessage()));
            }
        });
    }

    private void mirostat() {
        double tau = fields.number("mirostat_tau", 0, INF).orElse(5);
        double eta = fields.number("mirostat_eta", 0, 1).orElse(0.1);
        OptionalInt given = fields.integer("mirostat", 0, 2);
        int version = given.orElse(0);
        if (version == 1) {
            throw HttpError.unsupported(
                    fields.path("mirostat"), "'mirostat' must be 0 or 2: version 1 is not supported");
        }
        if (version == 2) {
            builder.mirostat((float) tau, (float) eta);
        } else if (given.isPresent()) {
            builder.withoutMirostat();
        }
    }

    /** Either an object with the fields of transformers' {@code watermarking_config}, or a text as the command takes it. */
    private void watermark() {
        JsonNode given = fields.any("watermark");
        if (given == null) {
            return;
        }
        String where = fields.path("watermark");
        if (!given.isObject() && !given.isTextual()) {
            throw Fields.wrong(where, "an object or a string", given);
        }
        try {
            builder.watermark(given.isObject() ? Watermarks.of(given) : Watermarks.ofOptions(given.textValue()));
        } catch (IllegalArgumentException e) {
            throw HttpError.invalid(where, "'%s': %s".formatted(where, e.getMessage()));
        }
    }

    /** Either names or, as one text, llama.cpp's letters; an empty list means that none applies. */
    private void samplers() {
        JsonNode given = fields.any("samplers");
        if (given == null) {
            return;
        }
        List<String> names = fields.texts("samplers");
        if (given.isTextual() && given.textValue().chars().allMatch(c -> LETTERS.get((char) c) != null)) {
            names = given.textValue()
                    .chars()
                    .mapToObj(c -> LETTERS.get((char) c))
                    .toList();
        }
        try {
            List<ChainStage> order = new ArrayList<>();
            for (String name : names) {
                order.addAll(name.equals(INFILL) ? List.of(infill()) : StageName.parseOrder(name));
            }
            builder.order(order);
        } catch (IllegalArgumentException e) {
            throw HttpError.invalid(fields.path("samplers"), String.valueOf(e.getMessage()));
        }
    }

    private ChainStage infill() {
        Set<Integer> ends = new LinkedHashSet<>(text.endIds());
        ends.addAll(Fim.ends(tokenizer));
        return new CustomStage(INFILL, new Infill(ends, tokenizer::bytes));
    }

    /** Either {@code {"token id": bias}} or llama.cpp's {@code [[id or text, bias or false], …]}. */
    private Map<Integer, Float> biases() {
        JsonNode given = fields.any("logit_bias");
        Map<Integer, Float> out = new HashMap<>();
        if (given == null) {
            return out;
        }
        String where = fields.path("logit_bias");
        if (given.isObject()) {
            given.properties().forEach(e -> out.put(id(where, e.getKey()), bias(where, e.getValue())));
            return out;
        }
        if (!given.isArray()) {
            throw Fields.wrong(where, "an object of token ids and numbers", given);
        }
        for (JsonNode pair : given) {
            if (!pair.isArray() || pair.size() != 2) {
                throw Fields.wrong(where, "a list of pairs", pair);
            }
            float bias = bias(where, pair.get(1));
            if (pair.get(0).isTextual()) {
                for (int id : tokenizer.encode(pair.get(0).textValue(), false, true)) {
                    out.put(id, bias);
                }
            } else {
                out.put(id(where, pair.get(0).asText()), bias);
            }
        }
        return out;
    }

    private int id(String where, String text) {
        try {
            int id = Integer.parseInt(text);
            if (id >= 0 && id < tokenizer.size()) {
                return id;
            }
        } catch (NumberFormatException _) {
            // answered below
        }
        throw HttpError.invalid(
                where, "'%s': '%s' is no token id; they run from 0 to %d".formatted(where, text, tokenizer.size() - 1));
    }

    private static float bias(String where, JsonNode value) {
        if (value.isBoolean() && !value.booleanValue()) {
            return Float.NEGATIVE_INFINITY;
        }
        if (!value.isNumber()) {
            throw Fields.wrong(where, "numbers", value);
        }
        return value.floatValue() <= -100 ? Float.NEGATIVE_INFINITY : value.floatValue();
    }

    /** Reads the ids of tokens. */
    public static Set<Integer> ids(Fields fields, String name, Tokenizer tokenizer) {
        Set<Integer> out = new HashSet<>();
        for (JsonNode id : fields.list(name)) {
            if (!id.canConvertToInt() || id.intValue() < 0 || id.intValue() >= tokenizer.size()) {
                throw Fields.wrong(fields.path(name), "a list of token ids below " + tokenizer.size(), id);
            }
            out.add(id.intValue());
        }
        return out;
    }

    /** Reads stop strings: one or several. */
    public static List<String> stops(Fields fields, String name) {
        List<String> stops = new ArrayList<>(fields.texts(name));
        if (stops.contains("")) {
            throw HttpError.invalid(fields.path(name), "'%s' has an empty string".formatted(fields.path(name)));
        }
        return stops;
    }
}
