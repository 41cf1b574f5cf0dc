package org.menura.eval.decide;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.menura.eval.metric.ClassProbabilities;
import org.menura.format.FormatException;
import org.menura.format.InputFile;
import org.menura.format.OutputFile;
import org.menura.format.json.Json;

/**
 * Probabilities of labels for documents whose right label is known, as JSON lines:
 * {@code {"label": "up", "probabilities": {"up": 0.8, "down": 0.2}}}.
 *
 * @param labels in the order of the probabilities
 * @param documents their probabilities and right labels
 */
public record LabelledProbabilities(List<String> labels, ClassProbabilities documents) {
    private static final double SLACK = 1e-3;

    /** Checks that there are as many labels as classes. */
    public LabelledProbabilities {
        labels = List.copyOf(labels);
        if (labels.size() != documents.classes()) {
            throw new FormatException("There are %d labels and probabilities of %d classes."
                    .formatted(labels.size(), documents.classes()));
        }
    }

    /**
     * Reads a file. Its probabilities are scaled to a sum of 1.
     *
     * @throws FormatException if a line is malformed, has other labels than the first, or its probabilities sum up to something else than 1
     */
    public static LabelledProbabilities read(Path file) {
        List<String> labels = new ArrayList<>();
        List<double[]> values = new ArrayList<>();
        List<Integer> right = new ArrayList<>();
        try (BufferedReader in = Files.newBufferedReader(InputFile.of(file), StandardCharsets.UTF_8)) {
            int number = 0;
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                number++;
                if (!line.isBlank()) {
                    String place = file + ", line " + number;
                    JsonNode node = Json.parse(line, place);
                    if (!node.path("probabilities").isObject()) {
                        throw new FormatException(
                                "%s: 'probabilities' must name each label, as in {\"label\": \"up\", \"probabilities\": {\"up\": 0.8, \"down\": 0.2}}"
                                        .formatted(place));
                    }
                    if (labels.isEmpty()) {
                        node.path("probabilities").fieldNames().forEachRemaining(labels::add);
                        labels.sort(null);
                    }
                    values.add(probabilities(node.path("probabilities"), labels, place));
                    right.add(labels.indexOf(node.path("label").asText()));
                    if (right.getLast() < 0 || labels.size() < 2) {
                        throw new FormatException(
                                "%s: 'label' must be one of two or more labels of 'probabilities', which are %s."
                                        .formatted(place, labels));
                    }
                }
            }
        } catch (CharacterCodingException e) {
            throw new FormatException(file + " is not encoded in UTF-8.", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (values.isEmpty()) {
            throw new FormatException(file + " has no line with a label and probabilities.");
        }
        return new LabelledProbabilities(
                labels,
                new ClassProbabilities(
                        values.toArray(double[][]::new),
                        right.stream().mapToInt(Integer::intValue).toArray()));
    }

    private static double[] probabilities(JsonNode node, List<String> labels, String place) {
        double[] values = new double[labels.size()];
        double sum = 0;
        for (int c = 0; c < values.length; c++) {
            values[c] = node.path(labels.get(c)).asDouble(Double.NaN);
            if (!(values[c] >= 0 && values[c] <= 1)) {
                throw new FormatException(
                        "%s: the probability of '%s' must be a number from 0 to 1.".formatted(place, labels.get(c)));
            }
            sum += values[c];
        }
        if (node.size() != values.length || Math.abs(sum - 1) > SLACK) {
            throw new FormatException("%s: there must be a probability for each of %s, and their sum be 1, not %s."
                    .formatted(place, labels, sum));
        }
        for (int c = 0; c < values.length; c++) {
            values[c] /= sum;
        }
        return values;
    }

    /** Writes a file; it appears when it is complete. */
    public void write(Path file) throws IOException {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < documents.size(); i++) {
            ObjectNode line = JsonNodeFactory.instance
                    .objectNode()
                    .put("label", labels.get(documents.labels()[i]));
            ObjectNode probabilities = line.putObject("probabilities");
            for (int c = 0; c < labels.size(); c++) {
                probabilities.put(labels.get(c), documents.values()[i][c]);
            }
            out.append(line).append('\n');
        }
        OutputFile.write(file, out.toString().getBytes(StandardCharsets.UTF_8));
    }

    /** Reads costs: {@code {"up": {"down": 5}}} is what deciding for "down" costs where "up" is right; others cost 1, right ones 0. */
    public CostMatrix costs(Path file) {
        JsonNode node = Json.parse(file);
        CostMatrix plain = CostMatrix.ofErrors(labels.size());
        double abstention = Double.POSITIVE_INFINITY;
        Map<String, JsonNode> rows = new TreeMap<>();
        node.properties().forEach(e -> rows.put(e.getKey(), e.getValue()));
        JsonNode open = rows.remove("abstain");
        if (open != null) {
            abstention = cost(file, "abstain", open);
        }
        for (Map.Entry<String, JsonNode> row : rows.entrySet()) {
            int there = index(file, row.getKey());
            for (Map.Entry<String, JsonNode> cell : row.getValue().properties()) {
                plain.costs()[there][index(file, cell.getKey())] = cost(file, cell.getKey(), cell.getValue());
            }
        }
        return new CostMatrix(plain.costs(), abstention);
    }

    private static double cost(Path file, String name, JsonNode value) {
        if (!value.isNumber()) {
            throw new FormatException("%s: the cost of '%s' must be a number, not %s.".formatted(file, name, value));
        }
        return value.asDouble();
    }

    private int index(Path file, String label) {
        int index = labels.indexOf(label);
        if (index < 0) {
            throw new FormatException("%s: '%s' is no label; there are %s.".formatted(file, label, labels));
        }
        return index;
    }
}
