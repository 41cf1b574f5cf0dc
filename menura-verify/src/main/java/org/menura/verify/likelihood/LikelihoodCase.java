package org.menura.verify.likelihood;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LogLikelihood;
import org.menura.verify.Check;
import org.menura.verify.likelihood.RecordedDocument.Asked;
import org.menura.verify.likelihood.RecordedDocument.Continuation;
import org.menura.verify.likelihood.RecordedDocument.Generated;
import org.menura.verify.likelihood.RecordedDocument.Rolling;

/** One task of records, asked again. */
final class LikelihoodCase {
    /** Bound of the absolute difference of log-likelihoods. */
    private static final double ABSOLUTE = 1e-3;

    /** Bound of the relative one, for those of long texts. */
    private static final double RELATIVE = 1e-4;

    private final String task;
    private final List<RecordedDocument> documents;
    private final List<Continuation> continuations = new ArrayList<>();
    private final List<Rolling> texts = new ArrayList<>();
    private final List<Generated> generated = new ArrayList<>();

    LikelihoodCase(String task, List<RecordedDocument> documents) {
        this.task = task;
        this.documents = documents;
        for (RecordedDocument document : documents) {
            for (Asked asked : document.asked()) {
                switch (asked) {
                    case Continuation c -> continuations.add(c);
                    case Rolling r -> texts.add(r);
                    case Generated g -> generated.add(g);
                }
            }
        }
    }

    /**
     * Asks a model and compares.
     *
     * @param results the task's metrics; null for none
     */
    List<Check> run(EvalModel model, @Nullable JsonNode results) {
        List<Check> checks = new ArrayList<>();
        List<ContinuationRequest> requests =
                continuations.stream().map(Continuation::request).toList();
        List<LogLikelihood> answers = model.logLikelihoods(requests, AnswerSink.none());
        if (!answers.isEmpty()) {
            checks.add(likelihoods(
                    "log-likelihoods",
                    answers.stream().mapToDouble(LogLikelihood::value).toArray(),
                    continuations.stream().mapToDouble(c -> c.answer().value()).toArray()));
            checks.add(greedy(answers));
            checks.addAll(metrics(answers, results));
        }
        if (!texts.isEmpty()) {
            List<Double> sums = model.rollingLogLikelihoods(
                    texts.stream().map(Rolling::text).toList(), AnswerSink.none());
            checks.add(likelihoods(
                    "log-likelihoods of texts",
                    sums.stream().mapToDouble(Double::doubleValue).toArray(),
                    texts.stream().mapToDouble(Rolling::answer).toArray()));
        }
        if (!generated.isEmpty()) {
            checks.add(answers(model));
        }
        return checks;
    }

    private Check likelihoods(String what, double[] actual, double[] expected) {
        double worst = 0;
        double relative = 0;
        double largest = 0;
        int outside = 0;
        for (int i = 0; i < actual.length; i++) {
            double difference = Math.abs(actual[i] - expected[i]);
            outside += difference <= Math.max(ABSOLUTE, RELATIVE * Math.abs(expected[i])) ? 0 : 1;
            worst = Math.max(worst, difference);
            largest = Math.max(largest, Math.abs(expected[i]));
            relative = Math.max(relative, difference / Math.max(1, Math.abs(expected[i])));
        }
        return new Check(
                "%s: %d %s".formatted(task, actual.length, what),
                worst,
                relative,
                Math.max(ABSOLUTE, RELATIVE * largest),
                outside == 0,
                outside == 0 ? "" : outside + " outside");
    }

    private Check greedy(List<LogLikelihood> answers) {
        int differ = 0;
        for (int i = 0; i < answers.size(); i++) {
            differ += answers.get(i).greedy() == continuations.get(i).answer().greedy() ? 0 : 1;
        }
        String name = "%s: %d greedy flags".formatted(task, answers.size());
        return differ == 0 ? new Check(name, 0, 0, 0, true, "") : Check.failed(name, differ + " differ");
    }

    private Check answers(EvalModel model) {
        List<String> answers =
                model.generate(generated.stream().map(Generated::request).toList(), AnswerSink.none());
        int differ = 0;
        String first = "";
        for (int i = 0; i < answers.size(); i++) {
            if (!answers.get(i).equals(generated.get(i).answer())) {
                differ++;
                first = first.isEmpty()
                        ? "; \"%s\" instead of \"%s\""
                                .formatted(answers.get(i), generated.get(i).answer())
                        : first;
            }
        }
        String name = "%s: %d answers".formatted(task, answers.size());
        return differ == 0 ? new Check(name, 0, 0, 0, true, "") : Check.failed(name, differ + " differ" + first);
    }

    /** Accuracies of each document, and of the task. */
    private List<Check> metrics(List<LogLikelihood> answers, @Nullable JsonNode results) {
        Map<String, List<Double>> values = new LinkedHashMap<>();
        Map<String, Integer> differ = new LinkedHashMap<>();
        int at = 0;
        for (RecordedDocument document : documents) {
            int count = document.asked().size();
            List<LogLikelihood> own = answers.subList(at, at + count);
            List<Continuation> asked = continuations.subList(at, at + count);
            at += count;
            if (count < 2 || document.target() < 0 || document.target() >= count) {
                continue;
            }
            for (String name : List.of("acc", "acc_norm")) {
                Double recorded = document.metrics().get(name);
                if (recorded != null) {
                    double[] scores = scores(own, asked, name.equals("acc_norm"));
                    double value = best(scores) == document.target() ? 1 : 0;
                    boolean same = value == recorded || isTie(scores);
                    values.computeIfAbsent(name, _ -> new ArrayList<>()).add(same ? recorded : value);
                    differ.merge(name, same ? 0 : 1, Integer::sum);
                }
            }
        }
        List<Check> checks = new ArrayList<>();
        values.forEach((name, all) -> checks.add(metric(name, all, differ.get(name), results)));
        return checks;
    }

    private Check metric(String name, List<Double> values, @Nullable Integer differing, @Nullable JsonNode results) {
        String what = "%s: %s of %d documents".formatted(task, name, values.size());
        if (differing != null && differing > 0) {
            return Check.failed(what, differing + " documents differ");
        }
        double mean = values.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
        if (results == null || results.path(name + ",none").isMissingNode()) {
            return new Check(what, 0, 0, 0, true, "%.4f".formatted(mean));
        }
        double expected = Double.parseDouble(results.path(name + ",none").asText());
        double difference = Math.abs(mean - expected);
        return new Check(what, difference, difference, 1e-12, difference <= 1e-12, "%.4f".formatted(mean));
    }

    private static double[] scores(List<LogLikelihood> answers, List<Continuation> asked, boolean byLength) {
        double[] scores = new double[answers.size()];
        // Choices are told apart by their texts alone, without the blank before them.
        boolean blank = asked.stream().allMatch(c -> c.request().continuation().startsWith(" "));
        for (int i = 0; i < scores.length; i++) {
            String text = asked.get(i).request().continuation();
            int length = text.codePointCount(blank ? 1 : 0, text.length());
            scores[i] = answers.get(i).value() / (byLength ? Math.max(1, length) : 1);
        }
        return scores;
    }

    private static int best(double[] scores) {
        int best = 0;
        for (int i = 1; i < scores.length; i++) {
            best = scores[i] > scores[best] ? i : best;
        }
        return best;
    }

    /** Whether the best two lie so close that either may win. */
    private static boolean isTie(double[] scores) {
        int best = best(scores);
        for (int i = 0; i < scores.length; i++) {
            if (i != best && scores[best] - scores[i] < 2 * ABSOLUTE) {
                return true;
            }
        }
        return false;
    }
}
