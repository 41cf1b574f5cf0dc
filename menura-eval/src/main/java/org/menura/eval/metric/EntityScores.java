package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.PythonText;
import org.menura.train.measure.Entities;

/**
 * Scores tagged sentences by their entities as seqeval 1.2 does by default: an entity counts if its type and both ends are
 * right.
 *
 * @param types counts by type, in the order of names
 * @param accuracy share of words whose tag is right
 */
public record EntityScores(Map<String, Counts> types, double accuracy) {
    private static final String OUTSIDE = "O";

    /**
     * Counts of one type or of all.
     *
     * @param right found entities that are there
     * @param found entities in the prediction
     * @param there entities in the truth
     */
    public record Counts(long right, long found, long there) {
        Counts plus(Counts other) {
            return new Counts(right + other.right, found + other.found, there + other.there);
        }

        /** Computes the scores; 0 where nothing is found or there. */
        public Score score() {
            double precision = found == 0 ? 0 : (double) right / found;
            double recall = there == 0 ? 0 : (double) right / there;
            double both = precision + recall;
            return new Score(precision, recall, 2 * precision * recall / (both == 0 ? 1 : both));
        }
    }

    /** Precision, recall and F1. */
    public record Score(double precision, double recall, double f1) {}

    /**
     * Scores predicted tags.
     *
     * @throws FormatException if sentences differ in length, or a tag is empty
     */
    public static EntityScores of(List<List<String>> truth, List<List<String>> predicted) {
        if (truth.size() != predicted.size()) {
            throw new FormatException(
                    "There are %d tagged sentences and %d predictions.".formatted(truth.size(), predicted.size()));
        }
        Map<String, Counts> types = new TreeMap<>(PythonText::compare);
        // As seqeval does, all sentences are one with "O" between: where an odd tag ends what none began, the beginning
        // is
        // that of the entity before, which may lie in another sentence.
        List<String> allThere = new ArrayList<>();
        List<String> allFound = new ArrayList<>();
        long words = 0;
        long right = 0;
        for (int i = 0; i < truth.size(); i++) {
            List<String> there = truth.get(i);
            List<String> found = predicted.get(i);
            if (there.size() != found.size()) {
                throw new FormatException(
                        "Sentence %d has %d tags and %d predicted ones.".formatted(i, there.size(), found.size()));
            }
            for (int w = 0; w < there.size(); w++) {
                right += there.get(w).equals(found.get(w)) ? 1 : 0;
            }
            words += there.size();
            allThere.addAll(there);
            allThere.add(OUTSIDE);
            allFound.addAll(found);
            allFound.add(OUTSIDE);
        }
        count(entities(allThere), entities(allFound), types);
        return new EntityScores(types, (double) right / words);
    }

    private static Set<Entities.Entity> entities(List<String> tags) {
        if (tags.contains("")) {
            throw new FormatException("A tag is empty; tags are O, or B-TYPE, I-TYPE, E-TYPE, S-TYPE.");
        }
        return Entities.of(tags);
    }

    private static void count(Set<Entities.Entity> there, Set<Entities.Entity> found, Map<String, Counts> types) {
        for (Entities.Entity entity : there) {
            types.merge(entity.type(), new Counts(found.contains(entity) ? 1 : 0, 0, 1), Counts::plus);
        }
        for (Entities.Entity entity : found) {
            types.merge(entity.type(), new Counts(0, 1, 0), Counts::plus);
        }
    }

    /** Scores all entities together. */
    public Score micro() {
        return types.values().stream().reduce(new Counts(0, 0, 0), Counts::plus).score();
    }

    /** Averages the scores of types. */
    public Score macro() {
        List<Score> scores = scores();
        return new Score(
                Numpy.mean(scores.stream().mapToDouble(Score::precision).toArray()),
                Numpy.mean(scores.stream().mapToDouble(Score::recall).toArray()),
                Numpy.mean(scores.stream().mapToDouble(Score::f1).toArray()));
    }

    /** Averages the scores of types, each weighted by how many entities of it are there. */
    public Score weighted() {
        double[] weights = types.values().stream().mapToDouble(Counts::there).toArray();
        double total = Numpy.sum(weights);
        if (total == 0) {
            return new Score(0, 0, 0);
        }
        double[][] products = new double[3][weights.length];
        List<Score> scores = scores();
        for (int i = 0; i < weights.length; i++) {
            products[0][i] = scores.get(i).precision * weights[i];
            products[1][i] = scores.get(i).recall * weights[i];
            products[2][i] = scores.get(i).f1 * weights[i];
        }
        return new Score(
                Numpy.sum(products[0]) / total, Numpy.sum(products[1]) / total, Numpy.sum(products[2]) / total);
    }

    private List<Score> scores() {
        List<Score> scores = new ArrayList<>();
        types.values().forEach(counts -> scores.add(counts.score()));
        return scores;
    }
}
