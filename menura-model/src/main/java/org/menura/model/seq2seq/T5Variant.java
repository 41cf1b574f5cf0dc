package org.menura.model.seq2seq;

import org.menura.model.Config;
import org.menura.model.weights.Weights;

/** T5 and its descendants, each with the defaults of its configs. */
public enum T5Variant {
    T5(32128, 2048, 6, 8, "relu", true),
    MT5(250112, 1024, 8, 6, "gated-gelu", false),
    UMT5(250112, 1024, 8, 6, "gated-gelu", true);

    final int vocabulary;
    final int inner;
    final int layers;
    final int heads;
    final String projection;
    final boolean tied;

    T5Variant(int vocabulary, int inner, int layers, int heads, String projection, boolean tied) {
        this.vocabulary = vocabulary;
        this.inner = inner;
        this.layers = layers;
        this.heads = heads;
        this.projection = projection;
        this.tied = tied;
    }

    /** Returns whether what the head reads is divided by the root of its width. */
    public boolean scales(Config c) {
        return T5Config.scales(c, this);
    }

    /** Builds the model that a config describes. */
    public T5 model(Config c, Weights w) {
        return new T5(T5Config.of(c, this), w);
    }

    /** Builds the encoder alone. */
    public T5Encoder encoder(Config c, Weights w) {
        return new T5Encoder(T5Config.of(c, this), w);
    }
}
