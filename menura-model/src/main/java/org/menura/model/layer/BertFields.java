package org.menura.model.layer;

/**
 * What the config of a BERT, or of its kin, calls its sizes.
 *
 * @param usualLayers how many layers there are where the config does not say it
 */
public record BertFields(String hidden, String heads, String inner, String layers, int usualLayers, String activation) {
    /** BERT's own. */
    public static final BertFields BERT = new BertFields(
            "hidden_size", "num_attention_heads", "intermediate_size", "num_hidden_layers", 12, "hidden_act");

    /** DistilBERT's. */
    public static final BertFields DISTILBERT =
            new BertFields("dim", "n_heads", "hidden_dim", "n_layers", 6, "activation");
}
