package org.menura.eval.baseline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.data.TaggedSentence;
import org.menura.format.FormatException;

/**
 * Tags words by a linear-chain conditional random field over their attributes, and over vectors of them if there are any. Fitted by
 * L-BFGS with the penalties of CRFsuite (c1 · Σ|w| + c2 · Σw²); decoded with the constraint that an I- tag goes on with an entity of its
 * type, unless training sentences break it.
 */
public final class CrfTagger implements Tagger {
    /**
     * How it is fitted.
     *
     * @param attributes what describes a word
     * @param c1 penalty on absolute weights
     * @param c2 penalty on squared weights
     * @param maxIterations after how many steps it ends at the latest
     */
    public record Settings(WordAttributes attributes, double c1, double c2, int maxIterations) {
        /** Checks the numbers. */
        public Settings {
            if (!(c1 >= 0 && c2 >= 0) || maxIterations < 1) {
                throw new FormatException("Penalties must not be negative, nor a CRF have %d iterations: c1 %s, c2 %s."
                        .formatted(maxIterations, c1, c2));
            }
        }

        /** Rich attributes, c1 and c2 of 0.1, 100 iterations. */
        public static Settings defaults() {
            return new Settings(WordAttributes.RICH, 0.1, 0.1, 100);
        }

        /** Describes words by other attributes. */
        public Settings attributes(WordAttributes other) {
            return new Settings(other, c1, c2, maxIterations);
        }

        /** Penalises weights otherwise. */
        public Settings penalties(double absolute, double squared) {
            return new Settings(attributes, absolute, squared, maxIterations);
        }
    }

    private final WordAttributes attributes;
    private final List<String> labels;
    private final Map<String, Integer> index;
    private final double[] weights;
    private final @Nullable WordVectors vectors;
    private final VectorScale scale;
    private final TagGrammar grammar;

    /**
     * Makes a tagger from its parts.
     *
     * @param index the row of each attribute
     * @param weights rows of the attributes, then of the vectors' values, then of transitions: [rows, labels]
     */
    CrfTagger(
            WordAttributes attributes,
            TagGrammar grammar,
            Map<String, Integer> index,
            double[] weights,
            @Nullable WordVectors vectors,
            VectorScale scale) {
        this.attributes = attributes;
        this.labels = grammar.labels();
        this.grammar = grammar;
        this.index = index;
        this.weights = weights;
        this.vectors = vectors;
        this.scale = scale;
        int rows = index.size() + (vectors == null ? 0 : vectors.width()) + labels.size();
        if (weights.length != (long) rows * labels.size()) {
            throw new FormatException("A CRF of %d rows and %d labels can't have %d weights."
                    .formatted(rows, labels.size(), weights.length));
        }
    }

    /** Fits a tagger to sentences by their attributes alone. */
    public static CrfTagger fit(List<TaggedSentence> sentences, Settings settings) {
        return fit(sentences, settings, null);
    }

    /** Fits a tagger to sentences. */
    public static CrfTagger fit(List<TaggedSentence> sentences, Settings settings, @Nullable WordVectors vectors) {
        if (sentences.isEmpty()) {
            throw new FormatException("A CRF needs tagged sentences, and there are none.");
        }
        TagGrammar grammar = TagGrammar.of(sentences);
        List<String> labels = grammar.labels();
        Map<String, Integer> index = new HashMap<>();
        List<CrfExample> examples = new ArrayList<>();
        List<float[][]> states =
                states(sentences.stream().map(TaggedSentence::words).toList(), vectors);
        VectorScale scale = vectors == null ? VectorScale.NONE : VectorScale.of(states, vectors.width());
        for (TaggedSentence sentence : sentences) {
            List<List<String>> words = settings.attributes.of(sentence.words());
            int[][] rows = new int[words.size()][];
            for (int t = 0; t < rows.length; t++) {
                rows[t] = words.get(t).stream()
                        .mapToInt(name -> index.computeIfAbsent(name, _ -> index.size()))
                        .toArray();
            }
            int[] truth = sentence.tags().stream().mapToInt(labels::indexOf).toArray();
            examples.add(
                    new CrfExample(rows, vectors == null ? null : scale.apply(states.get(examples.size())), truth));
        }
        int dense = index.size() * labels.size();
        int width = vectors == null ? 0 : vectors.width();
        int transitions = dense + width * labels.size();
        Chain chain = new Chain(labels.size());
        ChunkedLoss data = new ChunkedLoss(
                examples.size(), (i, x, gradient) -> examples.get(i).add(chain, dense, transitions, x, gradient));
        double[] weights = new Lbfgs(settings.maxIterations, 1e-5, 1e-5, settings.c1)
                .minimise(
                        (x, gradient) -> {
                            double loss = data.at(x, gradient);
                            for (int i = 0; i < x.length; i++) {
                                loss += settings.c2 * x[i] * x[i];
                                gradient[i] += 2 * settings.c2 * x[i];
                            }
                            return loss;
                        },
                        new double[transitions + labels.size() * labels.size()]);
        return new CrfTagger(settings.attributes, grammar, index, weights, vectors, scale);
    }

    private static List<float[][]> states(List<List<String>> sentences, @Nullable WordVectors vectors) {
        return vectors == null ? List.of() : vectors.ofAll(sentences);
    }

    @Override
    public List<String> tag(List<String> words) {
        return tagAll(List.of(words)).getFirst();
    }

    @Override
    public List<List<String>> tagAll(List<List<String>> sentences) {
        double[] transitions = transitions();
        return scores(sentences).stream()
                .map(scores -> grammar.best(scores, transitions))
                .toList();
    }

    /** Computes the scores of the words' labels, without transitions: for each sentence [words, labels]. */
    List<double[]> scores(List<List<String>> sentences) {
        List<float[][]> states = states(sentences, vectors);
        List<double[]> scores = new ArrayList<>();
        for (List<String> words : sentences) {
            scores.add(scores(words, vectors == null ? null : scale.apply(states.get(scores.size()))));
        }
        return scores;
    }

    private double[] scores(List<String> words, float @Nullable [][] states) {
        int[][] rows = new int[words.size()][];
        List<List<String>> described = words.isEmpty() ? List.of() : attributes.of(words);
        for (int t = 0; t < rows.length; t++) {
            rows[t] = described.get(t).stream()
                    .mapToInt(name -> index.getOrDefault(name, -1))
                    .filter(row -> row >= 0)
                    .toArray();
        }
        return new CrfExample(rows, states, new int[rows.length])
                .states(labels.size(), index.size() * labels.size(), weights);
    }

    /** Returns what describes a word. */
    public WordAttributes attributes() {
        return attributes;
    }

    /** Lists the labels. */
    public List<String> labels() {
        return labels;
    }

    /** Returns the scores of transitions: [labels, labels]. */
    double[] transitions() {
        return Arrays.copyOfRange(weights, weights.length - labels.size() * labels.size(), weights.length);
    }

    TagGrammar grammar() {
        return grammar;
    }

    Map<String, Integer> index() {
        return index;
    }

    double[] weights() {
        return weights;
    }

    VectorScale scale() {
        return scale;
    }

    @Nullable
    WordVectors vectors() {
        return vectors;
    }
}
