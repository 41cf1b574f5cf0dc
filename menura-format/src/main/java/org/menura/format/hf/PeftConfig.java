package org.menura.format.hf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** An {@code adapter_config.json} of type LORA, as peft 0.17 reads it. */
final class PeftConfig {
    /** Fields that change what the adapter computes, or what it is added to, in ways that are not supported. */
    private static final List<String> UNSUPPORTED = List.of(
            "use_qalora",
            "lora_bias",
            "layer_replication",
            "target_parameters",
            "trainable_token_indices",
            "alora_invocation_tokens",
            "arrow_config");

    private static final int MAX_TEXT = 400;
    /** Ways to start that subtract the adapter's first state from the model's weights. */
    private static final Pattern CHANGES_BASE = Pattern.compile("(pissa|olora|corda|loftq).*");

    private final String source;
    private final int rank;
    private final double alpha;
    private final boolean isRankStabilized;
    private final boolean fanInFanOut;
    private final boolean isDora;
    private final @Nullable String baseModel;
    private final Map<Pattern, Integer> ranks = new LinkedHashMap<>();
    private final Map<Pattern, Double> alphas = new LinkedHashMap<>();

    PeftConfig(JsonNode config, String source) {
        this.source = source;
        if (!config.isObject()) {
            throw new FormatException(source + " must hold a JSON object");
        }
        if (!config.path("peft_type").asText().equals("LORA")) {
            throw new FormatException(
                    "%s: peft_type %s is not supported; supported is LORA".formatted(source, config.path("peft_type")));
        }
        refuseUnsupported(config);
        rank = rank(config.path("r"), "r");
        alpha = number(config.path("lora_alpha"), "lora_alpha");
        isRankStabilized = config.path("use_rslora").asBoolean();
        fanInFanOut = config.path("fan_in_fan_out").asBoolean();
        baseModel = config.path("base_model_name_or_path").textValue();
        isDora = config.path("use_dora").asBoolean();
        config.path("rank_pattern")
                .properties()
                .forEach(e -> ranks.put(module(e.getKey()), rank(e.getValue(), "rank_pattern." + e.getKey())));
        config.path("alpha_pattern")
                .properties()
                .forEach(e -> alphas.put(module(e.getKey()), number(e.getValue(), "alpha_pattern." + e.getKey())));
    }

    /** What the model that the adapter belongs to was called where it was taught, or null. */
    @Nullable
    String baseModel() {
        return baseModel;
    }

    boolean isRankStabilized() {
        return isRankStabilized;
    }

    int rank(String module) {
        return find(ranks, module, rank);
    }

    boolean isDora() {
        return isDora;
    }

    boolean fanInFanOut() {
        return fanInFanOut;
    }

    float scale(String module) {
        double r = rank(module);
        return (float) (find(alphas, module, alpha) / (isRankStabilized ? Math.sqrt(r) : r));
    }

    private void refuseUnsupported(JsonNode config) {
        for (String field : UNSUPPORTED) {
            JsonNode value = config.path(field);
            boolean isOff = value.isMissingNode()
                    || value.isNull()
                    || (value.isBoolean() && !value.booleanValue())
                    || (value.isContainerNode() && value.isEmpty());
            if (!isOff) {
                throw new FormatException("%s: %s is set, which is not supported".formatted(source, field));
            }
        }
        String init = config.path("init_lora_weights").asText();
        if (CHANGES_BASE.matcher(init).matches()) {
            throw new FormatException(
                    "%s: init_lora_weights is %s, which changes the model's own weights; convert the adapter to plain LoRA"
                            .formatted(source, init));
        }
    }

    private <T> T find(Map<Pattern, T> patterns, String module, T fallback) {
        if (module.length() > MAX_TEXT) {
            throw new FormatException("%s: a module's path has %d characters".formatted(source, module.length()));
        }
        for (Map.Entry<Pattern, T> e : patterns.entrySet()) {
            if (e.getKey().matcher(new Metered(module, source)).matches()) {
                return e.getValue();
            }
        }
        return fallback;
    }

    /** A pattern's key is a regular expression for the end of a module's path. */
    private Pattern module(String key) {
        if (key.length() > MAX_TEXT) {
            throw new FormatException("%s: a pattern has %d characters".formatted(source, key.length()));
        }
        try {
            return Pattern.compile("(.*\\.)?(" + key + ")");
        } catch (PatternSyntaxException e) {
            throw new FormatException("%s: \"%s\" is no regular expression".formatted(source, key), e);
        }
    }

    private int rank(JsonNode value, String field) {
        if (!value.isInt() || value.intValue() < 1) {
            throw new FormatException("%s: %s must be a positive integer, not %s".formatted(source, field, value));
        }
        return value.intValue();
    }

    private double number(JsonNode value, String field) {
        if (!value.isNumber()) {
            throw new FormatException("%s: %s must be a number, not %s".formatted(source, field, value));
        }
        return value.doubleValue();
    }

    /** Text that ends a match which goes through it again and again, as some expressions do for hours. */
    private static final class Metered implements CharSequence {
        private static final int MAX_READS = 1_000_000;

        private final CharSequence text;
        private final String source;
        private int reads;

        Metered(CharSequence text, String source) {
            this.text = text;
            this.source = source;
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            if (++reads > MAX_READS) {
                throw new FormatException(source + ": a pattern takes too long to match; simplify it");
            }
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
