package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;

/**
 * Recorded outputs of a published checkpoint, as JSON: {@code prompt_ids}, and of {@code logits}, {@code
 * logits_float64} (both after the prompt) and {@code greedy_ids} those that there are.
 */
final class ExpectedCase {
    private final CausalModel model;
    private final JsonNode expected;
    private final String source;

    private ExpectedCase(CausalModel model, JsonNode expected, String source) {
        this.model = model;
        this.expected = expected;
        this.source = source;
    }

    static List<Check> run(CausalModel model, JsonNode expected, String source) {
        return new ExpectedCase(model, expected, source).run();
    }

    private List<Check> run() {
        int[] prompt = ids("prompt_ids");
        Session session = new Session(model);
        float[] logits = session.feed(prompt);
        List<Check> checks = new ArrayList<>();
        for (String name : List.of("logits", "logits_float64")) {
            if (expected.has(name)) {
                checks.add(Check.values(name, logits, values(name), Check.LOGITS, 1));
            }
        }
        if (expected.has("greedy_ids")) {
            long[] greedy = Arrays.stream(ids("greedy_ids")).asLongStream().toArray();
            checks.add(Greedy.check(session, () -> logits, greedy));
        }
        if (checks.isEmpty()) {
            throw new FormatException(source + " holds neither logits nor greedy_ids to verify against");
        }
        return checks;
    }

    private int[] ids(String name) {
        JsonNode list = expected.path(name);
        if (!list.isArray() || list.isEmpty()) {
            throw new FormatException("%s: %s must be a list of token ids".formatted(source, name));
        }
        int[] out = new int[list.size()];
        for (int i = 0; i < out.length; i++) {
            if (!list.get(i).isInt()) {
                throw new FormatException("%s: %s must be a list of token ids".formatted(source, name));
            }
            out[i] = list.get(i).intValue();
        }
        return out;
    }

    private float[] values(String name) {
        JsonNode list = expected.get(name);
        float[] out = new float[list.size()];
        for (int i = 0; i < out.length; i++) {
            if (!list.get(i).isNumber()) {
                throw new FormatException("%s: %s must be a list of numbers".formatted(source, name));
            }
            out[i] = list.get(i).floatValue();
        }
        return out;
    }
}
