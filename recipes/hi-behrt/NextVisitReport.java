package org.menura.recipes.hibehrt;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.menura.eval.trust.EqualisedOdds;
import org.menura.recipes.hibehrt.HealthRecords.Patient;
import org.menura.recipes.hibehrt.NextVisits.Question;
import org.menura.recipes.hibehrt.RecordFeatures.Told;
import org.menura.recipes.hibehrt.RecordScores.Score;
import org.menura.tensor.Rng;

/**
 * Teaches Hi-BEHRT the conditions of the next visit and prints its scores beside its baselines':
 *
 * <pre>recipes/run NextVisitReport synthea-ehr [folds=5] [seeds=3] [pretrain=10] [wide=4] [passes=20] [threads=1] [-o FILE]</pre>
 *
 * <p>Patients are parted into folds; each fold is asked once, by models that saw the others, of which a part chooses when
 * to stop. Scores are over all folds together.
 */
final class NextVisitReport {
    private static final int LEAST_PATIENTS = 20;
    private static final int LEAST_PATIENTS_WIDE = 8;
    private static final int VALIDATION_PARTS = 6;
    private static final double[] STRENGTHS = {0.01, 0.1, 1};
    private static final String MODEL = "Hi-BEHRT, BYOL, mean of the seeds";
    private static final String COUNTS = "logistic regression on counts";
    private static final String RECENT = COUNTS + ", age, gender, recent codes";
    private static final String BOTH = MODEL + ", and that regression, mean of the log-odds";
    private static final String TASK = "next_visit";
    private static final String WIDE = "next_codes";

    private final SequencedMap<String, List<double[]>> predictions = new LinkedHashMap<>();
    private final List<Question> asked = new ArrayList<>();
    private final Map<String, Integer> settings = new TreeMap<>(
            Map.of("folds", 5, "seeds", 3, "pretrain", 10, "wide", 4, "passes", 20, "threads", 1, "only", 0));

    /** Runs the recipe. */
    public static void main(String[] args) throws IOException {
        if (args.length == 0) {
            System.err.println("usage: recipes/run NextVisitReport FOLDER [folds=5] [seeds=3] [pretrain=10] [wide=4]"
                    + " [passes=20] [threads=1] [only=FOLDS] [-o FILE]");
            System.exit(2);
        }
        NextVisitReport report = new NextVisitReport();
        Path out = null;
        for (int i = 1; i < args.length; i++) {
            String[] pair = args[i].split("=", 2);
            if (args[i].equals("-o") && i + 1 < args.length) {
                out = Path.of(args[++i]);
            } else if (pair.length == 2 && report.settings.containsKey(pair[0])) {
                report.set(pair[0], Integer.parseInt(pair[1]));
            } else {
                System.err.println("NextVisitReport knows no " + args[i]);
                System.exit(2);
            }
        }
        String table = report.run(HealthRecords.read(Path.of(args[0])));
        System.out.print(table);
        if (out != null) {
            Files.writeString(out, table);
        }
    }

    /** Changes a setting; usage lists them. */
    void set(String name, int value) {
        settings.put(name, value);
    }

    private int setting(String name) {
        return settings.getOrDefault(name, 0);
    }

    String run(List<Patient> patients) {
        List<Patient> order = shuffled(patients, new Rng(7));
        int folds = setting("folds");
        int last = setting("only") > 0 ? setting("only") : folds;
        NextVisits task = NextVisits.of(patients, LEAST_PATIENTS);
        for (int f = 0; f < last; f++) {
            List<Patient> test = part(order, f, folds, true);
            List<Patient> rest = part(order, f, folds, false);
            fold(task, test, part(rest, 0, VALIDATION_PARTS, true), part(rest, 0, VALIDATION_PARTS, false), f);
        }
        return table(task);
    }

    static <T> List<T> shuffled(List<T> from, Rng random) {
        List<T> all = new ArrayList<>(from);
        random.shuffle(all);
        return all;
    }

    private static <T> List<T> part(List<T> all, int part, int of, boolean within) {
        List<T> some = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            if ((i % of == part) == within) {
                some.add(all.get(i));
            }
        }
        return some;
    }

    private void fold(NextVisits task, List<Patient> test, List<Patient> valid, List<Patient> train, int f) {
        List<Question> learned = task.questions(train);
        List<Question> chosen = task.questions(valid);
        List<Question> questions = task.questions(test);
        asked.addAll(questions);
        int n = task.conditions().size();
        List<Question> both = new ArrayList<>(learned);
        both.addAll(chosen);
        add("prevalence", RecordFeatures.prevalence(both, questions, n));
        for (Told told : Told.values()) {
            double best = STRENGTHS[0];
            double score = Double.NEGATIVE_INFINITY;
            for (double c : STRENGTHS) {
                double now = choice(chosen, RecordFeatures.regression(told, c, learned, chosen, n));
                if (now > score) {
                    score = now;
                    best = c;
                }
            }
            add(
                    switch (told) {
                        case COUNTS -> COUNTS;
                        case COUNTS_AGE_GENDER -> COUNTS + ", age, gender";
                        case RECENT -> RECENT;
                    },
                    RecordFeatures.regression(told, best, both, questions, n));
        }
        RecordTokens tokens = new RecordTokens(train, RecordModel.SEGMENTS);
        NextVisits wide = NextVisits.wide(train, LEAST_PATIENTS_WIDE);
        SequencedMap<String, NextVisits> tasks = new LinkedHashMap<>();
        tasks.put(TASK, task);
        tasks.put(WIDE, wide);
        double[][] mean = new double[questions.size()][n];
        for (int seed = 1; seed <= setting("seeds"); seed++) {
            RecordModel model = new RecordModel(tokens, tasks, 100L * f + seed, setting("threads"));
            double cosine = model.pretrain(train, setting("pretrain"));
            if (setting("wide") > 0) {
                model.learn(WIDE, wide.questions(train), setting("wide"), (_, pass) -> (double) pass);
            }
            double best = model.learn(TASK, learned, setting("passes"), (m, pass) -> {
                double now = choice(chosen, m.probabilities(TASK, chosen));
                System.err.printf(Locale.ROOT, "  pass %d: validation %.4f%n", pass, now);
                return now;
            });
            double[][] p = model.probabilities(TASK, questions);
            System.err.printf(
                    Locale.ROOT, "fold %d, seed %d: BYOL cosine %.3f, validation %.4f%n", f + 1, seed, cosine, best);
            add("Hi-BEHRT, BYOL, seed " + seed, p);
            for (int i = 0; i < p.length; i++) {
                for (int k = 0; k < n; k++) {
                    mean[i][k] += p[i][k] / setting("seeds");
                }
            }
        }
        add(MODEL, mean);
        List<double[]> told = predictions.getOrDefault(RECENT, List.of());
        add(BOTH, blend(mean, told.subList(told.size() - mean.length, told.size())));
    }

    /** Averages log-odds. */
    private static double[][] blend(double[][] p, List<double[]> q) {
        double[][] out = new double[p.length][];
        for (int i = 0; i < out.length; i++) {
            double[] a = p[i];
            double[] b = q.get(i);
            out[i] = new double[a.length];
            Arrays.setAll(out[i], k -> 1 / (1 + Math.exp(-(odds(a[k]) + odds(b[k])) / 2)));
        }
        return out;
    }

    private static double odds(double p) {
        double inside = Math.clamp(p, 1e-9, 1 - 1e-9);
        return Math.log(inside / (1 - inside));
    }

    /** What is chosen by on validation patients. */
    private static double choice(List<Question> questions, double[][] probabilities) {
        RecordScores scores = new RecordScores(questions, probabilities);
        return (scores.of(Score.MICRO_AUROC) + scores.of(Score.MACRO_AUROC)) / 2;
    }

    private void add(String name, double[][] probabilities) {
        predictions.computeIfAbsent(name, _ -> new ArrayList<>()).addAll(Arrays.asList(probabilities));
    }

    private RecordScores scores(String name) {
        return new RecordScores(asked, predictions.getOrDefault(name, List.of()).toArray(double[][]::new));
    }

    private String table(NextVisits task) {
        StringBuilder out = new StringBuilder();
        long patients = asked.stream().map(q -> q.patient().id()).distinct().count();
        out.append(String.format(
                Locale.ROOT,
                "%d patients asked, %d questions, %d conditions; %s%n%n",
                patients,
                asked.size(),
                task.conditions().size(),
                settings));
        out.append("| | AUROC micro | AUROC macro | AUPRC micro | AUPRC macro |\n|---|---:|---:|---:|---:|\n");
        for (String name : predictions.sequencedKeySet()) {
            RecordScores s = scores(name);
            out.append(String.format(
                    Locale.ROOT,
                    "| %s | %.4f | %.4f | %.4f | %.4f |%n",
                    name,
                    s.of(Score.MICRO_AUROC),
                    s.of(Score.MACRO_AUROC),
                    s.of(Score.MICRO_AUPRC),
                    s.of(Score.MACRO_AUPRC)));
        }
        for (Score score : List.of(Score.MICRO_AUROC, Score.MACRO_AUROC)) {
            out.append("\n");
            compare(MODEL, score, out);
            compare(BOTH, score, out);
        }
        for (String name : List.of(MODEL, COUNTS)) {
            out.append("\n\nEqualised odds by gender, %s, where as many answers are positive as predictions:\n\n"
                    .formatted(name));
            out.append(odds(scores(name)).markdown());
        }
        return out.toString();
    }

    private void compare(String name, Score score, StringBuilder out) {
        double model = scores(name).of(score);
        double[] drawn = scores(name).drawn(score);
        for (String other : predictions.sequencedKeySet()) {
            if (other.startsWith(COUNTS)) {
                RecordScores baseline = scores(other);
                double[] ends = RecordScores.interval(drawn, baseline.drawn(score));
                out.append(String.format(
                        Locale.ROOT,
                        "%n%s, %s over %s: %+.4f, 95 %% from %+.4f to %+.4f",
                        score,
                        name,
                        other,
                        model - baseline.of(score),
                        ends[0],
                        ends[1]));
            }
        }
    }

    /** Takes as many of the likeliest answers for positive as are. */
    private static EqualisedOdds odds(RecordScores s) {
        List<String> groups = new ArrayList<>();
        int n = s.probabilities()[0].length;
        boolean[] actual = new boolean[s.questions().size() * n];
        double[] scores = new double[actual.length];
        int positives = 0;
        for (int i = 0; i < actual.length; i++) {
            Question q = s.questions().get(i / n);
            groups.add(q.patient().gender());
            actual[i] = q.answers()[i % n];
            scores[i] = s.probabilities()[i / n][i % n];
            positives += actual[i] ? 1 : 0;
        }
        double[] sorted = scores.clone();
        Arrays.sort(sorted);
        double threshold = sorted[sorted.length - Math.max(1, positives)];
        boolean[] predicted = new boolean[actual.length];
        for (int i = 0; i < predicted.length; i++) {
            predicted[i] = scores[i] >= threshold;
        }
        return EqualisedOdds.of(groups, actual, predicted);
    }
}
