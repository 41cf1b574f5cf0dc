package org.menura.data.fasttext;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.data.Cursor;
import org.menura.data.fasttext.FastTextArgs.Loss;
import org.menura.format.FormatException;

/**
 * Trains classifiers as fastText does (Joulin et al. 2017): stochastic gradient descent, line by line, on one thread, so
 * that the same lines, settings and seed give the same bytes on every machine. Lines are {@code __label__NAME text}, and are
 * held in memory.
 */
public final class FastTextTrainer {
    private final TrainerSettings settings;
    private final FastTextArgs args;
    private final List<byte[]> lines = new ArrayList<>();
    private final FastTextDictionary dictionary;
    private final long tokens;
    private final float[] input;
    private final float[] output;
    private final @Nullable HuffmanTree tree;
    private final int[] negatives;
    private final float[] hidden;
    private final float[] gradient;
    private final float[] scores;
    private final SplitMix random;

    private FastTextTrainer(Cursor<String> source, TrainerSettings settings) {
        this.settings = settings;
        this.args = settings.args();
        DictionaryBuilder builder = new DictionaryBuilder();
        for (String line = source.next(); line != null; line = source.next()) {
            byte[] bytes = line.replace('\n', ' ').getBytes(StandardCharsets.UTF_8);
            builder.add(bytes);
            byte[] ended = java.util.Arrays.copyOf(bytes, bytes.length + 1);
            ended[bytes.length] = '\n';
            lines.add(ended);
        }
        dictionary = builder.build(args, settings.minCount(), settings.minLabelCount());
        tokens = builder.tokens();
        if (dictionary.labels() < 2) {
            throw new FormatException(
                    "a classifier needs lines with at least two labels, such as \"__label__en some text\";"
                            + " %d lines have %d".formatted(lines.size(), dictionary.labels()));
        }
        int dim = args.dim();
        long rows = dictionary.words() + (long) args.bucket();
        if (rows * dim > Integer.MAX_VALUE - 64) {
            throw new FormatException(
                    "%d words and %d buckets of %d dimensions are too many; take a smaller bucket or dim"
                            .formatted(dictionary.words(), args.bucket(), dim));
        }
        random = new SplitMix(settings.seed());
        input = new float[(int) rows * dim];
        for (int i = 0; i < input.length; i++) {
            input[i] = (2 * random.nextFloat() - 1) / dim;
        }
        output = new float[dictionary.labels() * dim];
        hidden = new float[dim];
        gradient = new float[dim];
        scores = new float[dictionary.labels()];
        tree = args.loss() == Loss.HIERARCHICAL_SOFTMAX ? new HuffmanTree(counts()) : null;
        negatives = args.loss() == Loss.NEGATIVE_SAMPLING ? negatives() : new int[0];
    }

    /**
     * Trains a classifier.
     *
     * @param lines labels and text; closed by the caller
     * @throws FormatException if there are fewer than two labels
     */
    public static FastText train(Cursor<String> lines, TrainerSettings settings) {
        FastTextTrainer trainer = new FastTextTrainer(lines, settings);
        trainer.run();
        return trainer.model();
    }

    private FastText model() {
        return new FastText(
                "the trained classifier",
                args,
                dictionary,
                new Matrix.Dense(MemorySegment.ofArray(littleEndian(input)), input.length / args.dim(), args.dim()),
                new Matrix.Dense(MemorySegment.ofArray(littleEndian(output)), dictionary.labels(), args.dim()));
    }

    private static byte[] littleEndian(float[] values) {
        if (values.length > (Integer.MAX_VALUE - 16) / Float.BYTES) {
            throw new FormatException("a model of %d numbers is too large to be kept; take a smaller bucket or dim"
                    .formatted(values.length));
        }
        byte[] bytes = new byte[values.length * Float.BYTES];
        MemorySegment target = MemorySegment.ofArray(bytes);
        for (int i = 0; i < values.length; i++) {
            target.set(Matrix.FLOAT, (long) i * Float.BYTES, values[i]);
        }
        return bytes;
    }

    private long[] counts() {
        long[] counts = new long[dictionary.labels()];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = dictionary.count(dictionary.words() + i);
        }
        return counts;
    }

    /** Labels in proportion to the square roots of their counts. */
    private int[] negatives() {
        long[] counts = counts();
        double sum = 0;
        for (long count : counts) {
            sum += Math.sqrt(count);
        }
        int[] table = new int[1_000_000];
        double upTo = 0;
        int at = 0;
        for (int label = 0; label < counts.length; label++) {
            upTo += Math.sqrt(counts[label]) / sum * table.length;
            for (; at < table.length && at < upTo; at++) {
                table[at] = label;
            }
        }
        java.util.Arrays.fill(table, at, table.length, counts.length - 1);
        return table;
    }

    private void run() {
        int[] order = new int[lines.size()];
        java.util.Arrays.setAll(order, i -> i);
        Ids rows = new Ids();
        Ids labels = new Ids();
        double all = (double) tokens * settings.epochs();
        long seen = 0;
        for (int epoch = 0; epoch < settings.epochs(); epoch++) {
            for (int i = order.length - 1; i > 0; i--) {
                int j = random.below(i + 1);
                int kept = order[i];
                order[i] = order[j];
                order[j] = kept;
            }
            for (int line : order) {
                rows.clear();
                labels.clear();
                seen += dictionary.line(lines.get(line), rows, labels);
                if (rows.size > 0 && labels.size > 0) {
                    step(rows, labels, (float) (settings.learningRate() * Math.max(0, 1 - seen / all)));
                }
            }
        }
    }

    private void step(Ids rows, Ids labels, float rate) {
        int dim = args.dim();
        java.util.Arrays.fill(hidden, 0);
        java.util.Arrays.fill(gradient, 0);
        for (int i = 0; i < rows.size; i++) {
            int at = rows.values[i] * dim;
            for (int d = 0; d < dim; d++) {
                hidden[d] += input[at + d];
            }
        }
        float share = 1f / rows.size;
        for (int d = 0; d < dim; d++) {
            hidden[d] *= share;
        }
        switch (args.loss()) {
            case SOFTMAX -> softmax(labels.values[random.below(labels.size)], rate);
            case ONE_VS_ALL -> {
                for (int label = 0; label < scores.length; label++) {
                    binary(label, contains(labels, label), rate);
                }
            }
            case NEGATIVE_SAMPLING -> negative(labels.values[random.below(labels.size)], rate);
            case HIERARCHICAL_SOFTMAX -> hierarchical(labels.values[random.below(labels.size)], rate);
        }
        for (int i = 0; i < rows.size; i++) {
            int at = rows.values[i] * dim;
            for (int d = 0; d < dim; d++) {
                input[at + d] += gradient[d] * share;
            }
        }
    }

    private static boolean contains(Ids labels, int label) {
        for (int i = 0; i < labels.size; i++) {
            if (labels.values[i] == label) {
                return true;
            }
        }
        return false;
    }

    private float dot(int row) {
        int at = row * hidden.length;
        float sum = 0;
        for (int d = 0; d < hidden.length; d++) {
            sum += output[at + d] * hidden[d];
        }
        return sum;
    }

    /** Moves an output row along the hidden vector, and the gradient along the row as it was. */
    private void move(int row, float alpha) {
        int at = row * hidden.length;
        for (int d = 0; d < hidden.length; d++) {
            gradient[d] += alpha * output[at + d];
            output[at + d] += alpha * hidden[d];
        }
    }

    private void softmax(int target, float rate) {
        for (int label = 0; label < scores.length; label++) {
            scores[label] = dot(label);
        }
        FastText.softmax(scores);
        for (int label = 0; label < scores.length; label++) {
            move(label, rate * ((label == target ? 1 : 0) - scores[label]));
        }
    }

    private void binary(int row, boolean holds, float rate) {
        move(row, rate * ((holds ? 1 : 0) - FastText.sigmoid(dot(row))));
    }

    private void negative(int target, float rate) {
        binary(target, true, rate);
        for (int i = 0; i < args.negatives(); i++) {
            int other = target;
            for (int tries = 0; other == target && tries < 1000; tries++) {
                other = negatives[random.below(negatives.length)];
            }
            if (other != target) {
                binary(other, false, rate);
            }
        }
    }

    private void hierarchical(int target, float rate) {
        HuffmanTree known = tree;
        if (known != null) {
            for (int node = target; known.parent[node] >= 0; node = known.parent[node]) {
                binary(known.parent[node] - known.leaves, known.binary[node], rate);
            }
        }
    }

    /** SplitMix64 (Steele, Lea, Flood 2014). */
    private static final class SplitMix {
        private long state;

        SplitMix(long seed) {
            state = seed;
        }

        private long next() {
            state += 0x9E3779B97F4A7C15L;
            long z = (state ^ state >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return z ^ z >>> 31;
        }

        float nextFloat() {
            return (next() >>> 40) * 0x1p-24f;
        }

        int below(int bound) {
            return (int) ((next() >>> 32) * bound >>> 32);
        }
    }
}
