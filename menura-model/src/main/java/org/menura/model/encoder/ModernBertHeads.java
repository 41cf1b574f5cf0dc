package org.menura.model.encoder;

import java.util.List;
import java.util.Map;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.layer.Activations;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.HeadNames;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** The heads of {@link ModernBert}: a layer, an activation and a norm, then the layer of a task. */
@FunctionalInterface
interface ModernBertHeads {
    /** See {@link org.menura.model.TextEncoder#outputs}. */
    Map<String, Tensor> outputs(Tensor hidden, Segments segments);

    /** The head that a config's {@code architectures} name; the bare model's without. */
    static ModernBertHeads of(Config c, Weights root, Tensor words, ModernBertConfig config) {
        // Published files often hold heads of other tasks, too, or none.
        HeadNames.skip(root);
        String task = root.gives("head.dense.weight") ? task(c) : "Model";
        return switch (task) {
            case "Model" -> (x, _) -> Map.of("last_hidden_state", x);
            case "MaskedLM" -> maskedLm(c, root, words, config);
            case "SequenceClassification" -> sequences(c, root, config);
            case "TokenClassification" -> tokens(c, root, config);
            case "QuestionAnswering" -> spans(c, root, config);
            default ->
                throw c.unsupported(
                        "architectures",
                        "supported: ModernBertModel, ModernBertForMaskedLM, ModernBertForSequenceClassification,"
                                + " ModernBertForTokenClassification, ModernBertForQuestionAnswering");
        };
    }

    /** Returns what {@code architectures} say behind the model's name; {@code Model} where there is no head. */
    static String task(Config c) {
        List<String> names = c.texts("architectures");
        // Those who name the class after the model_type write it in small letters.
        return names.isEmpty() ? "Model" : names.getFirst().replaceFirst("^(?i:ModernBert)(For)?", "");
    }

    /** What stands before the layer of every task. */
    record Transform(Backend ops, Linear dense, Activation activation, LayerNorm norm) {
        static Transform of(Config c, Weights root, ModernBertConfig config) {
            int hidden = config.hidden();
            Weights w = root.at("head");
            return new Transform(
                    root.ops(),
                    new Linear(w.at("dense"), hidden, hidden, c.flag("classifier_bias", false)),
                    Activations.of(c, "classifier_activation", "gelu"),
                    config.norm(w.at("norm")));
        }

        Tensor apply(Tensor x) {
            return norm.apply(ops.activate(activation, dense.apply(x)));
        }
    }

    private static ModernBertHeads maskedLm(Config c, Weights root, Tensor words, ModernBertConfig config) {
        Transform transform = Transform.of(c, root, config);
        Weights w = root.at("decoder");
        boolean tied = c.flag("tie_word_embeddings", true);
        Tensor table = tied ? words : w.matrix("weight", words.dim(0), words.dim(1));
        if (tied) {
            w.skip("weight");
        }
        Tensor bias = c.flag("decoder_bias", true) ? w.zeros("bias", words.dim(0)) : null;
        Linear decoder = tied ? new Linear(root.ops(), table, bias) : new Linear(w, table, bias);
        return (x, _) -> Map.of("logits", decoder.apply(transform.apply(x)));
    }

    private static ModernBertHeads sequences(Config c, Weights root, ModernBertConfig config) {
        Transform transform = Transform.of(c, root, config);
        Linear classifier = new Linear(root.at("classifier"), config.hidden(), Labels.count(c), true);
        boolean mean = c.text("classifier_pooling", "cls").equals("mean");
        return (x, s) -> {
            Features all = new Features(x, s);
            Tensor pooled = mean ? Rows.mean(root.ops(), all) : Rows.first(root.ops(), all);
            return Map.of("logits", classifier.apply(transform.apply(pooled)));
        };
    }

    private static ModernBertHeads tokens(Config c, Weights root, ModernBertConfig config) {
        Transform transform = Transform.of(c, root, config);
        Linear classifier = new Linear(root.at("classifier"), config.hidden(), Labels.count(c), true);
        return (x, _) -> Map.of("logits", classifier.apply(transform.apply(x)));
    }

    private static ModernBertHeads spans(Config c, Weights root, ModernBertConfig config) {
        if (Labels.count(c) != 2) {
            throw c.unsupported("id2label", "the ends of an answer are 2 classes");
        }
        Transform transform = Transform.of(c, root, config);
        Linear classifier = new Linear(root.at("classifier"), config.hidden(), 2, true);
        Backend ops = root.ops();
        return (x, _) -> {
            Tensor ends = classifier.apply(transform.apply(x)); // [rows, 2]
            int rows = ends.dim(0);
            return Map.of(
                    "start_logits",
                    ops.columns(ends, 0, 1).reshape(rows),
                    "end_logits",
                    ops.columns(ends, 1, 2).reshape(rows));
        };
    }
}
