package org.menura.train.measure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Function;
import org.menura.data.Examples;
import org.menura.tensor.Rng;
import org.menura.train.data.Batch;

/**
 * The accuracy on preference pairs: the share in which the chosen answer is scored higher.
 *
 * @param pairs by source
 * @param worth of each text of a batch: the chosen one's, then the rejected one's, and so on
 */
public record PairAccuracy(List<Examples<Batch>> pairs, Function<Batch, double[]> worth) implements Metric {
    @Override
    public SequencedMap<String, Double> now() {
        long right = 0;
        long count = 0;
        double margin = 0;
        for (Examples<Batch> source : pairs) {
            for (long i = 0; i < source.count(); i++) {
                double[] both = worth.apply(source.example(i, new Rng(0, i)));
                right += both[0] > both[1] ? 1 : 0;
                margin += both[0] - both[1];
                count++;
            }
        }
        SequencedMap<String, Double> metrics = new LinkedHashMap<>();
        metrics.put("accuracy", (double) right / count);
        metrics.put("margin", margin / count);
        metrics.put("pairs", (double) count);
        return metrics;
    }
}
