package org.menura.eval.baseline;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.embed.Embedder;
import org.menura.generate.embed.Pooling;
import org.menura.tensor.Backend;

/** Describes texts by the embeddings of a model that is not trained any further, of length 1; each text is computed once. */
public final class TextVectors {
    private final Path model;
    private final @Nullable Pooling pooling;
    private final Embedder embedder;
    private final Map<String, float[]> known = new HashMap<>();

    private TextVectors(Path model, @Nullable Pooling pooling, Embedder embedder) {
        this.model = model;
        this.pooling = pooling;
        this.embedder = embedder;
    }

    /**
     * Opens a model.
     *
     * @param pooling how tokens' states become one vector; null for what the model says
     */
    public static TextVectors open(Path model, @Nullable Pooling pooling, Backend ops) {
        return new TextVectors(model, pooling, Embedder.open(model, pooling, true, ops));
    }

    /** Returns the model's file or folder. */
    public Path model() {
        return model;
    }

    /** Returns how tokens' states become one vector; null for what the model says. */
    public @Nullable Pooling pooling() {
        return pooling;
    }

    /** Computes the vectors of texts. */
    public List<float[]> of(List<String> texts) {
        List<String> fresh =
                texts.stream().distinct().filter(text -> !known.containsKey(text)).toList();
        List<float[]> vectors = embedder.texts(fresh);
        for (int i = 0; i < fresh.size(); i++) {
            known.put(fresh.get(i), vectors.get(i));
        }
        return texts.stream().map(text -> known.getOrDefault(text, new float[0])).toList();
    }
}
