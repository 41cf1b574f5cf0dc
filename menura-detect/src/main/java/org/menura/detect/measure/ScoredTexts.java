package org.menura.detect.measure;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.menura.detect.score.Detector;
import org.menura.detect.score.Reading;
import org.menura.detect.score.TokenStatistics;
import org.menura.detect.score.ZeroShotScore;

/**
 * Texts whose origin is known, with their scores by name, higher for texts of models. A score that a text is too short for, or
 * that is no number, is the least.
 *
 * @param texts the texts
 * @param scores by name, in the order of tables
 */
public record ScoredTexts(List<LabelledText> texts, Map<String, double[]> scores) {
    /** Name of the baseline that knows how long a text is and nothing else. */
    public static final String LENGTH = "length";

    /** Copies the list. */
    public ScoredTexts {
        texts = List.copyOf(texts);
    }

    /**
     * Scores texts by a detector and by their length, and, where it reads tokens by one model, by all scores that follow
     * from the same statistics.
     *
     * @param done hears how many texts are done
     */
    public static ScoredTexts of(Detector detector, List<LabelledText> texts, IntConsumer done) {
        List<Reading> readings = new ArrayList<>();
        for (LabelledText text : texts) {
            readings.add(detector.read(text.text()));
            done.accept(readings.size());
        }
        Map<String, double[]> scores = new LinkedHashMap<>();
        scores.put(LENGTH, texts.stream().mapToDouble(t -> t.text().length()).toArray());
        for (ZeroShotScore score : ZeroShotScore.values()) {
            if (!score.takesTwoModels() && !score.label().equals(detector.name())) {
                scores.put(
                        score.label(),
                        readings.stream()
                                .mapToDouble(r -> scoreOf(score, r.statistics()))
                                .toArray());
            }
        }
        scores.put(
                detector.name(),
                readings.stream()
                        .mapToDouble(r -> Double.isNaN(r.score()) ? least() : detector.oriented(r.score()))
                        .toArray());
        return new ScoredTexts(texts, scores);
    }

    private static double scoreOf(ZeroShotScore score, @Nullable TokenStatistics statistics) {
        if (statistics == null) {
            return least();
        }
        double value = score.of(statistics);
        if (Double.isNaN(value)) {
            return least();
        }
        return score.isHigherForMachines() ? value : -value;
    }

    private static double least() {
        return Double.NEGATIVE_INFINITY;
    }

    /** Computes the figures of a score over some of the texts. */
    public DetectionFigures figures(String name, List<Integer> indices) {
        double[] all = scores.getOrDefault(name, new double[texts.size()]);
        double[] some = indices.stream().mapToDouble(i -> all[i]).toArray();
        boolean[] isMachine = new boolean[some.length];
        for (int i = 0; i < some.length; i++) {
            isMachine[i] = texts.get(indices.get(i)).isMachine();
        }
        return DetectionFigures.of(
                some, isMachine, indices.stream().map(i -> texts.get(i).group()).toList());
    }

    /** Returns whether both kinds of texts are among some. */
    public boolean hasBoth(List<Integer> indices) {
        long machines = indices.stream().filter(i -> texts.get(i).isMachine()).count();
        return machines > 0 && machines < indices.size();
    }

    /**
     * Returns the same human texts beside other texts of models, which have the same scores.
     *
     * @param machines as many texts of models as there are here, in their order
     */
    public ScoredTexts withMachines(ScoredTexts machines) {
        List<LabelledText> all = new ArrayList<>();
        Map<String, double[]> mixed = new LinkedHashMap<>();
        scores.forEach((name, own) -> mixed.put(name, own.clone()));
        int at = 0;
        for (int i = 0; i < texts.size(); i++) {
            if (texts.get(i).isMachine()) {
                int other = at++;
                int place = i;
                all.add(machines.texts.get(other));
                mixed.forEach((name, own) -> own[place] = machines.scores.getOrDefault(name, own)[other]);
            } else {
                all.add(texts.get(i));
            }
        }
        return new ScoredTexts(all, mixed);
    }
}
