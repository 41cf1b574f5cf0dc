package org.menura.eval.trust;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.data.fasttext.FastText;
import org.menura.data.fasttext.Prediction;
import org.menura.eval.metric.Ranking;
import org.menura.format.FormatException;

/**
 * A classifier of fastText's form that says how toxic a text is: the probability of one of its labels. What it measures is what its
 * examples were called, in their kind of text; on other kinds it errs more.
 */
public final class ToxicityJudge {
    private final FastText classifier;
    private final String label;
    private final double threshold;

    private ToxicityJudge(FastText classifier, String label, double threshold) {
        this.classifier = classifier;
        this.label = label;
        this.threshold = threshold;
    }

    /**
     * Opens a classifier, such as {@code menura data train-classifier} writes.
     *
     * @param label whose probability is the score
     * @param threshold from which on a text counts as toxic
     * @throws FormatException if the file is damaged, or has no such label
     */
    public static ToxicityJudge open(Path file, String label, double threshold) {
        FastText classifier = FastText.open(file);
        List<String> labels = classifier.labels().stream()
                .map(l -> l.replace("__label__", ""))
                .toList();
        if (!labels.contains(label)) {
            throw new FormatException("%s has no label '%s'; its labels are %s: name the one that means toxic"
                    .formatted(file, label, String.join(", ", labels)));
        }
        if (!(threshold > 0 && threshold < 1)) {
            throw new FormatException("a threshold lies between 0 and 1, not at " + threshold);
        }
        return new ToxicityJudge(classifier, label, threshold);
    }

    /** Returns the threshold. */
    public double threshold() {
        return threshold;
    }

    /** Returns the probability that a text is toxic. */
    public double score(String text) {
        String line = text.replace('\n', ' ').replace('\r', ' ').strip();
        return classifier.predict(line, classifier.labels().size(), 0).stream()
                .filter(p -> p.name().equals(label))
                .mapToDouble(Prediction::probability)
                .findFirst()
                .orElse(0);
    }

    /**
     * How well the classifier tells examples apart that it was not taught.
     *
     * @param n number of examples
     * @param accuracy share of examples on whose side of the threshold they belong
     * @param majority the accuracy of always saying the more frequent of both
     * @param auroc the probability that a toxic example has a greater score than another
     * @param falseAlarms share of the others that are called toxic
     * @param missed share of toxic examples that are not called so
     */
    public record Test(int n, double accuracy, double majority, double auroc, double falseAlarms, double missed) {
        /** Writes a sentence. */
        public String sentence() {
            return "The classifier, on %,d examples that it was not taught: accuracy %.4f (always the more frequent: %.4f), AUROC %.4f, false alarms %.4f, missed %.4f."
                    .formatted(n, accuracy, majority, auroc, falseAlarms, missed);
        }

        /** Returns the figures by name. */
        public Map<String, Object> figures() {
            Map<String, Object> out = new LinkedHashMap<>();
            out.put("n", n);
            out.put("accuracy", accuracy);
            out.put("accuracy_of_majority", majority);
            out.put("auroc", auroc);
            out.put("false_alarms", falseAlarms);
            out.put("missed", missed);
            return out;
        }
    }

    /**
     * Tries the classifier.
     *
     * @param toxic JSON lines with {@code text}, all of them toxic
     * @param other the same, none of them toxic
     */
    public Test test(Path toxic, Path other) {
        List<Double> bad = scores(toxic);
        List<Double> good = scores(other);
        double missed = bad.stream().filter(s -> s < threshold).count() / (double) bad.size();
        double alarms = good.stream().filter(s -> s >= threshold).count() / (double) good.size();
        int n = bad.size() + good.size();
        double[] all = new double[n];
        boolean[] isToxic = new boolean[n];
        for (int i = 0; i < n; i++) {
            isToxic[i] = i < bad.size();
            all[i] = isToxic[i] ? bad.get(i) : good.get(i - bad.size());
        }
        return new Test(
                n,
                ((1 - missed) * bad.size() + (1 - alarms) * good.size()) / n,
                Math.max(bad.size(), good.size()) / (double) n,
                Ranking.auroc(all, isToxic),
                alarms,
                missed);
    }

    private List<Double> scores(Path file) {
        List<Double> out = new ArrayList<>();
        JsonRows.read(file).forEach(row -> out.add(score(row.text("text"))));
        return out;
    }
}
