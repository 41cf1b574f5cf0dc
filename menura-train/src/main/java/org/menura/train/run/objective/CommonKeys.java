package org.menura.train.run.objective;

import java.util.List;
import org.menura.train.schema.Checker;
import org.menura.train.schema.Key;
import org.menura.train.schema.Options;

/** The recipe keys that several objectives share. */
public final class CommonKeys {
    /** The label smoothing of a cross-entropy. */
    public static final Key LABEL_SMOOTHING =
            Key.share("label_smoothing", 0.0, false, "Share of the target that goes to the others.");

    /** The weight of PaLM's z-loss. */
    public static final Key Z_LOSS = Key.real(
            "z_loss", 0.0, "Weight of the squared logarithm of softmax's denominator (PaLM, arXiv 2204.02311).");

    /** The weight of the experts' even use. */
    public static final Key BALANCE = Key.real(
            "router_aux_loss",
            null,
            "With experts: weight of their even use (Switch Transformer, arXiv 2101.03961), such as 0.01; if it is left out,"
                    + " the router_aux_loss_coef of a model whose config has output_router_logits, as in transformers,"
                    + " and 0 for others.");

    /** The weight of ST-MoE's router z-loss. */
    public static final Key ROUTER_Z_LOSS = Key.real(
            "router_z_loss",
            0.0,
            "With experts: weight of the squared logarithm of the router's denominator (ST-MoE, arXiv 2202.08906),"
                    + " such as 1e-3.");

    /** The strength of NEFTune's noise. */
    public static final Key NOISE = Key.real(
            "embedding_noise",
            0.0,
            "Alpha of uniform noise on the embeddings that a step learns from, within alpha / sqrt(tokens of the sequence · width)"
                    + " (NEFTune, arXiv 2310.05914), such as 5; 0 for none.");

    /** The share of masked tokens. */
    public static final Key MASK_RATE =
            Key.share("mask_rate", 0.15, false, "Share of tokens that are masked (BERT) or lie in spans (T5).");

    /** The mean length of a masked span. */
    public static final Key SPAN_LENGTH = Key.positive("span_length", 3.0, "Mean length of a masked span, in tokens.");

    /** The labels of the classes. */
    public static final Key LABELS =
            Key.texts("labels", List.of(), "The labels in their order; those of the data if not given.");

    /** The temperature of a softmax. */
    public static final Key TEMPERATURE = Key.positive(
            "temperature",
            1.0,
            "Divides logits: of teacher and student, or of a policy, where it writes and where it learns.");

    /** The reference model of a policy. */
    public static final Key REFERENCE =
            Key.input("reference", "The folder of the reference model; the first weights if not given.");

    private CommonKeys() {}

    /** Refuses a β of 0, with which preferences have no loss. */
    static void requireBeta(Options objective, Checker checker) {
        if (objective.number("beta") == 0) {
            throw checker.error("objective.beta", "must be above 0, such as 0.1; with 0 nothing would be learned");
        }
    }

    /** Makes the key of β, the strength with which a policy is held to its reference. */
    public static Key beta(double usual) {
        return Key.real(
                "beta",
                usual,
                "How strongly the model is held to the reference; with cpo and simpo the scale of differences, with orpo the weight"
                        + " of odds.");
    }

    /** Makes the key of the weight of what is not a comparison in a loss of pairs. */
    static Key chosenWeight(double usual) {
        return Key.real(
                "chosen_weight",
                usual,
                "Weight of the chosen answers' own cross-entropy beside the loss of pairs (RPO, arXiv 2404.19733).");
    }
}
