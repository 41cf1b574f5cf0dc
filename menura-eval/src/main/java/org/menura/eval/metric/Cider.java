package org.menura.eval.metric;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.menura.format.FormatException;
import org.menura.format.python.Numpy;
import org.menura.format.python.PythonMath;

/**
 * Computes CIDEr-D (R. Vedantam et al., 1411.5726): how alike n-grams of a caption and its references are, each weighed by
 * how few pictures it is said of. Words are runs of small letters and digits.
 */
public final class Cider {
    private static final int ORDER = 4;
    private static final double TWICE_SIGMA_SQUARED = 72;
    private static final Pattern WORD = Pattern.compile("[a-z0-9]+");

    private final Map<String, Integer> pictures = new HashMap<>();
    private final double logOfAll;

    private Cider(List<List<String>> references) {
        this.logOfAll = PythonMath.log(references.size());
        for (List<String> of : references) {
            Set<String> grams = new HashSet<>();
            of.forEach(text -> grams.addAll(grams(text).keySet()));
            grams.forEach(gram -> pictures.merge(gram, 1, Integer::sum));
        }
    }

    /** Scores captions together, each by its references; the mean, of which 10 would be the best of unlike pictures. */
    public static double of(List<String> captions, List<List<String>> references) {
        if (captions.isEmpty() || captions.size() != references.size()) {
            throw new FormatException("CIDEr needs references for each of at least one caption.");
        }
        Cider cider = new Cider(references);
        double[] scores = new double[captions.size()];
        for (int i = 0; i < scores.length; i++) {
            double score = 0;
            Vector said = cider.vector(captions.get(i));
            for (String reference : references.get(i)) {
                score = said.addLikeness(cider.vector(reference), score);
            }
            scores[i] = 10 * score / references.get(i).size();
        }
        return Numpy.mean(scores);
    }

    /** Splits a text into words. */
    public static List<String> words(String text) {
        return WORD.matcher(text.toLowerCase(Locale.ROOT))
                .results()
                .map(MatchResult::group)
                .toList();
    }

    private static Map<String, Integer> grams(String text) {
        List<String> words = words(text);
        Map<String, Integer> all = new LinkedHashMap<>();
        for (int n = 1; n <= ORDER; n++) {
            for (int i = 0; i + n <= words.size(); i++) {
                all.merge(String.join(" ", words.subList(i, i + n)), 1, Integer::sum);
            }
        }
        return all;
    }

    private Vector vector(String text) {
        List<Map<String, Double>> weights = new ArrayList<>();
        double[] norms = new double[ORDER];
        for (int n = 0; n < ORDER; n++) {
            weights.add(new LinkedHashMap<>());
        }
        int length = 0;
        for (Map.Entry<String, Integer> gram : grams(text).entrySet()) {
            int n = gram.getKey().split(" ").length - 1;
            double rare = logOfAll - PythonMath.log(Math.max(1, pictures.getOrDefault(gram.getKey(), 0)));
            double weight = gram.getValue() * rare;
            weights.get(n).put(gram.getKey(), weight);
            norms[n] += weight * weight;
            length += n == 1 ? gram.getValue() : 0;
        }
        for (int n = 0; n < ORDER; n++) {
            norms[n] = Math.sqrt(norms[n]);
        }
        return new Vector(weights, norms, length);
    }

    /** Weights of the n-grams of each order, their norms, and the number of pairs of words. */
    private record Vector(List<Map<String, Double>> weights, double[] norms, int length) {
        double addLikeness(Vector reference, double score) {
            double sum = score;
            double distance = length - reference.length;
            for (int n = 0; n < ORDER; n++) {
                double value = 0;
                for (Map.Entry<String, Double> gram : weights.get(n).entrySet()) {
                    double there = reference.weights.get(n).getOrDefault(gram.getKey(), 0.0);
                    value += Math.min(gram.getValue(), there) * there;
                }
                boolean both = norms[n] != 0 && reference.norms[n] != 0;
                value /= both ? norms[n] * reference.norms[n] : 1;
                sum += value * PythonMath.exp(-(distance * distance) / TWICE_SIGMA_SQUARED) / ORDER;
            }
            return sum;
        }
    }
}
