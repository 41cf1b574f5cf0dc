package org.menura.verify.likelihood;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;

/**
 * A document of a task as lm-evaluation-harness logged it: what the model was asked and what it answered.
 *
 * @param target number of the right choice; -1 where it is none
 * @param metrics values by name
 */
record RecordedDocument(List<Asked> asked, int target, Map<String, Double> metrics) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A request with its answer. */
    sealed interface Asked {}

    /** A continuation and its likelihood. */
    record Continuation(ContinuationRequest request, LogLikelihood answer) implements Asked {}

    /** A text and its likelihood. */
    record Rolling(String text, double answer) implements Asked {}

    /** A context and the answer that was generated. */
    record Generated(GenerationRequest request, String answer) implements Asked {}

    static RecordedDocument of(JsonNode json, String where) {
        List<List<JsonNode>> arguments = new ArrayList<>();
        for (JsonNode one : json.path("arguments")) {
            List<JsonNode> parts = new ArrayList<>();
            one.forEach(parts::add);
            arguments.add(parts);
        }
        JsonNode answers = json.path("resps");
        if (arguments.isEmpty() || answers.size() != arguments.size()) {
            throw new FormatException("%s: 'arguments' and 'resps' are not as many".formatted(where));
        }
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            asked.add(asked(arguments.get(i), answers.get(i).path(0), where));
        }
        Map<String, Double> metrics = new LinkedHashMap<>();
        if (json.path("metrics").isObject()) {
            json.path("metrics").properties().forEach(e -> put(metrics, e.getKey(), e.getValue()));
        } else {
            json.path("metrics").forEach(name -> put(metrics, name.asText(), json.path(name.asText())));
        }
        JsonNode target = json.path("target");
        boolean isChoice =
                target.isInt() || target.isTextual() && target.asText().matches("\\d{1,4}");
        return new RecordedDocument(List.copyOf(asked), isChoice ? Integer.parseInt(target.asText()) : -1, metrics);
    }

    private static void put(Map<String, Double> metrics, String name, JsonNode value) {
        if (value.isNumber() || value.isTextual() && value.asText().matches("[-+.\\deE]+")) {
            metrics.put(name, Double.parseDouble(value.asText()));
        }
    }

    private static Asked asked(List<JsonNode> arguments, JsonNode answer, String where) {
        boolean hasTexts = !arguments.isEmpty() && arguments.stream().limit(2).allMatch(JsonNode::isTextual);
        if (arguments.size() == 2 && hasTexts && answer.isArray() && answer.size() == 2) {
            return new Continuation(
                    new ContinuationRequest(
                            arguments.get(0).asText(), arguments.get(1).asText()),
                    new LogLikelihood(
                            number(answer.get(0), where), answer.get(1).asText().equalsIgnoreCase("true")));
        }
        if (arguments.size() == 1 && hasTexts) {
            return new Rolling(arguments.getFirst().asText(), number(answer.isArray() ? answer.get(0) : answer, where));
        }
        if (arguments.size() == 2 && arguments.get(1).isObject()) {
            Map<String, @Nullable Object> settings = new LinkedHashMap<>(
                    JSON.convertValue(arguments.get(1), new TypeReference<Map<String, Object>>() {}));
            return new Generated(
                    new GenerationRequest(arguments.get(0).asText(), new GenerationSettings(settings)),
                    answer.asText());
        }
        throw new FormatException(
                "%s: a request is neither a context with a continuation or settings, nor a text".formatted(where));
    }

    private static double number(JsonNode value, String where) {
        try {
            return Double.parseDouble(value.asText());
        } catch (NumberFormatException e) {
            throw new FormatException("%s: '%s' is no log-likelihood".formatted(where, value.asText()), e);
        }
    }
}
