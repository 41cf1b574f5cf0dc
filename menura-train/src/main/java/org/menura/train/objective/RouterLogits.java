package org.menura.train.objective;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/** The routers' logits of all layers, [tokens, experts] each, and which tokens count. */
record RouterLogits(List<Tensor> layers, boolean @Nullable [] counted) {
    /** Sees a token of a layer. */
    @FunctionalInterface
    interface Reader {
        void read(Tensor layer, int token);
    }

    /** Writes a token's gradient from {@code at} on. */
    @FunctionalInterface
    interface Slope {
        void write(Tensor layer, int token, float[] gradient, int at);
    }

    static RouterLogits of(List<Tensor> layers, boolean @Nullable [] counted) {
        Require.some("router logits", layers.size());
        Tensor first = layers.getFirst();
        for (Tensor layer : layers) {
            Require.matrix("router logits", layer);
            Require.sameShape("router logits", layer, "those of the first layer", first);
        }
        if (counted != null) {
            Require.sameCount("marks of tokens that count", counted.length, "tokens", first.dim(0));
        }
        RouterLogits all = new RouterLogits(List.copyOf(layers), counted);
        if (all.count() == 0) {
            throw new IllegalArgumentException("no token counts; a mean over tokens needs at least one");
        }
        return all;
    }

    int experts() {
        return layers.getFirst().dim(1);
    }

    private int tokens() {
        return layers.getFirst().dim(0);
    }

    private boolean counts(int token) {
        return counted == null || counted[token];
    }

    /** Tokens that count, over all layers. */
    long count() {
        long n = 0;
        for (int t = 0; t < tokens(); t++) {
            n += counts(t) ? 1 : 0;
        }
        return n * layers.size();
    }

    void forEach(Reader reader) {
        for (Tensor layer : layers) {
            for (int t = 0; t < tokens(); t++) {
                if (counts(t)) {
                    reader.read(layer, t);
                }
            }
        }
    }

    /** Gradients in the layers' shapes, zero where tokens don't count. */
    List<Tensor> gradients(Slope slope) {
        List<Tensor> gradients = new ArrayList<>();
        for (Tensor layer : layers) {
            float[] gradient = new float[tokens() * experts()];
            for (int t = 0; t < tokens(); t++) {
                if (counts(t)) {
                    slope.write(layer, t, gradient, t * experts());
                }
            }
            gradients.add(Tensor.of(gradient, tokens(), experts()));
        }
        return List.copyOf(gradients);
    }
}
