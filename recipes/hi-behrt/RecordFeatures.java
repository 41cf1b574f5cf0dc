package org.menura.recipes.hibehrt;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.menura.eval.baseline.LogisticRegression;
import org.menura.eval.baseline.SparseVector;
import org.menura.recipes.hibehrt.HealthRecords.Patient;
import org.menura.recipes.hibehrt.HealthRecords.Visit;
import org.menura.recipes.hibehrt.NextVisits.Question;

/** The baselines: how frequent a condition is, and logistic regressions, one for each condition. */
final class RecordFeatures {
    /** What a logistic regression is told. */
    enum Told {
        /** How often each code was recorded, as {@code log(1 + n)}. */
        COUNTS,
        /** The counts, gender, and the decade of the age, each for both genders. */
        COUNTS_AGE_GENDER,
        /** All that, and which codes were recorded in the last half year, and at the last visit. */
        RECENT
    }

    private static final int HALF_YEAR = 183;

    private final Map<String, Integer> numbers = new HashMap<>();
    private final Told told;

    private RecordFeatures(Told told) {
        this.told = told;
    }

    private SparseVector of(Question q, boolean learn) {
        Map<String, Double> values = new HashMap<>();
        Patient p = q.patient();
        Visit latest = p.visits().get(q.past() - 1);
        for (int v = 0; v < q.past(); v++) {
            Visit visit = p.visits().get(v);
            boolean recent = ChronoUnit.DAYS.between(visit.day(), latest.day()) <= HALF_YEAR;
            for (String code : visit.codes()) {
                values.merge(code, 1.0, Double::sum);
                if (told == Told.RECENT && recent) {
                    values.put("recent " + code, 1.0);
                }
                if (told == Told.RECENT && v == q.past() - 1) {
                    values.put("last " + code, 1.0);
                }
            }
        }
        values.replaceAll((_, n) -> Math.log1p(n));
        if (told != Told.COUNTS) {
            int decade = (int) p.age(q.past() - 1) / 10;
            values.put(p.gender(), 1.0);
            values.put("decade " + decade, 1.0);
            values.put(p.gender() + " " + decade, 1.0);
        }
        Map<Integer, Double> sparse = new HashMap<>();
        values.forEach((name, value) -> {
            Integer number = learn ? numbers.computeIfAbsent(name, _ -> numbers.size()) : numbers.get(name);
            if (number != null) {
                sparse.put(number, value);
            }
        });
        return SparseVector.of(sparse);
    }

    /** Fits a regression for each condition and returns the probabilities of other questions, [questions, conditions]. */
    static double[][] regression(Told told, double c, List<Question> train, List<Question> test, int conditions) {
        RecordFeatures features = new RecordFeatures(told);
        List<SparseVector> rows = new ArrayList<>();
        train.forEach(q -> rows.add(features.of(q, true)));
        List<SparseVector> asked = test.stream().map(q -> features.of(q, false)).toList();
        double[][] out = new double[test.size()][conditions];
        for (int k = 0; k < conditions; k++) {
            int condition = k;
            int[] labels = train.stream().mapToInt(q -> q.answers()[condition] ? 1 : 0).toArray();
            LogisticRegression fitted = LogisticRegression.fit(
                    rows, labels, 2, new LogisticRegression.Settings(c, false, 200, 1e-5));
            for (int i = 0; i < out.length; i++) {
                out[i][k] = fitted.probabilities(asked.get(i))[1];
            }
        }
        return out;
    }

    /** Returns how frequent each condition was among the answers, for each question alike. */
    static double[][] prevalence(List<Question> train, List<Question> test, int conditions) {
        double[] share = new double[conditions];
        for (Question q : train) {
            for (int k = 0; k < conditions; k++) {
                share[k] += q.answers()[k] ? 1.0 / train.size() : 0;
            }
        }
        return test.stream().map(_ -> share).toArray(double[][]::new);
    }
}
