package org.menura.train.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.menura.data.Examples;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.train.task.Prediction;
import org.menura.train.task.Predictor;

/**
 * The predictions of a model on held-out examples, in their order; what is random in them (masks, spans) is the same
 * each time.
 *
 * @param predictor the model
 * @param ops the backend of the model
 * @param examples by source
 * @param perBatch examples per batch
 * @param join one batch of several examples
 * @param <B> the type of a batch
 */
public record Predictions<B>(
        Predictor<B> predictor, Backend ops, List<Examples<B>> examples, int perBatch, Function<List<B>, B> join)
        implements Metric {
    private static final long SEED = 0x6d656173L;

    /** Goes over all batches. */
    void each(BiConsumer<B, PredictionResult> action) {
        for (int s = 0; s < examples.size(); s++) {
            Examples<B> source = examples.get(s);
            for (long from = 0; from < source.count(); from += perBatch) {
                List<B> some = new ArrayList<>();
                for (long i = from; i < Math.min(source.count(), from + perBatch); i++) {
                    some.add(source.example(i, new Rng(SEED + s, i)));
                }
                B batch = join.apply(some);
                if (predictor.targets(batch) > 0) {
                    action.accept(batch, outcome(batch));
                }
            }
        }
    }

    private PredictionResult outcome(B batch) {
        try (Backend.Scope _ = ops.scope()) {
            Prediction p = predictor.predict(batch);
            float[] losses = ops.crossEntropy(p.logits(), p.targets()).toFloats();
            int[] likeliest = likeliest(p.logits());
            int count = Prediction.count(p.targets());
            int[] targets = new int[count];
            int[] predicted = new int[count];
            double nats = 0;
            int n = 0;
            for (int r = 0; r < losses.length; r++) {
                if (p.targets()[r] >= 0) {
                    targets[n] = p.targets()[r];
                    predicted[n++] = likeliest[r];
                    nats += losses[r];
                }
            }
            return new PredictionResult(targets, predicted, nats);
        }
    }

    private static int[] likeliest(Tensor logits) {
        int classes = logits.dim(1);
        int[] best = new int[logits.dim(0)];
        float[] values = logits.toFloats();
        for (int r = 0; r < best.length; r++) {
            int b = 0;
            for (int c = 1; c < classes; c++) {
                b = values[r * classes + c] > values[r * classes + b] ? c : b;
            }
            best[r] = b;
        }
        return best;
    }

    /** Computes mean loss, perplexity and accuracy. */
    @Override
    public SequencedMap<String, Double> now() {
        Totals totals = new Totals();
        each((_, outcome) -> totals.add(outcome));
        SequencedMap<String, Double> metrics = totals.metrics();
        metrics.put("perplexity", Math.exp(metrics.getOrDefault("loss", Double.NaN)));
        return metrics;
    }

    /** Sums over batches. */
    static final class Totals {
        private double nats;
        private long count;
        private long hits;

        void add(PredictionResult outcome) {
            nats += outcome.nats();
            count += outcome.targets().length;
            hits += outcome.hits();
        }

        SequencedMap<String, Double> metrics() {
            SequencedMap<String, Double> metrics = new LinkedHashMap<>();
            metrics.put("loss", nats / count);
            metrics.put("accuracy", (double) hits / count);
            metrics.put("targets", (double) count);
            return metrics;
        }
    }
}
