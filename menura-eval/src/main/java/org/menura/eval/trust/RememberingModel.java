package org.menura.eval.trust;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.LogLikelihood;
import org.menura.eval.model.ResumableModel;

/**
 * Remembers a model's answers, so that measuring a task once more, with a part of its documents changed, asks for the changed ones alone.
 * Answers that are drawn are asked for each time.
 */
public final class RememberingModel implements ResumableModel {
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
    public void resumeLogLikelihoods(
            List<ContinuationRequest> requests, IntPredicate known, AnswerSink<LogLikelihood> sink) {
        if (model instanceof ResumableModel resumable) {
            resumable.resumeLogLikelihoods(requests, known, remembering(requests, likelihoods, sink));
        } else {
            missing(requests, known, sink, this::logLikelihoods);
        }
    }

    @Override
    public void resumeRolling(List<String> texts, IntPredicate known, AnswerSink<Double> sink) {
        if (model instanceof ResumableModel resumable) {
            resumable.resumeRolling(texts, known, remembering(texts, rolling, sink));
        } else {
            missing(texts, known, sink, this::rollingLogLikelihoods);
        }
    }

    @Override
    public void resumeGenerate(List<GenerationRequest> requests, IntPredicate known, AnswerSink<String> sink) {
        if (model instanceof ResumableModel resumable) {
            resumable.resumeGenerate(requests, known, (i, answer) -> {
                if (!requests.get(i).settings().doSample()) {
                    answers.put(requests.get(i), answer);
                }
                sink.answered(i, answer);
            });
        } else {
            missing(requests, known, sink, this::generate);
        }
    }

    private static <R, A> AnswerSink<A> remembering(List<R> requests, Map<R, A> known, AnswerSink<A> sink) {
        return (i, answer) -> {
            known.put(requests.get(i), answer);
            sink.answered(i, answer);
        };
    }

    private interface Answering<R, A> {
        List<A> answer(List<R> requests, AnswerSink<A> sink);
    }

    private static <R, A> void missing(
            List<R> requests, IntPredicate known, AnswerSink<A> sink, Answering<R, A> answering) {
        int[] indices =
                IntStream.range(0, requests.size()).filter(i -> !known.test(i)).toArray();
        List<R> some = IntStream.of(indices).<R>mapToObj(requests::get).toList();
        answering.answer(some, (i, answer) -> sink.answered(indices[i], answer));
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
