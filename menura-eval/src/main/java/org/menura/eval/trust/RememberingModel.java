package org.menura.eval.trust;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.LogLikelihood;

/**
 * Remembers a model's answers, so that measuring a task once more, with a part of its documents changed, asks for the changed ones alone.
 * Answers that are drawn are asked for each time.
 */
public final class RememberingModel implements EvalModel {
    private final EvalModel model;
    private final Map<ContinuationRequest, LogLikelihood> likelihoods = new HashMap<>();
    private final Map<String, Double> rolling = new HashMap<>();
    private final Map<GenerationRequest, String> answers = new HashMap<>();

    /** Wraps a model. */
    public RememberingModel(EvalModel model) {
        this.model = model;
    }

    @Override
    public String name() {
        return model.name();
    }

    @Override
    public String tokenizerName() {
        return model.tokenizerName();
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        return ask(requests, likelihoods, some -> model.logLikelihoods(some, AnswerSink.none()), sink);
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
        return ask(texts, rolling, some -> model.rollingLogLikelihoods(some, AnswerSink.none()), sink);
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        if (requests.stream().anyMatch(r -> r.settings().doSample())) {
            return model.generate(requests, sink);
        }
        return ask(requests, answers, some -> model.generate(some, AnswerSink.none()), sink);
    }

    @Override
    public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        return model.renderChat(messages, addGenerationPrompt);
    }

    private interface Asking<R, A> {
        List<A> ask(List<R> requests);
    }

    private static <R, A> List<A> ask(List<R> requests, Map<R, A> known, Asking<R, A> asking, AnswerSink<A> sink) {
        Map<R, Integer> missing = new LinkedHashMap<>();
        for (R request : requests) {
            if (!known.containsKey(request)) {
                missing.putIfAbsent(request, missing.size());
            }
        }
        if (!missing.isEmpty()) {
            List<A> got = asking.ask(new ArrayList<>(missing.keySet()));
            missing.forEach((request, i) -> known.put(request, got.get(i)));
        }
        List<A> out = new ArrayList<>(requests.size());
        for (int i = 0; i < requests.size(); i++) {
            A answer = known.get(requests.get(i));
            if (answer == null) {
                throw new IllegalStateException("the model gave no answer to request " + i);
            }
            sink.answered(i, answer);
            out.add(answer);
        }
        return out;
    }

    /** Leaves the wrapped model open: it belongs to whoever made it. */
    @Override
    public void close() {
        likelihoods.clear();
        rolling.clear();
        answers.clear();
    }
}
