package org.menura.data.fasttext;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.fasttext.FastTextArgs.Kind;
import org.menura.data.fasttext.FastTextArgs.Loss;
import org.menura.format.FormatException;

/**
 * A fastText model: a classifier of lines or vectors of words (Bojanowski et al. 2017, Joulin et al. 2017), read from the
 * files that fastText writes. Its matrices are mapped, not copied; one instance serves all threads.
 */
public final class FastText {
    private static final int SIGMOID_SIZE = 512;
    private static final int SIGMOID_RANGE = 8;
    private static final float[] SIGMOID = new float[SIGMOID_SIZE + 1];

    static {
        for (int i = 0; i < SIGMOID.length; i++) {
            float x = (float) (i * 2 * SIGMOID_RANGE) / SIGMOID_SIZE - SIGMOID_RANGE;
            SIGMOID[i] = (float) (1.0 / (1.0 + (float) Math.exp(-x)));
        }
    }

    private final String name;
    private final FastTextArgs args;
    private final FastTextDictionary dictionary;
    private final Matrix input;
    private final Matrix output;
    private final @Nullable HuffmanTree tree;

    FastText(String name, FastTextArgs args, FastTextDictionary dictionary, Matrix input, Matrix output) {
        this.name = name;
        this.args = args;
        this.dictionary = dictionary;
        this.input = input;
        this.output = output;
        this.tree = args.loss() == Loss.HIERARCHICAL_SOFTMAX && args.model() == Kind.SUPERVISED ? tree() : null;
    }

    private HuffmanTree tree() {
        long[] counts = new long[dictionary.labels()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = dictionary.count(dictionary.words() + i);
        }
        return new HuffmanTree(counts);
    }

    /**
     * Opens a model.
     *
     * @throws FormatException if the file is none, or damaged
     * @throws java.io.UncheckedIOException if it can't be read
     */
    public static FastText open(Path file) {
        return FastTextReader.read(file);
    }

    /**
     * Reads a model from memory that doesn't change.
     *
     * @param name for messages
     * @throws FormatException if it is none, or damaged
     */
    public static FastText of(MemorySegment bytes, String name) {
        return FastTextReader.read(bytes, name);
    }

    /**
     * Writes the model as a file that fastText reads ({@code .bin}).
     *
     * @throws FormatException if it is quantised
     * @throws java.io.UncheckedIOException if it can't be written; no part of it is left then
     */
    public void save(Path file) {
        FastTextWriter.write(file, args, dictionary, input, output);
    }

    /** Returns where the model is from. */
    public String name() {
        return name;
    }

    /** Returns what the file records of its training. */
    public FastTextArgs args() {
        return args;
    }

    /** Returns the labels, the most frequent first, as the file has them: with {@code __label__}. */
    public List<String> labels() {
        List<String> labels = new ArrayList<>();
        for (int i = 0; i < dictionary.labels(); i++) {
            labels.add(dictionary.label(i));
        }
        return labels;
    }

    /** Returns the words of the dictionary. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < dictionary.words(); i++) {
            words.add(dictionary.name(i));
        }
        return words;
    }

    /** Returns whether the input matrix is quantised, as in {@code .ftz} files. */
    public boolean quantised() {
        return input instanceof Matrix.Quantised;
    }

    /**
     * Predicts the labels of a line as fastText's Python binding does, which ends the line with a line feed.
     *
     * @param k number of labels; -1: all
     * @param threshold least probability of a label
     * @return the most probable first; none if nothing in the line is known
     * @throws FormatException if the model is no classifier
     */
    public List<Prediction> predict(String line, int k, double threshold) {
        if (args.model() != Kind.SUPERVISED) {
            throw new FormatException(name + " holds vectors of words, no classifier: it has no labels to predict.");
        }
        if (line.indexOf('\n') >= 0) {
            throw new IllegalArgumentException("a prediction is of one line; replace line feeds first");
        }
        if (k == 0 || k < -1) {
            throw new IllegalArgumentException("the number of labels is at least 1, or -1 for all: " + k);
        }
        Ids rows = new Ids();
        dictionary.line((line + "\n").getBytes(StandardCharsets.UTF_8), rows, null);
        if (rows.size == 0 || dictionary.labels() == 0) {
            return List.of();
        }
        BestK best = new BestK(k == -1 ? dictionary.labels() : Math.min(k, dictionary.labels()));
        float[] hidden = average(rows);
        if (tree != null) {
            descend(tree, hidden, (float) threshold, best);
        } else {
            rank(probabilities(hidden), (float) threshold, best);
        }
        best.sort();
        List<Prediction> predictions = new ArrayList<>(best.size());
        for (int i = 0; i < best.size(); i++) {
            predictions.add(new Prediction(dictionary.label(best.label(i)), (float) Math.exp(best.score(i))));
        }
        return predictions;
    }

    private float[] average(Ids rows) {
        float[] hidden = new float[args.dim()];
        for (int i = 0; i < rows.size; i++) {
            input.addRow(hidden, rows.values[i]);
        }
        float share = (float) (1.0 / rows.size);
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] *= share;
        }
        return hidden;
    }

    private float[] probabilities(float[] hidden) {
        float[] scores = new float[dictionary.labels()];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = output.dotRow(hidden, i);
        }
        if (args.loss() == Loss.SOFTMAX) {
            softmax(scores);
        } else {
            for (int i = 0; i < scores.length; i++) {
                scores[i] = sigmoid(scores[i]);
            }
        }
        return scores;
    }

    static void softmax(float[] scores) {
        float most = scores[0];
        for (float score : scores) {
            most = Math.max(most, score);
        }
        float sum = 0;
        for (int i = 0; i < scores.length; i++) {
            scores[i] = (float) Math.exp(scores[i] - most);
            sum += scores[i];
        }
        for (int i = 0; i < scores.length; i++) {
            scores[i] /= sum;
        }
    }

    /** The logistic function as fastText looks it up: 512 steps from -8 to 8. */
    static float sigmoid(float x) {
        if (x < -SIGMOID_RANGE) {
            return 0;
        }
        if (x > SIGMOID_RANGE) {
            return 1;
        }
        return SIGMOID[(int) ((x + SIGMOID_RANGE) * SIGMOID_SIZE / SIGMOID_RANGE / 2)];
    }

    /** fastText's logarithm: of a little more, so that it is finite. */
    static float log(float x) {
        return (float) Math.log(x + 1e-5);
    }

    private static void rank(float[] probabilities, float threshold, BestK best) {
        for (int i = 0; i < probabilities.length; i++) {
            if (probabilities[i] < threshold || Float.isNaN(probabilities[i])) {
                continue;
            }
            float score = log(probabilities[i]);
            if (!best.full() || !(score < best.least())) {
                best.add(score, i);
            }
        }
    }

    /** Walks the tree in depth, the left branch first, and leaves branches that can't be among the best. */
    private void descend(HuffmanTree tree, float[] hidden, float threshold, BestK best) {
        int[] nodes = new int[64];
        float[] scores = new float[64];
        int open = 1;
        nodes[0] = tree.root();
        float least = log(threshold);
        while (open > 0) {
            int node = nodes[--open];
            float score = scores[open];
            if (score < least || best.full() && score < best.least()) {
                continue;
            }
            if (tree.left[node] < 0) {
                best.add(score, node);
                continue;
            }
            float f = output.dotRow(hidden, node - tree.leaves);
            f = (float) (1.0 / (1 + (float) Math.exp(-f)));
            if (open + 2 > nodes.length) {
                nodes = Arrays.copyOf(nodes, open * 2);
                scores = Arrays.copyOf(scores, open * 2);
            }
            nodes[open] = tree.right[node];
            scores[open++] = score + log(f);
            nodes[open] = tree.left[node];
            scores[open++] = score + log((float) (1.0 - f));
        }
    }

    /** Returns the vector of a word: the mean of its row and those of its n-grams of characters. */
    public float[] wordVector(String word) {
        byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
        Ids rows = new Ids();
        dictionary.subwords(rows, bytes, 0, bytes.length, wordId(bytes));
        return rows.size == 0 ? new float[args.dim()] : average(rows);
    }

    private int wordId(byte[] word) {
        int id = dictionary.id(word, 0, word.length);
        // Labels have no row in the input matrix.
        return id >= dictionary.words() ? -1 : id;
    }

    /** Returns the vector of a line: of a classifier the mean of its rows, else the mean of its words' unit vectors. */
    public float[] sentenceVector(String line) {
        if (args.model() == Kind.SUPERVISED) {
            Ids rows = new Ids();
            dictionary.line((line + "\n").getBytes(StandardCharsets.UTF_8), rows, null);
            return rows.size == 0 ? new float[args.dim()] : average(rows);
        }
        float[] sum = new float[args.dim()];
        int count = 0;
        for (String word : line.split("[ \\n\\r\\t\\x0B\\f]+")) {
            float[] vector = word.isEmpty() ? sum : wordVector(word);
            float norm = word.isEmpty() ? 0 : norm(vector);
            if (norm > 0) {
                for (int i = 0; i < sum.length; i++) {
                    sum[i] += vector[i] * (float) (1.0 / norm);
                }
                count++;
            }
        }
        for (int i = 0; i < sum.length && count > 0; i++) {
            sum[i] *= (float) (1.0 / count);
        }
        return sum;
    }

    private static float norm(float[] vector) {
        float sum = 0;
        for (float x : vector) {
            sum += x * x;
        }
        return (float) Math.sqrt(sum);
    }
}
