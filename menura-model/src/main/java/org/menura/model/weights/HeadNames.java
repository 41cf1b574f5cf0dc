package org.menura.model.weights;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.menura.tensor.annotation.Internal;

/** Names the parameters of heads, and of the tables of tokens that heads may share, as transformers calls them. */
@Internal
public final class HeadNames {
    /** Weights of layers over the vocabulary, which may be the table of tokens once more. */
    public static final List<String> OVER_VOCABULARY = List.of(
            "lm_head.weight",
            "embed_out.weight",
            "cls.predictions.decoder.weight",
            "lm_head.decoder.weight",
            "vocab_projector.weight",
            "decoder.weight");

    /** Weights of layers with an output for each class. */
    public static final List<String> OVER_CLASSES =
            List.of("score.weight", "classifier.weight", "classifier.out_proj.weight");

    /** Weights of layers before those over the vocabulary, by which encoders that fill gaps are known. */
    public static final List<String> BEFORE_VOCABULARY =
            List.of("cls.predictions.transform.dense.weight", "lm_head.dense.weight", "vocab_transform.weight");

    /** Layers that one task alone has: a model of another task has no use for them. */
    private static final List<String> OF_TASKS = List.of(
            "classifier",
            "score",
            "qa_outputs",
            "lm_head",
            "embed_out",
            "cls",
            "vocab_transform",
            "vocab_layer_norm",
            "vocab_projector");

    /** Layers before those, which several tasks have. */
    private static final List<String> BEFORE = List.of(
            "pre_classifier", "pooler", "bert.pooler", "roberta.pooler", "mpnet.pooler", "head.dense", "head.norm");

    /** ModernBERT's layer over the vocabulary, whose name encoder–decoders have for more. */
    private static final List<String> SINGLE = List.of("decoder.weight", "decoder.bias");

    private static final Set<String> TABLES = Set.of(
            "embed_tokens",
            "wte",
            "word_embeddings",
            "tok_embeddings",
            "shared",
            "embed_in",
            "embeddings",
            "embedding",
            "emb");

    /** Last names of layers with a head's outputs, which adapters of all linear layers leave out as PEFT's do. */
    private static final Set<String> OUTPUTS = Set.of(
            "lm_head",
            "embed_out",
            "vocab_projector",
            "decoder",
            "head",
            "score",
            "classifier",
            "pre_classifier",
            "qa_outputs");

    private HeadNames() {}

    /** Returns whether a parameter belongs to a layer that one task alone has. */
    public static boolean isOfTask(String parameter) {
        return SINGLE.contains(parameter) || isIn(OF_TASKS, parameter);
    }

    /** Returns whether a parameter belongs to a head, be it to a layer that several tasks have. */
    public static boolean isOfHead(String parameter) {
        return isOfTask(parameter) || isIn(BEFORE, parameter);
    }

    /** Returns whether a layer or parameter belongs to the one with an output for each label. */
    public static boolean isOfLabels(String path) {
        return isIn(List.of("classifier", "score"), path);
    }

    /** Returns whether a layer or parameter stands beside a model's body, not in it. */
    public static boolean isBesideBody(String path) {
        return isIn(OF_TASKS, path) || isIn(List.of("pre_classifier", "head", "decoder"), path);
    }

    /** Returns whether a linear layer is one of a head, wherever it stands. */
    public static boolean isOutput(String layer) {
        return OUTPUTS.contains(layer.substring(layer.lastIndexOf('.') + 1)) || ("." + layer).endsWith(".head.dense");
    }

    /** Returns whether a parameter is a table with a row for each token. */
    public static boolean isTable(String parameter) {
        String[] path = parameter.split("\\.");
        return path.length > 1 && path[path.length - 1].equals("weight") && TABLES.contains(path[path.length - 2]);
    }

    /** Leaves out the heads that a checkpoint has, whatever their task; what a model asks for is read nevertheless. */
    public static void skip(Parameters parameters) {
        skip(parameters::skipAll, parameters::skip);
    }

    /** Leaves out the heads that a checkpoint has below a path, whatever their task. */
    public static void skip(Weights root) {
        skip(root::skipAll, root::skip);
    }

    private static void skip(Consumer<String> layers, Consumer<String> parameters) {
        OF_TASKS.forEach(layers);
        BEFORE.forEach(layers);
        SINGLE.forEach(parameters);
    }

    private static boolean isIn(List<String> layers, String path) {
        return layers.stream().anyMatch(layer -> path.equals(layer) || path.startsWith(layer + "."));
    }
}
