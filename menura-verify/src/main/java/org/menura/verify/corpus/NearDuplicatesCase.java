package org.menura.verify.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.data.text.MinHash;
import org.menura.data.text.MinHashSettings;
import org.menura.data.text.ShingleHash;
import org.menura.data.text.WordBytes;
import org.menura.format.FormatException;
import org.menura.verify.Check;
import org.menura.verify.RecordFile;

/**
 * Documents with all pairs of them whose sets of word 5-grams are similar: documents.jsonl beside pairs.jsonl. Similarities
 * must be equal to the last digit; how many pairs MinHash makes candidates must be what theory says. A pair is a candidate or
 * not by chance of the hashes, so counts are means over several seeds.
 */
public final class NearDuplicatesCase {
    private static final String DOCUMENTS = "documents.jsonl";
    private static final String PAIRS = "pairs.jsonl";
    private static final int N_GRAM = 5;
    private static final double LISTED = 0.05;
    private static final double TOLERANCE = 0.02;
    private static final int SEEDS = 24;
    private static final double[] LEVELS = {0, 0.5, 0.7, 0.8};

    private NearDuplicatesCase() {}

    /** Returns whether a folder holds documents with their pairs. */
    public static boolean isIn(Path folder) {
        return Files.isRegularFile(folder.resolve(DOCUMENTS)) && Files.isRegularFile(folder.resolve(PAIRS));
    }

    private record Pair(int a, int b) {}

    private record Expected(int shared, double jaccard, double probability) {}

    /**
     * Holds similarities and candidates against the recorded pairs.
     *
     * @return checks of similarities, of pairs that are not listed, and of candidates
     */
    public static List<Check> run(Path folder) {
        Map<String, Integer> numbers = new HashMap<>();
        List<long[]> grams = new ArrayList<>();
        for (JsonNode d : RecordFile.read(folder.resolve(DOCUMENTS))) {
            numbers.put(d.path("id").asText(), grams.size());
            grams.add(grams(d.path("text").asText()));
        }
        Map<Pair, Expected> pairs = new LinkedHashMap<>();
        for (JsonNode p : RecordFile.read(folder.resolve(PAIRS))) {
            pairs.put(
                    pair(number(numbers, p.path("a")), number(numbers, p.path("b"))),
                    new Expected(
                            p.path("shared").asInt(),
                            p.path("jaccard").asDouble(),
                            p.path("candidate_probability_14x8").asDouble()));
        }
        List<Check> checks = new ArrayList<>();
        checks.add(similarities(grams, pairs));
        checks.add(nothingElse(grams, pairs));
        checks.addAll(candidates(grams, pairs));
        return checks;
    }

    /** The set of 5-grams of a text's words, which have one space between them, as sorted hashes. */
    private static long[] grams(String text) {
        WordBytes words = new WordBytes();
        for (String word : text.split("\\s+")) {
            words.add(word);
        }
        return Arrays.stream(words.hashes(N_GRAM, ShingleHash.XXHASH_64))
                .sorted()
                .distinct()
                .toArray();
    }

    private static int number(Map<String, Integer> numbers, JsonNode id) {
        Integer number = numbers.get(id.asText());
        if (number == null) {
            throw new FormatException(
                    "%s names the document %s, which %s does not hold".formatted(PAIRS, id, DOCUMENTS));
        }
        return number;
    }

    private static Pair pair(int a, int b) {
        return new Pair(Math.min(a, b), Math.max(a, b));
    }

    private static Check similarities(List<long[]> grams, Map<Pair, Expected> pairs) {
        List<String> wrong = new ArrayList<>();
        pairs.forEach((p, e) -> {
            int shared = shared(grams.get(p.a), grams.get(p.b));
            double jaccard = jaccard(shared, grams.get(p.a), grams.get(p.b));
            double probability = MinHashSettings.DEFAULT.probability(jaccard);
            if (shared != e.shared || jaccard != e.jaccard || Math.abs(probability - e.probability) > 1e-12) {
                wrong.add("%s: %d shared, %s, %s".formatted(p, shared, jaccard, probability));
            }
        });
        return check("jaccard", wrong, pairs.size() + " pairs equal");
    }

    private static int shared(long[] a, long[] b) {
        int i = 0;
        int j = 0;
        int shared = 0;
        while (i < a.length && j < b.length) {
            if (a[i] == b[j]) {
                shared++;
                i++;
                j++;
            } else if (a[i] < b[j]) {
                i++;
            } else {
                j++;
            }
        }
        return shared;
    }

    private static double jaccard(int shared, long[] a, long[] b) {
        return (double) shared / (a.length + b.length - shared);
    }

    /** All pairs by an inverted index: those that are not listed are less similar than what is. */
    private static Check nothingElse(List<long[]> grams, Map<Pair, Expected> pairs) {
        Map<Long, List<Integer>> owners = new HashMap<>();
        for (int d = 0; d < grams.size(); d++) {
            for (long gram : grams.get(d)) {
                owners.computeIfAbsent(gram, g -> new ArrayList<>()).add(d);
            }
        }
        Map<Pair, Integer> shared = new HashMap<>();
        owners.values().forEach(list -> {
            for (int i = 0; i < list.size(); i++) {
                for (int j = i + 1; j < list.size(); j++) {
                    shared.merge(new Pair(list.get(i), list.get(j)), 1, Integer::sum);
                }
            }
        });
        List<String> wrong = new ArrayList<>();
        shared.forEach((p, n) -> {
            double jaccard = jaccard(n, grams.get(p.a), grams.get(p.b));
            if (jaccard >= LISTED && !pairs.containsKey(p)) {
                wrong.add("%s has %s and is not listed".formatted(p, jaccard));
            }
        });
        return check("pairs that are not listed", wrong, "none of %s or more".formatted(LISTED));
    }

    private static List<Check> candidates(List<long[]> grams, Map<Pair, Expected> pairs) {
        double[] found = new double[LEVELS.length];
        double all = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            for (Pair p : candidates(grams, seed)) {
                Expected e = pairs.get(p);
                all++;
                for (int i = 0; i < LEVELS.length; i++) {
                    found[i] += e != null && e.jaccard >= LEVELS[i] ? 1 : 0;
                }
            }
        }
        all /= SEEDS;
        double expectedAll =
                pairs.values().stream().mapToDouble(Expected::probability).sum();
        List<Check> checks = new ArrayList<>();
        for (int i = 0; i < LEVELS.length; i++) {
            double level = LEVELS[i];
            double expected = pairs.values().stream()
                    .filter(e -> e.jaccard >= level)
                    .mapToDouble(Expected::probability)
                    .sum();
            long count = pairs.values().stream().filter(e -> e.jaccard >= level).count();
            if (count == 0) {
                continue;
            }
            double mean = found[i] / SEEDS;
            checks.add(near("recall from %s on".formatted(level), mean / count, expected / count));
            checks.add(near("precision from %s on".formatted(level), mean / all, expected / expectedAll));
        }
        return checks;
    }

    private static List<Pair> candidates(List<long[]> grams, long seed) {
        MinHashSettings usual = MinHashSettings.DEFAULT;
        MinHash minHash = new MinHash(new MinHashSettings(N_GRAM, usual.bands(), usual.rows(), seed, usual.hash()));
        Map<Long, List<Integer>> bands = new HashMap<>();
        for (int d = 0; d < grams.size(); d++) {
            long[] g = grams.get(d);
            if (g.length > 0) {
                long[] signature = minHash.signature(g, g.length);
                for (int band = 0; band < usual.bands(); band++) {
                    bands.computeIfAbsent(minHash.bandKey(signature, band), k -> new ArrayList<>())
                            .add(d);
                }
            }
        }
        return bands.values().stream()
                .flatMap(list -> {
                    List<Pair> out = new ArrayList<>();
                    for (int i = 0; i < list.size(); i++) {
                        for (int j = i + 1; j < list.size(); j++) {
                            out.add(new Pair(list.get(i), list.get(j)));
                        }
                    }
                    return out.stream();
                })
                .distinct()
                .toList();
    }

    private static Check near(String name, double actual, double expected) {
        double off = Math.abs(actual - expected);
        return new Check(
                name,
                off,
                off / expected,
                TOLERANCE,
                off <= TOLERANCE,
                "%.4f, theory %.4f, mean of %d seeds".formatted(actual, expected, SEEDS));
    }

    private static Check check(String name, List<String> wrong, String note) {
        return wrong.isEmpty()
                ? new Check(name, 0, 0, 0, true, note)
                : Check.failed(name, "%d differ, the first: %s".formatted(wrong.size(), wrong.getFirst()));
    }
}
