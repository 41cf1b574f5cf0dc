package org.menura.model.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * Tables of tokens' vectors: sentence-transformers saves them without a config, model2vec with one that does not say
 * their sizes, and sometimes with fewer vectors than tokens and a number that each token's vector is multiplied by.
 */
final class StaticConfigs {
    private static final Set<String> OWN = Set.of("model2vec", "static_embedding");
    private static final String TABLE = "embedding.weight";
    private static final String VECTORS = "embeddings";
    private static final String MAPPING = "mapping";
    private static final String WEIGHTS = "weights";

    private StaticConfigs() {}

    /**
     * Returns whether a folder holds such a table and nothing else.
     *
     * @param given its config; null if it has none
     */
    static boolean applies(Checkpoint c, @Nullable JsonNode given) {
        String type = given == null ? "" : given.path("model_type").asText();
        return (type.isEmpty() || OWN.contains(type)) && isTable(c);
    }

    private static boolean isTable(Checkpoint c) {
        return c.names().equals(Set.of(TABLE)) || isModel2Vec(c);
    }

    private static boolean isModel2Vec(Checkpoint c) {
        return c.has(VECTORS) && Set.of(VECTORS, MAPPING, WEIGHTS).containsAll(c.names());
    }

    /**
     * Completes the config of a table.
     *
     * @param given the folder's; null if it has none
     * @param weights those that it holds
     */
    static ObjectNode infer(Checkpoint weights, @Nullable JsonNode given) {
        ObjectNode out = given == null ? JsonNodeFactory.instance.objectNode() : given.deepCopy();
        Shape shape = matrix(weights);
        if (!out.has("model_type")) {
            out.put("model_type", isModel2Vec(weights) ? "model2vec" : "static_embedding");
        }
        out.put("vocab_size", weights.has(MAPPING) ? weights.shape(MAPPING).dim(0) : shape.dim(0));
        return out.put("hidden_size", shape.dim(1));
    }

    private static Shape matrix(Checkpoint c) {
        String name = isModel2Vec(c) ? VECTORS : TABLE;
        if (c.shape(name).rank() != 2) {
            throw new FormatException(
                    "%s: %s has shape %s, which is no table of vectors".formatted(c.source(), name, c.shape(name)));
        }
        return c.shape(name);
    }

    /** The table under one name, with a row for each token. */
    static Checkpoint parameters(Checkpoint c) {
        if (!isTable(c) || c.has(TABLE)) {
            return c;
        }
        Shape shape = matrix(c);
        DType type = c.dtype(VECTORS);
        boolean asItIs = c.names().size() == 1 && (type == DType.F32 || type == DType.F16 || type == DType.BF16);
        SequencedMap<String, TensorEntry> entries = new LinkedHashMap<>();
        long rows = c.has(MAPPING) ? c.shape(MAPPING).size(0) : shape.size(0);
        entries.put(
                TABLE,
                asItIs
                        ? new TensorEntry(type, shape, () -> c.tensor(VECTORS))
                        : new TensorEntry(DType.F32, Shape.of(rows, shape.size(1)), () -> table(c, (int) rows)));
        return new Table(c.source(), entries);
    }

    private static Tensor table(Checkpoint c, int rows) {
        Tensor vectors = c.tensor(VECTORS);
        long[] mapping = c.has(MAPPING) ? c.tensor(MAPPING).toLongs() : null;
        float[] weights = c.has(WEIGHTS) ? c.tensor(WEIGHTS).toFloats() : null;
        if (weights != null && weights.length != rows) {
            throw new FormatException(
                    "%s has %d tokens, but \"weights\" for %d".formatted(c.source(), rows, weights.length));
        }
        int width = vectors.dim(1);
        float[] all = vectors.toFloats();
        float[] out = new float[Math.multiplyExact(rows, width)];
        for (int i = 0; i < rows; i++) {
            long row = mapping == null ? i : mapping[i];
            if (row < 0 || row >= vectors.dim(0)) {
                throw new FormatException("%s: \"mapping\" gives token %d the vector %d of %d"
                        .formatted(c.source(), i, row, vectors.dim(0)));
            }
            for (int j = 0; j < width; j++) {
                out[i * width + j] = all[(int) row * width + j] * (weights == null ? 1 : weights[i]);
            }
        }
        return Tensor.of(out, rows, width);
    }

    private static final class Table extends TensorTable {
        Table(String source, SequencedMap<String, TensorEntry> entries) {
            super(source, entries);
        }
    }
}
