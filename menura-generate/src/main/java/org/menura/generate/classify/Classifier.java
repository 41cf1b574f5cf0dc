package org.menura.generate.classify;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.EncodedPair;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Packs;
import org.menura.generate.session.PassKind;
import org.menura.model.CausalModel;
import org.menura.model.Config;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.adapter.TaskConfig;
import org.menura.model.decoder.Head;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;

/**
 * Classifies texts, or pairs of texts, by a head that was taught to ({@code ForSequenceClassification}): on encoders, and on decoders,
 * where the last token counts. Thread-safe.
 *
 * <pre>{@code
 * Classifier classifier = Classifier.open(Path.of("distilbert-base-uncased-finetuned-sst-2-english"), ops);
 * Classifier.Classes classes = classifier.classify(List.of("A fine day.")).getFirst();
 * classes.best();          // POSITIVE
 * classes.probabilities(); // of classifier.labels(), in their order
 * }</pre>
 */
public final class Classifier {
    private static final String TASK = "SequenceClassification";

    private final LoadedModel model;
    private final List<String> labels;
    private final Activation activation;

    /** What logits become. */
    private enum Activation {
        SOFTMAX,
        SIGMOID,
        NONE
    }

    /** A text, or a pair of texts. */
    public record Input(String text, @Nullable String second) {
        /** A text alone. */
        public Input(String text) {
            this(text, null);
        }
    }

    /**
     * What a classifier says of a text, or of a pair of texts.
     *
     * @param labels of the classes
     * @param logits in the order of the labels, as the head gives them
     * @param probabilities in the order of the labels; of a head of several labels at once each for itself, of a regression its value
     * @param tokens that the model has read
     */
    public record Classes(List<String> labels, double[] logits, double[] probabilities, int tokens) {
        /** Copies the list. */
        public Classes {
            labels = List.copyOf(labels);
        }

        /** Returns the likeliest label. */
        public String best() {
            return labels.get(order().getFirst());
        }

        /** Returns the numbers of the labels, the likeliest first. */
        public List<Integer> order() {
            return IntStream.range(0, labels.size())
                    .boxed()
                    .sorted(Comparator.<Integer>comparingDouble(i -> probabilities[i])
                            .reversed())
                    .toList();
        }

        @Override
        public String toString() {
            return "%s %s".formatted(best(), Arrays.toString(probabilities));
        }
    }

    private Classifier(LoadedModel model, List<String> labels, Activation activation) {
        this.model = model;
        this.labels = labels;
        this.activation = activation;
    }

    /**
     * Opens a model.
     *
     * @throws FormatException if it is damaged, or has no head that classifies texts
     */
    public static Classifier open(Path path, Backend ops) {
        return open(path, Optional.empty(), ops);
    }

    /**
     * Opens a model with an adapter, which may bring the head.
     *
     * @throws FormatException if one of them is damaged, or neither has a head that classifies texts
     */
    public static Classifier open(Path path, Optional<Path> adapter, Backend ops) {
        return of(LoadedModel.open(path, adapter, ops));
    }

    /**
     * Returns the classifier of a model that is loaded already.
     *
     * @throws FormatException if it has no head that classifies texts
     */
    public static Classifier of(LoadedModel model) {
        if (!isClassifier(model)) {
            throw new FormatException(
                    "%s has no head that classifies texts (For%s); teach it one with the objective sequence-classification"
                            .formatted(model.source().path(), TASK));
        }
        List<String> named = TaskConfig.labels(model.source().config());
        int count = model.source().fields().positive("num_labels", 2);
        List<String> labels = named.isEmpty()
                ? IntStream.range(0, count).mapToObj(i -> "LABEL_" + i).toList()
                : named;
        return new Classifier(model, labels, activation(model, labels.size()));
    }

    /** Returns whether a model has a head that classifies texts. */
    public static boolean isClassifier(LoadedModel model) {
        boolean reads = model instanceof LoadedModel.Encoder || model instanceof LoadedModel.Decoder;
        return reads && TaskConfig.isFor(model.source().config(), TASK);
    }

    /** As transformers' {@code TextClassificationPipeline} has it. */
    private static Activation activation(LoadedModel model, int classes) {
        String kind = model.source().config().path("problem_type").asText("");
        return switch (kind) {
            case "regression" -> Activation.NONE;
            case "multi_label_classification" -> Activation.SIGMOID;
            default -> classes == 1 ? Activation.SIGMOID : Activation.SOFTMAX;
        };
    }

    /** Returns the names of the classes, in their order. */
    public List<String> labels() {
        return labels;
    }

    /**
     * Classifies texts, many in each forward pass. What is longer than the model's context is cut at the end.
     *
     * @return in their order, each to the last digit what it is of the text alone
     */
    public List<Classes> classify(List<String> texts) {
        return classifyAll(texts.stream().map(Input::new).toList());
    }

    /** Classifies texts or pairs of texts, as {@link #classify}. */
    public List<Classes> classifyAll(List<Input> inputs) {
        return classifyAll(inputs, Integer.MAX_VALUE);
    }

    /** Classifies texts or pairs of texts that are cut where they have more tokens than some, or than the model's context. */
    public List<Classes> classifyAll(List<Input> inputs, int maxTokens) {
        int most = Math.min(maxTokens, contextLength());
        List<EncodedPair> encoded =
                inputs.stream().map(input -> encoded(input, most)).toList();
        Classes[] out = new Classes[encoded.size()];
        Packs.of(encoded.stream().map(e -> e.ids().length).toList(), (some, kind) -> {
            float[] logits = logits(some.stream().map(encoded::get).toList(), kind); // [texts, classes]
            int n = labels.size();
            for (int i = 0; i < some.size(); i++) {
                double[] own = doubles(logits, i * n, n);
                int tokens = encoded.get(some.get(i)).ids().length;
                out[some.get(i)] = new Classes(labels, own, activated(own), tokens);
            }
        });
        return Arrays.asList(out);
    }

    private int contextLength() {
        return model instanceof LoadedModel.Encoder e
                ? e.model().contextLength()
                : decoder().contextLength();
    }

    private EncodedPair encoded(Input input, int most) {
        Tokenizer tokenizer = model.text().tokenizer();
        String second = input.second();
        if (second != null) {
            return EncodedPair.of(tokenizer, input.text(), second, most);
        }
        int[] ids = EncodedPair.ofOne(tokenizer, input.text(), most);
        int[] read = ids.length > 0 ? ids : new int[] {tokenizer.eos().orElse(0)};
        return new EncodedPair(read, new int[read.length]);
    }

    private CausalModel decoder() {
        return ((LoadedModel.Decoder) model).model();
    }

    private float[] logits(List<EncodedPair> texts, PassKind kind) {
        ForwardBatch step =
                ForwardBatch.whole(texts.stream().map(EncodedPair::ids).toArray(int[][]::new));
        if (model instanceof LoadedModel.Encoder e) {
            return logits(e.model(), step, texts, kind);
        }
        CausalModel reader = decoder();
        Config config = model.source().fields();
        int[] last = new int[texts.size()];
        int from = 0;
        for (int i = 0; i < last.length; i++) {
            int[] ids = texts.get(i).ids();
            last[i] = from + Head.scoredToken(config, ids);
            from += ids.length;
        }
        try (Backend.Scope _ = kind.scope(reader.ops())) {
            return reader.forward(step.withOutputs(last)).toFloats();
        }
    }

    private float[] logits(TextEncoder encoder, ForwardBatch step, List<EncodedPair> texts, PassKind kind) {
        int[] types = texts.stream()
                .map(EncodedPair::typeIds)
                .flatMapToInt(Arrays::stream)
                .toArray();
        ForwardBatch placed = encoder.placed(step).withTokenTypes(types);
        try (Backend.Scope _ = kind.scope(encoder.ops())) {
            @Nullable
            Tensor logits = encoder.outputs(encoder.encode(placed), placed).get("logits");
            if (logits == null) {
                throw new FormatException(model.source().path() + " has no logits, so it classifies nothing");
            }
            return logits.toFloats();
        }
    }

    private static double[] doubles(float[] values, int from, int count) {
        return IntStream.range(from, from + count).mapToDouble(i -> values[i]).toArray();
    }

    private double[] activated(double[] logits) {
        double[] out = logits.clone();
        switch (activation) {
            case NONE -> {}
            case SIGMOID -> Arrays.setAll(out, i -> 1 / (1 + Math.exp(-out[i])));
            case SOFTMAX -> {
                double greatest = Arrays.stream(out).max().orElse(0);
                Arrays.setAll(out, i -> Math.exp(out[i] - greatest));
                double sum = Arrays.stream(out).sum();
                Arrays.setAll(out, i -> out[i] / sum);
            }
        }
        return out;
    }
}
