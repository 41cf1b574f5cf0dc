package org.menura.eval.task.function;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.FormatException;
import org.menura.format.python.PythonTuple;

/**
 * Computes SQuAD 2.0's scores (P. Rajpurkar et al., 2018) of answers with the probability that there is none, in percent:
 * of all, of questions with and without an answer, and with the threshold of the probability that is best afterwards.
 */
final class SquadScores {
    private static final double PERCENT = 100.0;

    /** One question's answer; the last one of equal names counts, at the place of the first. */
    private record Answer(String text, double none, List<String> gold, boolean hasGold) {
        double exact() {
            return gold.stream().mapToLong(g -> Squad.exact(g, text)).max().orElse(0);
        }

        double f1() {
            return gold.stream()
                    .mapToDouble(g -> Squad.f1(g, text).doubleValue())
                    .max()
                    .orElse(0);
        }
    }

    private SquadScores() {}

    /** Returns the scores by name, without those of no questions. */
    static Map<String, Number> of(List<@Nullable Object> pairs) {
        Map<String, Answer> answers = new LinkedHashMap<>();
        for (Object pair : pairs) {
            if (!(pair instanceof PythonTuple tuple)
                    || !(tuple.get(0) instanceof Map<?, ?> prediction)
                    || !(tuple.get(1) instanceof Map<?, ?> reference)) {
                throw new FormatException("an answer of SQuAD 2.0 is no pair of prediction and reference");
            }
            List<String> listed = Fields.texts(Fields.map(reference, "answers"), "text");
            List<String> gold =
                    listed.stream().filter(g -> !Squad.normal(g).isEmpty()).toList();
            answers.put(
                    String.valueOf(prediction.get("id")),
                    new Answer(
                            Fields.text(prediction, "prediction_text"),
                            (float) Fields.number(prediction, "no_answer_probability"),
                            gold.isEmpty() ? List.of("") : gold,
                            !listed.isEmpty()));
        }
        List<Answer> all = new ArrayList<>(answers.values());
        Map<String, Number> scores = new LinkedHashMap<>();
        put(scores, "", all);
        put(scores, "HasAns_", all.stream().filter(Answer::hasGold).toList());
        put(scores, "NoAns_", all.stream().filter(a -> !a.hasGold).toList());
        scores.put("best_exact", best(all, true));
        scores.put("best_f1", best(all, false));
        return scores;
    }

    private static void put(Map<String, Number> scores, String prefix, List<Answer> answers) {
        if (!answers.isEmpty()) {
            double exact = 0;
            double f1 = 0;
            for (Answer answer : answers) {
                exact += answer.exact();
                f1 += answer.f1();
            }
            scores.put(prefix + "exact", PERCENT * exact / answers.size());
            scores.put(prefix + "f1", PERCENT * f1 / answers.size());
        }
    }

    /** Returns the score where all whose probability of no answer is above the best threshold count as none. */
    private static double best(List<Answer> answers, boolean exact) {
        double score = answers.stream().filter(a -> !a.hasGold).count();
        double best = score;
        List<Answer> sorted = new ArrayList<>(answers);
        sorted.sort(Comparator.comparingDouble(Answer::none));
        for (Answer answer : sorted) {
            if (answer.hasGold) {
                score += exact ? answer.exact() : answer.f1();
            } else if (!answer.text.isEmpty()) {
                score--;
            }
            best = Math.max(best, score);
        }
        return PERCENT * best / answers.size();
    }
}
