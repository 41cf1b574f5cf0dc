package org.menura.model.decoder;

import java.util.List;
import org.menura.format.FormatException;
import org.menura.model.Config;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.Layer;
import org.menura.model.layer.Linear;
import org.menura.model.weights.Weights;
import org.menura.tensor.Tensor;

/** The last layer of a language model: hidden states to logits. */
public final class Head {
    private Head() {}

    /** Builds the head {@code lm_head} at w, or the embedding table once more where it is tied. */
    public static Layer of(Weights w, Tensor table, boolean tied) {
        return of(w, "lm_head", table, tied, false);
    }

    /** Builds a head by name, with a bias if asked, or the embedding table once more where it is tied. */
    public static Layer of(Weights w, String name, Tensor table, boolean tied, boolean bias) {
        Weights head = w.at(name);
        if (!tied) {
            return new Linear(head, table.dim(1), table.dim(0), bias);
        }
        head.skip("weight");
        return new Linear(w.ops(), table, bias ? head.zeros("bias", table.dim(0)) : null);
    }

    /**
     * Builds the head that a config asks for: the classifier {@code score}, or else one that predicts tokens, as {@link
     * #of(Weights, String, Tensor, boolean, boolean)}.
     */
    public static Layer of(Config c, Weights w, String name, Tensor table, boolean tied, boolean bias) {
        if (scores(c)) {
            return score(c, w, table.dim(1));
        }
        // A checkpoint without its head is one that embeds texts.
        return !tied && !w.gives(name + ".weight") ? none(c, name) : of(w, name, table, tied, bias);
    }

    private static Layer none(Config c, String name) {
        return (_, _) -> {
            throw new FormatException(
                    "%s is of a model without a head (%s), which embeds texts (`menura embed`) but writes none"
                            .formatted(c.source(), name));
        };
    }

    /**
     * Returns whether a model classifies texts or their tokens rather than predicting the next token: {@code
     * ForSequenceClassification} or {@code ForTokenClassification}.
     */
    public static boolean scores(Config c) {
        return c.texts("architectures").stream().anyMatch(a -> a.endsWith("ForSequenceClassification") || ofTokens(a));
    }

    /**
     * Returns the token of a text that its classes are read at: the last one that is no padding ({@code pad_token_id}), as in
     * transformers, where the end of a text may be padding.
     */
    public static int scoredToken(Config c, int[] ids) {
        int pad = c.integer(Embeddings.PADDING, -1);
        int last = ids.length - 1;
        while (last > 0 && ids[last] == pad) {
            last--;
        }
        return last;
    }

    /** Returns whether a model classifies tokens: {@code ForTokenClassification}. */
    public static boolean scoresTokens(Config c) {
        return c.texts("architectures").stream().anyMatch(Head::ofTokens);
    }

    private static boolean ofTokens(String architecture) {
        return architecture.endsWith("ForTokenClassification");
    }

    /**
     * Builds the classifier {@code score} at w: a logit per label for each row. Of a sequence that is classified as a
     * whole, that of the last token counts; the head of tokens, which older families call {@code classifier}, has a bias,
     * as in transformers.
     */
    public static Layer score(Config c, Weights w, int hidden) {
        int labels = c.raw("id2label").isObject() ? c.raw("id2label").size() : c.positive("num_labels", 2);
        boolean bias = scoresTokens(c);
        List.of("lm_head", "embed_out").forEach(w::skipAll); // left over from before it was taught to classify
        String name = bias && w.has("classifier.weight") ? "classifier" : "score";
        return new Linear(w.at(name), hidden, labels, bias);
    }
}
