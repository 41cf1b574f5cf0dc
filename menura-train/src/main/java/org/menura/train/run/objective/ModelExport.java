package org.menura.train.run.objective;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.dtype.DType;
import org.menura.train.setup.RunContext;
import org.menura.train.setup.TrainingData;

/**
 * The export of a trained model in the format of Hugging Face.
 *
 * @param folder which is not there yet
 * @param data the training data
 * @param dtype of the weights
 */
public record ModelExport(RunContext run, Path folder, TrainingData data, DType dtype) {
    /** Writes a Hugging Face folder with the tokenizer's files. */
    public void write() throws IOException {
        write(run.student().config(), Map.of());
    }

    /**
     * Writes a Hugging Face folder with the tokenizer's files and others.
     *
     * @param more texts by file name
     */
    public void write(JsonNode config, Map<String, String> more) throws IOException {
        SequencedMap<String, String> files = run.text().files().get();
        files.putAll(more);
        ModelFolder.write(folder, config, weights(""), files, run.text().folders(), dtype);
    }

    /** Parameters of the model whose names begin in a way, without that beginning. */
    TensorTable weights(String prefix) {
        SequencedMap<String, TensorEntry> weights = new LinkedHashMap<>();
        run.student().parameters().all().forEach((name, tensor) -> {
            if (name.startsWith(prefix)) {
                weights.put(
                        name.substring(prefix.length()), new TensorEntry(DType.F32, tensor.shape(), tensor::toHeap));
            }
        });
        return new Weights("the model in training", weights);
    }

    private static final class Weights extends TensorTable {
        Weights(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
