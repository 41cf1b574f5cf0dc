package org.menura.detect.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.model.CausalModel;
import org.menura.model.ForwardBatch;
import org.menura.model.SequenceState;
import org.menura.tensor.Backend;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.SoftmaxMoments;

/**
 * Computes the statistics of a text's tokens by one model, or by two with one tokenizer; where one of them has more logits
 * than the other, for padding, both are cut to the fewer. Rows of logits are held by the
 * hundred and reduced to a few numbers each; the bytes of a text's statistics depend on no other text and on no number of
 * threads.
 */
public final class TokenScorer {
    /** Bytes of logits that are held at once, of each model. */
    private static final long LOGIT_BYTES = 128L << 20;

    private static final int MOST_ROWS = 256;
    private static final int FEWEST_ROWS = 16;

    private final CausalModel scorer;
    private final @Nullable CausalModel sampler;
    private final int vocabulary;
    private final int rows;

    private TokenScorer(CausalModel scorer, @Nullable CausalModel sampler) {
        this.scorer = scorer;
        this.sampler = sampler;
        this.vocabulary = sampler == null ? scorer.vocabulary() : Math.min(scorer.vocabulary(), sampler.vocabulary());
        this.rows = Math.clamp(LOGIT_BYTES / Float.BYTES / scorer.vocabulary(), FEWEST_ROWS, MOST_ROWS);
    }

    /** Creates a scorer that expects what the model itself would write. */
    public static TokenScorer of(CausalModel model) {
        return new TokenScorer(model, null);
    }

    /** Creates a scorer whose expectations are those of a second model, which has the same tokenizer. */
    public static TokenScorer of(CausalModel scorer, CausalModel sampler) {
        return new TokenScorer(scorer, sampler);
    }

    /** Returns the most tokens that the models read. */
    public int contextLength() {
        return sampler == null ? scorer.contextLength() : Math.min(scorer.contextLength(), sampler.contextLength());
    }

    /**
     * Computes the statistics of all tokens but the first.
     *
     * @throws IllegalArgumentException if there are less than two tokens, or more than the models' context takes
     */
    public TokenStatistics of(int[] ids) {
        return of(ids, 1);
    }

    /**
     * Computes the statistics of the tokens from {@code first} on, of which there is at least one; {@code first} is at
     * least 1, as nothing precedes the first token.
     *
     * @throws IllegalArgumentException if there are none, or more tokens than the models' context takes
     */
    public TokenStatistics of(int[] ids, int first) {
        if (first < 1 || ids.length <= first) {
            throw new IllegalArgumentException(
                    "the text has %d tokens, and the first has no score: give a longer one".formatted(ids.length));
        }
        if (ids.length > contextLength()) {
            throw new IllegalArgumentException(
                    "the text has %d tokens, but the model's context ends at %d; --max-tokens reads its beginning"
                            .formatted(ids.length, contextLength()));
        }
        for (int id : ids) {
            if (id < 0 || id >= vocabulary) {
                throw new IllegalArgumentException("token id %d is not among the model's %d".formatted(id, vocabulary));
            }
        }
        Columns columns = new Columns(Arrays.copyOfRange(ids, first, ids.length), vocabulary);
        List<Reader> readers = new ArrayList<>();
        readers.add(new Reader(scorer, ids));
        if (sampler != null) {
            readers.add(new Reader(sampler, ids));
        }
        // What the last token predicts is not in the text, but two models can be compared there.
        int last = sampler == null ? ids.length - 1 : ids.length;
        boolean inPieces = readers.stream().allMatch(r -> r.model.continues(1, last));
        int piece = inPieces ? rows : last;
        for (int from = 0; from < last; from += piece) {
            int to = Math.min(from + piece, last);
            // Rows before those that count are read without logits, but for one, which a pass has.
            int begin = Math.min(Math.max(from, first - 1), to - 1);
            pieceOf(readers, from, begin, to, first, columns);
        }
        return columns.statistics();
    }

    private static void pieceOf(List<Reader> readers, int from, int begin, int to, int first, Columns columns) {
        readers.getFirst().pass(from, begin, to, logits -> {
            if (readers.size() == 1) {
                columns.addAll(logits, logits, begin, to, first);
            } else {
                readers.getLast().pass(from, begin, to, others -> columns.addAll(logits, others, begin, to, first));
            }
        });
    }

    /** A model on its way through a text. */
    private record Reader(CausalModel model, int[] ids, SequenceState state) {
        Reader(CausalModel model, int[] ids) {
            this(model, ids, model.newState());
        }

        /** Reads {@code [from, to)} and shows the logits after the tokens from {@code begin} on while they are there. */
        void pass(int from, int begin, int to, Consumer<Tensor> taker) {
            ForwardBatch step = ForwardBatch.next(List.of(Arrays.copyOfRange(ids, from, to)), List.of(state))
                    .withOutputs(IntStream.range(begin - from, to - from).toArray());
            try (Backend.Scope _ = model.ops().scope()) {
                taker.accept(model.forward(step)); // [to - begin, vocabulary]
            }
        }
    }

    /** The statistics of a text while they are computed. */
    private static final class Columns {
        private final int[] tokens;
        private final double[] logLikelihood;
        private final int[] rank;
        private final double[] entropy;
        private final double[] mean;
        private final double[] variance;
        private final int vocabulary;
        private volatile double meanBehind = Double.NaN;

        Columns(int[] tokens, int vocabulary) {
            int n = tokens.length;
            this.tokens = tokens;
            this.logLikelihood = new double[n];
            this.rank = new int[n];
            this.entropy = new double[n];
            this.mean = new double[n];
            this.variance = new double[n];
            this.vocabulary = vocabulary;
        }

        /** Takes the logits after tokens {@code [begin, to)} of the text; those before {@code first - 1} do not count. */
        void addAll(Tensor logits, Tensor others, int begin, int to, int first) {
            boolean one = logits == others;
            IntStream.range(Math.max(begin, first - 1), to).parallel().forEach(i -> {
                float[] row = row(logits, i - begin);
                add(i + 1 - first, row, one ? row : row(others, i - begin));
            });
        }

        private float[] row(Tensor logits, int at) {
            float[] row = logits.rows(at, at + 1).toFloats();
            return row.length > vocabulary ? Arrays.copyOf(row, vocabulary) : row;
        }

        private void add(int at, float[] logits, float[] others) {
            SoftmaxMoments own = SoftmaxMoments.of(logits);
            SoftmaxMoments expected = logits == others ? own : SoftmaxMoments.of(logits, others);
            if (Double.isNaN(own.logSumExp()) || Double.isNaN(expected.mean())) {
                throw new IllegalArgumentException("the largest logit is no finite number"
                        + "; the model's output is broken, so check its weights with 'menura verify'");
            }
            if (at == tokens.length) {
                meanBehind = expected.mean();
                return;
            }
            float target = logits[tokens[at]];
            int better = 0;
            for (float logit : logits) {
                better += logit > target ? 1 : 0;
            }
            logLikelihood[at] = target - own.logSumExp();
            rank[at] = better + 1;
            entropy[at] = -own.mean();
            mean[at] = expected.mean();
            variance[at] = expected.variance();
        }

        TokenStatistics statistics() {
            return new TokenStatistics(tokens, logLikelihood, rank, entropy, mean, variance, meanBehind);
        }
    }
}
