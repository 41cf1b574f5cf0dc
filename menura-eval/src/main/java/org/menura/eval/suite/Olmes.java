package org.menura.eval.suite;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.LogLikelihood;
import org.menura.eval.suite.OlmesTask.OlmesQuestion;

/**
 * Measures by the Open Language Model Evaluation Standard (Gu et al. 2024, arXiv:2406.08446): each task in cloze and letter form, of
 * which the better counts, with a normalisation that is fixed for each task.
 */
public final class Olmes {
    /** What stands before an answer where the question is left out. */
    private static final String WITHOUT_QUESTION = "Answer:";

    private Olmes() {}

    /** Measures a model. All requests go to the model at once, each different one a single time. */
    public static OlmesResults measure(EvalModel model, List<OlmesTask> tasks, AnswerSink<LogLikelihood> sink) {
        Map<ContinuationRequest, Integer> index = new LinkedHashMap<>();
        for (OlmesTask task : tasks) {
            for (OlmesQuestion question : task.questions()) {
                for (int i = 0; i < question.choices().size(); i++) {
                    index.putIfAbsent(question.choices().get(i), index.size());
                    ContinuationRequest without = without(task, question, i);
                    if (without != null) {
                        index.putIfAbsent(without, index.size());
                    }
                }
            }
        }
        List<LogLikelihood> answers = model.logLikelihoods(new ArrayList<>(index.keySet()), sink);
        Map<ContinuationRequest, Double> values = new LinkedHashMap<>();
        index.forEach((request, i) -> values.put(request, answers.get(i).value()));
        return new OlmesResults(tasks.stream().map(t -> form(t, values)).toList());
    }

    /** The request without the question, where the task needs it or its file has it. */
    private static @Nullable ContinuationRequest without(OlmesTask task, OlmesQuestion question, int choice) {
        ContinuationRequest given = question.unconditioned().get(choice);
        if (given != null || normalisation(task) != Normalisation.PMI || question.gold() < 0) {
            return given;
        }
        return new ContinuationRequest(
                WITHOUT_QUESTION, question.choices().get(choice).continuation());
    }

    private static Normalisation normalisation(OlmesTask task) {
        return Normalisation.of(task.core(), task.letters(), task.primary());
    }

    private static OlmesResults.Form form(OlmesTask task, Map<ContinuationRequest, Double> values) {
        double bits = 0;
        Map<Normalisation, Double> right = new EnumMap<>(Normalisation.class);
        for (OlmesQuestion question : task.questions()) {
            ContinuationRequest gold = question.choices().get(Math.max(0, question.gold()));
            int bytes = Math.max(1, gold.continuation().getBytes(StandardCharsets.UTF_8).length);
            bits += -value(values, gold) / bytes / Math.log(2);
            for (Normalisation each : Normalisation.values()) {
                if (question.gold() >= 0 && chosen(task, question, each, values) == question.gold()) {
                    right.merge(each, 1.0, Double::sum);
                } else if (question.gold() >= 0) {
                    right.merge(each, 0.0, Double::sum);
                }
            }
        }
        int n = task.questions().size();
        Map<Normalisation, Double> accuracies = new EnumMap<>(Normalisation.class);
        boolean comparable = task.questions().stream().allMatch(q -> without(task, q, 0) != null);
        right.forEach((each, count) -> {
            if (each != Normalisation.PMI || comparable) {
                accuracies.put(each, count / n);
            }
        });
        Normalisation own = normalisation(task);
        double accuracy = accuracies.getOrDefault(own, 0.0);
        double score = task.gold() ? bits / n : accuracy;
        double error = task.gold() || n < 2 ? 0 : Math.sqrt(accuracy * (1 - accuracy) / (n - 1));
        return new OlmesResults.Form(task, accuracies, own, score, error, bits / n);
    }

    private static int chosen(
            OlmesTask task, OlmesQuestion question, Normalisation by, Map<ContinuationRequest, Double> values) {
        int best = 0;
        double highest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < question.choices().size(); i++) {
            ContinuationRequest choice = question.choices().get(i);
            ContinuationRequest without = without(task, question, i);
            double score = by.score(
                    value(values, choice), without == null ? 0 : value(values, without), choice.continuation());
            if (score > highest) {
                highest = score;
                best = i;
            }
        }
        return best;
    }

    private static double value(Map<ContinuationRequest, Double> values, ContinuationRequest request) {
        Double value = values.get(request);
        if (value == null) {
            throw new IllegalStateException("a request was not asked: " + request);
        }
        return value;
    }
}
