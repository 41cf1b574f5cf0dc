package org.menura.train.explain;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.menura.data.TokenDocument;
import org.menura.format.FormatException;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.grad.GradientTape;
import org.menura.tensor.grad.Parameter;
import org.menura.train.ledger.SavedCheckpoint;
import org.menura.train.run.RunExamples;

/**
 * The training examples of a run that are nearest to a text: by the embeddings that its model gives them, or by what learning them did to
 * the text, the dot products of their gradients over checkpoints (TracInCP, Pruthi et al. 2020, arXiv 2002.08484).
 */
public final class TrainingNeighbours {
    private static final int IGNORED = -1;

    private final RunExamples examples;
    private final long[] looked;

    /**
     * An example.
     *
     * @param index of the example in the run's data, from 0
     * @param place where it stands
     * @param text of its beginning
     * @param score by which examples are ordered: the cosine of embeddings, or the sum over checkpoints of the learning rate times the dot
     *     product of gradients
     * @param cosine of the two vectors, over all checkpoints
     */
    public record Neighbour(long index, String place, String text, double score, double cosine) {}

    /**
     * Prepares a search.
     *
     * @param most number of examples that are looked at; where there are more, so many are drawn
     * @param seed of the draw
     */
    public TrainingNeighbours(RunExamples examples, int most, long seed) {
        if (most < 1) {
            throw new FormatException("at least one example must be looked at, not " + most);
        }
        this.examples = examples;
        this.looked = drawn(examples.count(), most, seed);
    }

    /** Returns how many examples are looked at. */
    public int looked() {
        return looked.length;
    }

    /** Draws without replacement (R. Floyd's way, Communications of the ACM 30(9), 1987), in ascending order. */
    private static long[] drawn(long count, int most, long seed) {
        if (count <= most) {
            long[] all = new long[Math.toIntExact(count)];
            for (int i = 0; i < all.length; i++) {
                all[i] = i;
            }
            return all;
        }
        Rng random = new Rng(seed);
        java.util.TreeSet<Long> chosen = new java.util.TreeSet<>();
        for (long j = count - most; j < count; j++) {
            long t = (long) (random.nextDouble() * (j + 1));
            chosen.add(chosen.contains(t) ? j : t);
        }
        return chosen.stream().mapToLong(Long::longValue).toArray();
    }

    /**
     * Finds examples whose mean hidden states point the same way as the text's, at the last checkpoint.
     *
     * @throws IOException if a checkpoint can't be read
     */
    public List<Neighbour> byEmbedding(String text, int count) throws IOException {
        examples.restore(last());
        float[] query = embedding(read(text));
        List<Neighbour> all = new ArrayList<>();
        for (long index : looked) {
            TokenDocument document = examples.example(index);
            double cosine = cosine(query, embedding(document.ids()));
            all.add(neighbour(index, document, cosine, cosine));
        }
        return best(all, count);
    }

    /**
     * Finds examples whose learning lowered the text's loss the most, to first order.
     *
     * @param checkpoints number of checkpoints, the last ones, whose gradients are taken
     * @throws IOException if a checkpoint can't be read
     */
    public List<Neighbour> byGradient(String text, int count, int checkpoints) throws IOException {
        List<SavedCheckpoint> all = List.copyOf(examples.checkpoints().values());
        if (all.isEmpty()) {
            throw new FormatException("the run has no checkpoints left, so there are no gradients to compare");
        }
        double[] scores = new double[looked.length];
        double[] dots = new double[looked.length];
        double[] squares = new double[looked.length];
        double square = 0;
        TokenDocument query = new TokenDocument(read(text));
        for (SavedCheckpoint checkpoint : all.subList(Math.max(0, all.size() - checkpoints), all.size())) {
            examples.restore(checkpoint);
            double rate = examples.rate(checkpoint.step());
            List<float[]> wanted =
                    gradient(query).stream().map(TrainingNeighbours::copied).toList();
            square += dot(wanted, wanted);
            for (int i = 0; i < looked.length; i++) {
                List<float[]> of = gradient(examples.example(looked[i])).stream()
                        .map(TrainingNeighbours::copied)
                        .toList();
                double dot = dot(wanted, of);
                scores[i] += rate * dot;
                dots[i] += dot;
                squares[i] += dot(of, of);
            }
        }
        List<Neighbour> out = new ArrayList<>();
        for (int i = 0; i < looked.length; i++) {
            double lengths = Math.sqrt(square) * Math.sqrt(squares[i]);
            out.add(neighbour(looked[i], examples.example(looked[i]), scores[i], lengths == 0 ? 0 : dots[i] / lengths));
        }
        return best(out, count);
    }

    private SavedCheckpoint last() throws IOException {
        if (examples.checkpoints().isEmpty()) {
            throw new FormatException("the run has no checkpoints left");
        }
        return examples.checkpoints().lastEntry().getValue();
    }

    private int[] read(String text) {
        int[] ids = examples.tokenizer().encode(text, true, false);
        if (ids.length < 2) {
            throw new FormatException("the text has fewer than two tokens, so there is nothing in it to be learned");
        }
        return ids;
    }

    private Neighbour neighbour(long index, TokenDocument document, double score, double cosine) {
        return new Neighbour(
                index, examples.place(index), examples.tokenizer().decode(document.ids(), true), score, cosine);
    }

    private static List<Neighbour> best(List<Neighbour> all, int count) {
        return all.stream()
                .sorted(Comparator.comparingDouble(Neighbour::score).reversed().thenComparingLong(Neighbour::index))
                .limit(count)
                .toList();
    }

    private float[] embedding(int[] ids) {
        Backend ops = examples.ops();
        try (Backend.Scope _ = ops.scope()) {
            ForwardBatch step = ForwardBatch.whole(ids).withHidden();
            examples.model().forward(step);
            Tensor hidden = step.hidden(); // [rows, hidden]
            float[] values = hidden.toFloats();
            float[] mean = new float[hidden.dim(1)];
            for (int i = 0; i < values.length; i++) {
                mean[i % mean.length] += values[i] / ids.length;
            }
            return mean;
        }
    }

    /** Computes the gradient of a document's mean loss, into the parameters' gradients. */
    List<Parameter> gradient(TokenDocument document) {
        int[] ids = document.ids();
        int[] targets = new int[ids.length];
        int learned = 0;
        for (int i = 0; i < ids.length; i++) {
            boolean counts = i + 1 < ids.length && document.isLearned(i + 1);
            targets[i] = counts ? ids[i + 1] : IGNORED;
            learned += counts ? 1 : 0;
        }
        List<Parameter> taught = examples.taught();
        if (learned == 0) {
            return taught;
        }
        try (GradientTape tape = examples.ops().record(taught)) {
            Tensor losses =
                    examples.ops().crossEntropy(examples.model().forward(ForwardBatch.whole(ids)), targets); // [rows]
            float[] seeds = new float[ids.length];
            for (int i = 0; i < seeds.length; i++) {
                seeds[i] = targets[i] == IGNORED ? 0 : 1f / learned;
            }
            tape.seed(losses, Tensor.of(seeds, losses.shape().toArray()));
            tape.backward();
        }
        return taught;
    }

    private static float[] copied(Parameter parameter) {
        return parameter.gradient().toFloats();
    }

    private static double dot(List<float[]> a, List<float[]> b) {
        double sum = 0;
        for (int p = 0; p < a.size(); p++) {
            float[] x = a.get(p);
            float[] y = b.get(p);
            for (int i = 0; i < x.length; i++) {
                sum += (double) x[i] * y[i];
            }
        }
        return sum;
    }

    private static double cosine(float[] a, float[] b) {
        double dot = 0;
        double first = 0;
        double second = 0;
        for (int i = 0; i < a.length; i++) {
            dot += (double) a[i] * b[i];
            first += (double) a[i] * a[i];
            second += (double) b[i] * b[i];
        }
        return first == 0 || second == 0 ? 0 : dot / Math.sqrt(first * second);
    }
}
