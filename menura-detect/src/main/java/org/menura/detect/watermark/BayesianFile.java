package org.menura.detect.watermark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;

/** Opens the weights of a {@link BayesianDetector} in any form. */
public final class BayesianFile {
    private static final String SAVED = "model.safetensors";
    private static final String LIKELIHOOD = "likelihood_model_watermarked.";

    private BayesianFile() {}

    /**
     * Reads what {@link BayesianDetector#toJson} writes, or the folder or its {@code model.safetensors} that transformers'
     * {@code BayesianDetectorModel} is saved as.
     *
     * @throws FormatException if it is none
     */
    public static BayesianDetector read(Path path) {
        if (Files.isDirectory(path)) {
            Path weights = path.resolve(SAVED);
            if (!Files.isRegularFile(weights)) {
                throw new FormatException(
                        "%s has no %s, which a saved BayesianDetectorModel has".formatted(path, SAVED));
            }
            return saved(weights);
        }
        return path.toString().endsWith(".safetensors") ? saved(path) : BayesianDetector.of(Json.parse(path));
    }

    private static BayesianDetector saved(Path file) {
        SafetensorsFile tensors = SafetensorsFile.open(file);
        float[] beta = tensors.tensor(LIKELIHOOD + "beta").toFloats(); // [1, 1, depth]
        float[] delta = tensors.tensor(LIKELIHOOD + "delta").toFloats(); // [1, 1, depth, depth]
        float[] prior = tensors.tensor("prior").toFloats(); // [1]
        if (delta.length != beta.length * beta.length || prior.length != 1) {
            throw new FormatException("%s is of no Bayesian detector: beta has %d numbers, delta %d and prior %d"
                    .formatted(file, beta.length, delta.length, prior.length));
        }
        float[][] rows = new float[beta.length][];
        Arrays.setAll(rows, l -> Arrays.copyOfRange(delta, l * beta.length, (l + 1) * beta.length));
        return new BayesianDetector(beta, rows, prior[0]);
    }
}
