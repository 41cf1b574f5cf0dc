package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.generate.sample.Argmax;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.Session;
import org.menura.model.load.Models;
import org.menura.tensor.Backend;

/**
 * A GGUF file against llama.cpp. Beside NAME.gguf lie NAME.safetensors, with a dequantised tensor under its GGUF name,
 * and NAME.json, with {@code prompt_ids}, {@code first_top_logprobs} and {@code greedy_ids}.
 *
 * <p>llama.cpp rounds activations to 8 bits for quantised weights, so its log-probabilities may differ by some 0.1 and its
 * greedy ids where two candidates lie close: how many agree is reported, but decides nothing.
 */
final class GgufCase {
    private static final double LOG_PROBABILITY = 0.1;

    private GgufCase() {}

    static List<Check> run(Path file, Backend ops) {
        String name = String.valueOf(file.getFileName());
        if (!name.endsWith(".gguf")) {
            throw new FormatException(file + " is no .gguf file");
        }
        String stem = name.substring(0, name.length() - ".gguf".length());
        GgufFile gguf = GgufFile.open(file);
        SafetensorsFile values = SafetensorsFile.open(file.resolveSibling(stem + ".safetensors"));
        Path description = file.resolveSibling(stem + ".json");
        JsonNode json = Json.parse(description);
        List<Check> checks = new ArrayList<>();
        for (String tensor : values.names()) {
            checks.add(sameValues(
                    tensor + " " + gguf.dtype(tensor),
                    gguf.tensor(tensor).toFloats(),
                    values.tensor(tensor).toFloats()));
        }
        Session session = new Session(Models.decoder(file, ops));
        float[] logits = session.feed(ids(json, "prompt_ids", description));
        checks.add(logProbabilities(logits, json.path("first_top_logprobs"), description));
        checks.add(greedy(session, logits, ids(json, "greedy_ids", description)));
        return checks;
    }

    /** Values must agree to the last bit but one: two multiplications may be done in either order. */
    private static Check sameValues(String output, float[] actual, float[] expected) {
        if (actual.length != expected.length) {
            return Check.failed(output, "%d values instead of %d".formatted(actual.length, expected.length));
        }
        double worst = 0;
        int inexact = 0;
        for (int i = 0; i < expected.length; i++) {
            double ulps = Math.abs((double) actual[i] - expected[i]) / Math.ulp(expected[i]);
            // A NaN must not pass as a small difference.
            worst = ulps <= worst ? worst : ulps;
            inexact += actual[i] == expected[i] ? 0 : 1;
        }
        return new Check(output, worst, 0, 1, worst <= 1, "in units of the last place; %d inexact".formatted(inexact));
    }

    /** The difference that counts is the mean one, each entry weighing as much as its probability. */
    private static Check logProbabilities(float[] logits, JsonNode expected, Path source) {
        if (!expected.isArray() || expected.isEmpty()) {
            throw new FormatException(source + ": first_top_logprobs must be a list of pairs");
        }
        double mean = 0;
        double worst = 0;
        for (JsonNode pair : expected) {
            double logProb = pair.path(1).asDouble();
            double actual =
                    LogProbs.of(logits, pair.path(0).asInt(-1), 0).chosen().logProb();
            mean += Math.exp(logProb) * Math.abs(actual - logProb);
            worst = Math.max(worst, Math.abs(actual - logProb));
        }
        return new Check(
                "first_top_logprobs",
                mean,
                mean / Math.abs(expected.path(0).path(1).asDouble()),
                LOG_PROBABILITY,
                mean <= LOG_PROBABILITY,
                String.format(Locale.ROOT, "mean by probability; the worst of %d is %.3f", expected.size(), worst));
    }

    private static Check greedy(Session session, float[] first, int[] expected) {
        float[] logits = first;
        for (int i = 0; i < expected.length; i++) {
            int best = Argmax.of(logits);
            if (best != expected[i]) {
                double gap = (double) logits[best] - logits[expected[i]];
                String note = "%d of %d as llama.cpp's, then the best two %.3f apart";
                return new Check(
                        "greedy_ids", 0, 0, 0, true, String.format(Locale.ROOT, note, i, expected.length, gap));
            }
            if (i + 1 < expected.length) {
                logits = session.feed(best);
            }
        }
        return new Check("greedy_ids", 0, 0, 0, true, "all %d as llama.cpp's".formatted(expected.length));
    }

    private static int[] ids(JsonNode json, String name, Path source) {
        JsonNode list = json.path(name);
        if (!list.isArray() || list.isEmpty()) {
            throw new FormatException("%s: %s must be a list of token ids".formatted(source, name));
        }
        return IntStream.range(0, list.size()).map(i -> list.get(i).asInt(-1)).toArray();
    }
}
