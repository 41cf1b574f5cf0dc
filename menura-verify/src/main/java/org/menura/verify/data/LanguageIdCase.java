package org.menura.verify.data;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;
import org.menura.data.fasttext.FastText;
import org.menura.data.fasttext.Prediction;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/**
 * Recorded predictions of fastText: models {@code NAME.bin} and {@code NAME.ftz}, each with {@code NAME.*.expected.jsonl}
 * beside it, whose records are a {@code text} and {@code topK}, a list of labels with probabilities. A model without one
 * is held against {@code lines.jsonl}.
 */
public final class LanguageIdCase {
    private static final String EXPECTED = ".expected.jsonl";
    private static final String LINES = "lines.jsonl";
    private static final double TOLERANCE = 1e-4;

    private LanguageIdCase() {}

    /** Returns whether a folder holds a case of this form. */
    public static boolean isIn(Path folder) {
        return !models(folder).isEmpty();
    }

    private static List<Path> models(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        boolean lines = Files.isRegularFile(folder.resolve(LINES));
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isModel(file, lines)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isModel(Path file, boolean lines) {
        String name = file.getFileName().toString();
        return (name.endsWith(".bin") || name.endsWith(".ftz")) && (lines || Files.isRegularFile(expected(file)));
    }

    private static Path expected(Path model) {
        return model.resolveSibling(model.getFileName() + EXPECTED);
    }

    /**
     * Compares predictions with the recorded ones.
     *
     * @return a check per model
     */
    public static List<Check> run(Path folder) {
        List<Check> checks = new ArrayList<>();
        for (Path model : models(folder)) {
            Path records = Files.isRegularFile(expected(model)) ? expected(model) : folder.resolve(LINES);
            checks.add(compare(model.getFileName().toString(), FastText.open(model), RecordFile.read(records)));
        }
        return checks;
    }

    private static Check compare(String name, FastText model, List<JsonNode> records) {
        double worst = 0;
        int swapped = 0;
        for (JsonNode record : records) {
            String key = top(record, name);
            List<Prediction> actual =
                    model.predict(record.path("text").asText(), Integer.parseInt(key.substring(3)), 0);
            JsonNode expected = record.path(key);
            if (actual.size() != expected.size()) {
                return Check.failed(
                        name, "%d labels instead of %d for %s".formatted(actual.size(), expected.size(), record));
            }
            for (int i = 0; i < expected.size(); i++) {
                String label = expected.path(i).path(0).asText();
                double probability = expected.path(i).path(1).asDouble();
                worst = worse(worst, actual.get(i).probability() - probability);
                if (!actual.get(i).name().equals(label)) {
                    // Labels whose probabilities are as good as equal may come in another order.
                    swapped++;
                    worst = worse(worst, probability(model, record.path("text").asText(), label) - probability);
                }
            }
        }
        String note = records.size() + " lines" + (swapped == 0 ? "" : ", %d labels swapped".formatted(swapped));
        return new Check(name, worst, worst, TOLERANCE, worst <= TOLERANCE, note);
    }

    private static double worse(double worst, double difference) {
        return Double.isNaN(difference) || Double.isNaN(worst) ? Double.NaN : Math.max(worst, Math.abs(difference));
    }

    private static double probability(FastText model, String text, String label) {
        return model.predict(text, -1, 0).stream()
                .filter(prediction -> prediction.name().equals(label))
                .mapToDouble(Prediction::probability)
                .findFirst()
                .orElse(Double.NaN);
    }

    private static String top(JsonNode record, String name) {
        for (Iterator<String> fields = record.fieldNames(); fields.hasNext(); ) {
            String field = fields.next();
            if (field.matches("top[1-9]\\d{0,3}")) {
                return field;
            }
        }
        throw new FormatException(
                "the records of %s have no labels in a field such as top3: %s".formatted(name, record));
    }
}
