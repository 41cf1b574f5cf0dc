package org.menura.model.encoder.hibehrt;

import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.Heads;
import org.menura.tensor.Activation;

/** The model's hyperparameters; the defaults are the sizes that the authors' code trains. */
record HiBehrtConfig(
        int codes,
        int parities,
        int ages,
        int visits,
        Segmentation segmentation,
        int hidden,
        Heads heads,
        int inner,
        Activation activation,
        int extractorLayers,
        int aggregatorLayers,
        int projector) {
    static final float NORM_EPS = 1e-12f;

    static HiBehrtConfig of(Config c) {
        int hidden = c.positive("hidden_size", 256);
        int heads = c.positive("num_attention_heads", 4);
        int longest = c.positive("max_seq_length", 1500);
        return new HiBehrtConfig(
                c.positive("vocab_size"),
                c.positive("seg_vocab_size", 2),
                c.positive("age_vocab_size", 112),
                longest,
                new Segmentation(longest, c.positive("segment_length", 100), c.positive("move_length", 50)),
                hidden,
                Heads.dividing(c, "num_attention_heads", hidden, heads, heads),
                c.positive("intermediate_size", 1024),
                Activations.of(c, "hidden_act", "gelu"),
                c.positive("extractor_num_layer", 4),
                c.positive("aggregator_num_layer", 4),
                c.positive("projector_size", 250));
    }
}
