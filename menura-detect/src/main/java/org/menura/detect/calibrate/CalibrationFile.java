package org.menura.detect.calibrate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;

/** Reads and writes calibrations as JSON. Scores in the file are oriented: higher ones are those of models. */
public final class CalibrationFile {
    private static final String FORMAT = "menura-detect-calibration";
    private static final int VERSION = 1;
    private static final String TO = "to";
    private static final String PERTURBATIONS = "perturbations";

    private CalibrationFile() {}

    /** Writes a calibration; the file appears when it is complete. */
    public static void write(Calibration calibration, Path file) throws IOException {
        ObjectNode out = new ObjectMapper().createObjectNode();
        out.put("format", FORMAT).put("version", VERSION).put("score", calibration.score());
        out.put("model_sha256", calibration.model());
        if (calibration.second() == null) {
            out.putNull("second_model_sha256");
        } else {
            out.put("second_model_sha256", calibration.second());
        }
        out.put("max_tokens", calibration.maxTokens());
        if (calibration.perturbations() != 0) {
            out.put(PERTURBATIONS, calibration.perturbations());
        }
        out.put("texts", calibration.texts());
        ArrayNode buckets = out.putArray("buckets");
        for (LengthBucket bucket : calibration.buckets()) {
            ObjectNode node = buckets.addObject().put("from", bucket.from());
            if (bucket.to() == Integer.MAX_VALUE) {
                node.putNull(TO);
            } else {
                node.put(TO, bucket.to());
            }
            ArrayNode scores = node.putArray("scores");
            for (double score : bucket.scores()) {
                if (Double.isFinite(score)) {
                    scores.add(score);
                } else {
                    scores.add(score > 0 ? "Infinity" : "-Infinity");
                }
            }
        }
        OutputFile.write(file, (out.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Reads a calibration.
     *
     * @throws FormatException if the file is none
     */
    public static Calibration read(Path file) {
        JsonNode json = Json.parse(file);
        if (!json.path("format").asText().equals(FORMAT)) {
            throw new FormatException(
                    "%s is no calibration of a detector; `menura detect --calibrate DIR` makes one".formatted(file));
        }
        if (json.path("version").asInt() != VERSION) {
            throw new FormatException("%s has version %s, and this Menura reads version %d; calibrate again"
                    .formatted(file, json.path("version"), VERSION));
        }
        List<LengthBucket> buckets = new ArrayList<>();
        for (JsonNode node : json.path("buckets")) {
            JsonNode scores = node.path("scores");
            double[] values = new double[scores.size()];
            for (int i = 0; i < values.length; i++) {
                values[i] = score(scores.get(i), file);
            }
            boolean isOpen = !node.has(TO) || node.get(TO).isNull();
            buckets.add(new LengthBucket(
                    integer(node, "from", file), isOpen ? Integer.MAX_VALUE : integer(node, TO, file), values));
        }
        if (buckets.isEmpty()) {
            throw new FormatException(file + " has no buckets; calibrate again");
        }
        return new Calibration(
                text(json, "score", file),
                text(json, "model_sha256", file),
                secondModel(json),
                integer(json, "max_tokens", file),
                json.has(PERTURBATIONS) ? integer(json, PERTURBATIONS, file) : 0,
                integer(json, "texts", file),
                buckets);
    }

    private static @Nullable String secondModel(JsonNode json) {
        JsonNode second = json.path("second_model_sha256");
        return second.isTextual() ? second.asText() : null;
    }

    private static double score(JsonNode node, Path file) {
        if (node.isNumber()) {
            return node.doubleValue();
        }
        return switch (node.asText()) {
            case "Infinity" -> Double.POSITIVE_INFINITY;
            case "-Infinity" -> Double.NEGATIVE_INFINITY;
            default -> throw new FormatException("%s: a score is %s, no number; calibrate again".formatted(file, node));
        };
    }

    private static int integer(JsonNode node, String field, Path file) {
        JsonNode value = node.path(field);
        if (!value.isInt() || value.intValue() < 0) {
            throw new FormatException("%s: %s is no number of tokens or texts; calibrate again".formatted(file, field));
        }
        return value.intValue();
    }

    private static String text(JsonNode node, String field, Path file) {
        JsonNode value = node.path(field);
        if (!value.isTextual()) {
            throw new FormatException("%s: %s is missing; calibrate again".formatted(file, field));
        }
        return value.asText();
    }
}
