package org.menura.model.encoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.menura.model.Config;
import org.menura.model.layer.Activations;
import org.menura.model.layer.LayerNorm;
import org.menura.model.layer.Linear;
import org.menura.model.weights.HeadNames;
import org.menura.model.weights.Weights;
import org.menura.tensor.Activation;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** The heads of BERT, RoBERTa, DistilBERT or MPNet: a pooler, or the head of a task (arXiv 1810.04805, sections 3.1 and 4). */
@FunctionalInterface
interface BertHeads {
    /** See {@link org.menura.model.TextEncoder#outputs}. */
    Map<String, Tensor> outputs(Tensor hidden, Segments segments);

    /** The heads that a config's {@code architectures} name; the bare model's without. */
    static BertHeads of(
            Config c,
            Weights root,
            Weights body,
            Tensor words,
            Bert.Variant variant,
            boolean pools,
            float eps,
            Activation activation) {
        List<String> names = c.texts("architectures");
        String name = names.isEmpty() ? "Model" : names.getFirst();
        if (variant == Bert.Variant.CLAP) {
            return name.equals("ClapTextModel")
                    ? pooled(body, words.dim(1))
                    : projected(c, root.at("text_projection"), body, words.dim(1));
        }
        String named = name.replaceFirst("^(Bert|DistilBert|MPNet|Roberta|XLMRoberta|Camembert)(?=Model$|For)", "")
                .replaceFirst("^For", "");
        int hidden = words.dim(1);
        // Published files often hold heads of other tasks, too, or none.
        HeadNames.skip(root);
        body.skipAll("pooler");
        int labels = Labels.count(c);
        Head head = switch (named) {
            case "MaskedLM", "PreTraining" ->
                switch (variant) {
                    case ROBERTA, MPNET -> new Head("lm_head.dense", () -> robertaMaskedLm(root, words, eps, c));
                    case DISTILBERT ->
                        new Head("vocab_transform", () -> distilMaskedLm(root, words, eps, activation, c));
                    default ->
                        new Head("cls.predictions.transform.dense", () -> maskedLm(root, words, eps, activation, c));
                };
            case "SequenceClassification" ->
                switch (variant) {
                    case ROBERTA, MPNET -> new Head("classifier.dense", () -> robertaSequences(root, hidden, labels));
                    case DISTILBERT -> new Head("classifier", () -> distilSequences(root, hidden, labels));
                    default -> new Head("classifier", () -> sequences(root, body, hidden, labels));
                };
            case "TokenClassification" -> new Head("classifier", () -> tokens(root, hidden, labels));
            case "QuestionAnswering" -> new Head("qa_outputs", () -> spans(root, hidden));
            default -> null; // the bare model, or a head that is not known over a body that embeds
        };
        if (head != null && root.gives(head.layer() + ".weight")) {
            return head.built().get();
        }
        boolean pooled = named.equals("Model") || head != null && body.has("pooler.dense.weight");
        return pooled && pools && c.flag("add_pooling_layer", true) ? pooled(body, hidden) : bare();
    }

    /**
     * The head of a task.
     *
     * @param layer one that a file has unless it has but the body of the model that it names, as those have that embed texts
     */
    record Head(String layer, Supplier<BertHeads> built) {}

    /** No head. */
    private static BertHeads bare() {
        return (x, _) -> Map.of("last_hidden_state", x);
    }

    /** {@code tanh(dense(first token))}. */
    private static BertHeads pooled(Weights body, int hidden) {
        Weights p = body.at("pooler.dense");
        Linear dense = new Linear(p, hidden, hidden, true);
        return (x, s) -> {
            Map<String, Tensor> out = new LinkedHashMap<>();
            out.put("last_hidden_state", x);
            out.put("pooler_output", p.ops().activate(Activation.TANH, dense.apply(firstTokens(p.ops(), x, s))));
            return out;
        };
    }

    /** CLAP's way into the space of texts and sounds: the pooled text through an MLP; not of length 1 yet. */
    private static BertHeads projected(Config c, Weights w, Weights body, int hidden) {
        BertHeads pooled = pooled(body, hidden);
        int width = c.positive("projection_dim", 512);
        Linear first = new Linear(w.at("linear1"), hidden, width, true);
        Linear second = new Linear(w.at("linear2"), width, width, true);
        Activation activation = Activations.of(c, "projection_hidden_act", "relu");
        Backend ops = w.ops();
        return (x, s) -> {
            Map<String, Tensor> out = new LinkedHashMap<>(pooled.outputs(x, s));
            Tensor text = Objects.requireNonNull(out.get("pooler_output"));
            out.put("text_embeds", second.apply(ops.activate(activation, first.apply(text))));
            return out;
        };
    }

    /** The row of each sequence's first token: [sequences, hidden]. */
    private static Tensor firstTokens(Backend ops, Tensor x, Segments s) {
        return ops.gatherRows(x, IntStream.range(0, s.count()).map(s::start).toArray());
    }

    /** The prediction of the next sentence, which pre-training had beside it, is left out. */
    private static BertHeads maskedLm(Weights root, Tensor words, float eps, Activation activation, Config c) {
        int hidden = words.dim(1);
        root.at("cls").skipAll("seq_relationship");
        Weights w = root.at("cls.predictions");
        Linear dense = new Linear(w.at("transform.dense"), hidden, hidden, true);
        LayerNorm norm = new LayerNorm(w.at("transform.LayerNorm"), hidden, eps);
        return masked(w.ops(), dense, activation, norm, vocabularyHead(w, words, c));
    }

    /** The logits of each token's word. */
    private static BertHeads masked(Backend ops, Linear dense, Activation activation, LayerNorm norm, Linear decoder) {
        return (x, _) -> Map.of("logits", decoder.apply(norm.apply(ops.activate(activation, dense.apply(x)))));
    }

    private static BertHeads robertaMaskedLm(Weights root, Tensor words, float eps, Config c) {
        int hidden = words.dim(1);
        Weights w = root.at("lm_head");
        Linear dense = new Linear(w.at("dense"), hidden, hidden, true);
        LayerNorm norm = new LayerNorm(w.at("layer_norm"), hidden, eps);
        return masked(w.ops(), dense, Activation.GELU, norm, vocabularyHead(w, words, c));
    }

    private static BertHeads distilMaskedLm(Weights root, Tensor words, float eps, Activation activation, Config c) {
        int hidden = words.dim(1);
        Linear dense = new Linear(root.at("vocab_transform"), hidden, hidden, true);
        LayerNorm norm = new LayerNorm(root.at("vocab_layer_norm"), hidden, eps);
        Weights projector = root.at("vocab_projector");
        boolean tied = c.flag("tie_word_embeddings", true);
        if (tied) {
            projector.skip("weight");
        }
        Tensor table = tied ? words : projector.matrix("weight", words.dim(0), hidden);
        Linear decoder = new Linear(root.ops(), table, projector.zeros("bias", words.dim(0)));
        return masked(root.ops(), dense, activation, norm, decoder);
    }

    /** The embedding table once more unless it is untied, and a bias that files keep under one name or two. */
    private static Linear vocabularyHead(Weights w, Tensor words, Config c) {
        boolean tied = c.flag("tie_word_embeddings", true);
        Weights decoder = w.at("decoder");
        Tensor table = tied ? words : decoder.matrix("weight", words.dim(0), words.dim(1));
        if (tied) {
            decoder.skip("weight");
        }
        decoder.skip("bias");
        boolean elsewhere = (!tied || !w.has("bias")) && decoder.has("bias");
        if (elsewhere) {
            w.skip("bias");
        }
        return new Linear(w.ops(), table, (elsewhere ? decoder : w).zeros("bias", words.dim(0)));
    }

    private static BertHeads sequences(Weights root, Weights body, int hidden, int labels) {
        Linear dense = new Linear(body.at("pooler.dense"), hidden, hidden, true);
        return classified(root.ops(), dense, Activation.TANH, new Linear(root.at("classifier"), hidden, labels, true));
    }

    private static BertHeads robertaSequences(Weights root, int hidden, int labels) {
        Weights w = root.at("classifier");
        Linear dense = new Linear(w.at("dense"), hidden, hidden, true);
        return classified(w.ops(), dense, Activation.TANH, new Linear(w.at("out_proj"), hidden, labels, true));
    }

    private static BertHeads distilSequences(Weights root, int hidden, int labels) {
        Linear dense = new Linear(root.at("pre_classifier"), hidden, hidden, true);
        return classified(root.ops(), dense, Activation.RELU, new Linear(root.at("classifier"), hidden, labels, true));
    }

    /** The classes of a text, by its first token. */
    private static BertHeads classified(Backend ops, Linear dense, Activation activation, Linear classifier) {
        return (x, s) ->
                Map.of("logits", classifier.apply(ops.activate(activation, dense.apply(firstTokens(ops, x, s)))));
    }

    private static BertHeads tokens(Weights root, int hidden, int labels) {
        Linear classifier = new Linear(root.at("classifier"), hidden, labels, true);
        return (x, _) -> Map.of("logits", classifier.apply(x));
    }

    private static BertHeads spans(Weights root, int hidden) {
        Linear ends = new Linear(root.at("qa_outputs"), hidden, 2, true);
        Backend ops = root.ops();
        return (x, _) -> {
            Tensor both = ends.apply(x); // [rows, 2]
            int rows = both.dim(0);
            return Map.of(
                    "start_logits", ops.columns(both, 0, 1).reshape(rows),
                    "end_logits", ops.columns(both, 1, 2).reshape(rows));
        };
    }
}
