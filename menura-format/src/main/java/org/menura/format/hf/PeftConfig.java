package org.menura.format.hf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;

/** An {@code adapter_config.json} of type LORA, as peft 0.17 to 0.21 read it. */
final class PeftConfig {
    /**
     * Fields that are read, or that can't change what the saved tensors mean: how an adapter was made and which modules got
     * one, which the tensors show, and how its training or its process went.
     */
    private static final Set<String> KNOWN = Set.of(
            "peft_type",
            "r",
            "lora_alpha",
            "use_rslora",
            "use_dora",
            "fan_in_fan_out",
            "rank_pattern",
            "alpha_pattern",
            "bias",
            "ensure_weight_tying",
            "lora_bias", // the tensors show it
            "trainable_token_indices",
            "init_lora_weights",
            "base_model_name_or_path",
            "target_modules",
            "target_parameters", // but for those that are refused below
            "exclude_modules",
            "layers_to_transform",
            "layers_pattern",
            "modules_to_save",
            "lora_dropout",
            "loftq_config", // with the start that needs it
            "corda_config",
            "eva_config",
            "lora_ga_config",
            "velora_config", // what training keeps of its inputs
            "qalora_group_size", // with use_qalora
            "megatron_config", // how layers are spread over processors
            "megatron_core",
            "runtime_config",
            "auto_mapping",
            "inference_mode",
            "peft_version",
            "revision",
            "task_type");

    private static final int MAX_TEXT = 400;
    /** Ways to start that subtract the adapter's first state from the model's weights. */
    private static final Pattern CHANGES_BASE = Pattern.compile("(pissa|olora|corda|loftq|lora_ga).*");

    private final String source;
    private final int rank;
    private final double alpha;
    private final boolean isRankStabilized;
    private final boolean fanInFanOut;
    private final boolean isDora;
    private final String bias;
    private final boolean tiesWeights;
    private final @Nullable String baseModel;
    private final String taskType;
    private final JsonNode tokens;
    private final List<String> expertParameters;
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
        taskType = config.path("task_type").asText("");
        bias = config.path("bias").asText("none");
        tiesWeights = config.path("ensure_weight_tying").asBoolean();
        isDora = config.path("use_dora").asBoolean();
        tokens = config.path("trainable_token_indices");
        expertParameters = expertParameters(config.path("target_parameters"));
        config.path("rank_pattern")
                .properties()
                .forEach(e -> ranks.put(module(e.getKey()), rank(e.getValue(), "rank_pattern." + e.getKey())));
        config.path("alpha_pattern")
                .properties()
                .forEach(e -> alphas.put(module(e.getKey()), number(e.getValue(), "alpha_pattern." + e.getKey())));
    }

    /** Returns the configuration of a plain LoRA. */
    static PeftConfig lora(int rank, double alpha, String source) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.put("peft_type", "LORA").put("r", rank).put("lora_alpha", alpha).put("task_type", "CAUSAL_LM");
        return new PeftConfig(fields, source);
    }

    /** Returns the name of the base model in training, or null. */
    @Nullable
    String baseModel() {
        return baseModel;
    }

    /** Returns the task as PEFT calls it, such as {@code SEQ_CLS}; empty if it is not said. */
    String taskType() {
        return taskType;
    }

    double alpha() {
        return alpha;
    }

    int rank() {
        return rank;
    }

    String bias() {
        return bias;
    }

    /** Returns the ids whose rows of a table were trained: a list, or lists by the ends of the tables' paths. */
    int[] tokens(String module) {
        JsonNode ids = tokens;
        for (Map.Entry<String, JsonNode> e : tokens.properties()) {
            if (module.equals(e.getKey()) || module.endsWith("." + e.getKey())) {
                ids = e.getValue();
            }
        }
        List<Integer> out = new ArrayList<>();
        for (JsonNode id : ids) {
            if (!id.isInt() || id.intValue() < 0) {
                throw new FormatException(
                        "%s: trainable_token_indices must hold token ids, not %s".formatted(source, id));
            }
            out.add(id.intValue());
        }
        return out.stream().mapToInt(Integer::intValue).toArray();
    }

    /** Returns which stacked weights of experts have updates, in the order in which modules have them. */
    List<String> expertParameters() {
        return expertParameters;
    }

    private List<String> expertParameters(JsonNode named) {
        Set<String> ends = new TreeSet<>(Comparator.reverseOrder()); // gate_up_proj, then down_proj
        for (JsonNode parameter : named) {
            String end = parameter.asText().substring(parameter.asText().lastIndexOf('.') + 1);
            if (end.equals(ExpertPairs.GATE_UP) || end.equals(ExpertPairs.DOWN)) {
                ends.add(end);
            } else if (!end.equals("weight")) {
                throw new FormatException(
                        "%s: target_parameters names %s; supported are experts' %s and %s, and weights"
                                .formatted(source, parameter, ExpertPairs.GATE_UP, ExpertPairs.DOWN));
            }
        }
        return List.copyOf(ends);
    }

    boolean tiesWeights() {
        return tiesWeights;
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
        for (Map.Entry<String, JsonNode> e : config.properties()) {
            JsonNode value = e.getValue();
            boolean isOff = value.isMissingNode()
                    || value.isNull()
                    || (value.isBoolean() && !value.booleanValue())
                    || (value.isContainerNode() && value.isEmpty());
            if (!isOff && !KNOWN.contains(e.getKey())) {
                throw new FormatException("%s: %s is set, which is not supported".formatted(source, e.getKey()));
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
