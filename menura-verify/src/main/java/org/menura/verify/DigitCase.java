package org.menura.verify;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.image.IdxFile;
import org.menura.format.image.Image;
import org.menura.generate.prompt.Processors;
import org.menura.generate.sample.Argmax;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.vision.ImageProcessor;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Recorded scores of handwritten digits: {@code expected.json} with {@code logits_first_N} or {@code
 * log_softmax_first_N} for the first pictures of MNIST's test set as IDX files, and {@code accuracy_first_N}.
 */
final class DigitCase {
    private static final Pattern FIELD = Pattern.compile("(logits|log_softmax|accuracy)_first_(\\d{1,5})");
    private static final String PICTURES = "images-idx3-ubyte.gz";
    private static final String LABELS = "labels-idx1-ubyte.gz";
    private static final double ROUNDED = 1e-5; // shares are recorded with three digits

    private DigitCase() {}

    /** Returns whether recorded outputs are of this form. */
    static boolean applies(JsonNode expected) {
        return expected.properties().stream()
                .anyMatch(f -> FIELD.matcher(f.getKey()).matches());
    }

    /** Runs all that is recorded. */
    static List<Check> run(Path folder, JsonNode expected, Backend ops) {
        Path data = data(folder);
        List<Check> checks = new ArrayList<>();
        ModelSource source = ModelSource.open(folder);
        var model = Models.open(ModelKind.IMAGE_ENCODER, source, ops);
        ImageProcessor processor = Processors.pictures(source);
        for (var field : expected.properties()) {
            Matcher m = FIELD.matcher(field.getKey());
            if (!m.matches()) {
                continue;
            }
            int count = Integer.parseInt(m.group(2));
            List<Image> pictures = IdxFile.pictures(data.resolve(PICTURES), count);
            Tensor pixels =
                    processor.pixels(pictures.stream().map(processor::prepare).toList());
            Tensor logits =
                    Objects.requireNonNull(model.outputs(model.encode(pixels)).get("logits"));
            checks.add(
                    switch (m.group(1)) {
                        case "accuracy" ->
                            Check.values(
                                    field.getKey(),
                                    new float[] {share(logits, IdxFile.labels(data.resolve(LABELS), count))},
                                    new float[] {field.getValue().floatValue()},
                                    ROUNDED,
                                    1);
                        case "logits" ->
                            Check.values(field.getKey(), logits.toFloats(), values(field.getValue()), Check.LOGITS, 1);
                        default ->
                            Check.values(
                                    field.getKey(),
                                    logProbabilities(logits),
                                    values(field.getValue()),
                                    Check.LOGITS,
                                    1);
                    });
        }
        return checks;
    }

    private static float share(Tensor logits, int[] labels) {
        int classes = logits.dim(1);
        float[] all = logits.toFloats();
        int right = 0;
        for (int i = 0; i < labels.length; i++) {
            right += Argmax.of(Arrays.copyOfRange(all, i * classes, (i + 1) * classes)) == labels[i] ? 1 : 0;
        }
        return (float) right / labels.length;
    }

    private static float[] logProbabilities(Tensor logits) {
        int classes = logits.dim(1);
        float[] out = logits.toFloats();
        for (int from = 0; from < out.length; from += classes) {
            double sum = 0;
            for (int i = from; i < from + classes; i++) {
                sum += Math.exp(out[i]);
            }
            for (int i = from; i < from + classes; i++) {
                out[i] -= (float) Math.log(sum);
            }
        }
        return out;
    }

    /** Numbers of lists in a list behind each other. */
    private static float[] values(JsonNode rows) {
        List<Float> all = new ArrayList<>();
        rows.forEach(row -> row.forEach(v -> all.add(v.floatValue())));
        float[] out = new float[all.size()];
        for (int i = 0; i < out.length; i++) {
            out[i] = all.get(i);
        }
        return out;
    }

    /** The pictures lie beside the weights, or where data and test data keep them. */
    private static Path data(Path folder) {
        Path root = folder.toAbsolutePath().normalize().resolve("../..").normalize();
        return Stream.of(folder, root.resolve("images/mnist"), root.resolve("data/mnist-10k"))
                .filter(p -> Files.exists(p.resolve(PICTURES)) && Files.exists(p.resolve(LABELS)))
                .findFirst()
                .orElseThrow(
                        () -> new FormatException("%s/expected.json was recorded from MNIST's test set; put %s and %s"
                                        .formatted(folder, PICTURES, LABELS)
                                + " into the folder"));
    }
}
