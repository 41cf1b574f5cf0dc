package org.menura.train.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.menura.tensor.Segments;
import org.menura.train.data.Batch;

/**
 * Scores of named entity recognition: precision, recall and F1 of entities, which count only if their type and both
 * ends are right, beside the share of words whose tag is right.
 *
 * @param predictions whose targets are tags
 * @param tags names of the classes
 */
public record EntityScores(Predictions<Batch> predictions, List<String> tags) implements Metric {
    @Override
    public SequencedMap<String, Double> now() {
        Predictions.Totals totals = new Predictions.Totals();
        long[] counts = new long[3]; // found rightly, there, found
        predictions.each((batch, outcome) -> {
            totals.add(outcome);
            Segments segments = batch.segments();
            int at = 0;
            for (int s = 0; s < segments.count(); s++) {
                int words = 0;
                for (int r = segments.start(s); r < segments.end(s); r++) {
                    words += batch.targets()[r] >= 0 ? 1 : 0;
                }
                Set<Entities.Entity> there = Entities.of(names(outcome.targets(), at, words));
                Set<Entities.Entity> found = Entities.of(names(outcome.predicted(), at, words));
                counts[0] += found.stream().filter(there::contains).count();
                counts[1] += there.size();
                counts[2] += found.size();
                at += words;
            }
        });
        SequencedMap<String, Double> metrics = totals.metrics();
        metrics.put("precision", counts[2] == 0 ? 0 : (double) counts[0] / counts[2]);
        metrics.put("recall", counts[1] == 0 ? 0 : (double) counts[0] / counts[1]);
        metrics.put("f1", counts[1] + counts[2] == 0 ? 0 : 2.0 * counts[0] / (counts[1] + counts[2]));
        return metrics;
    }

    private List<String> names(int[] classes, int from, int count) {
        List<String> names = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            names.add(tags.get(classes[i]));
        }
        return names;
    }
}
