package org.menura.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.GenerationSettings;
import org.menura.eval.model.LogLikelihood;
import org.menura.format.FormatException;

/**
 * A model under evaluation that executors ask: each loads it once, and answers requests in pieces of a fixed size, so that
 * no answer depends on how many executors there are. The driver loads it as well, for its chat template.
 */
public final class SparkModel implements EvalModel {
    /** Requests that one Spark task answers. */
    static final int PIECE = 64;

    private final JavaSparkContext spark;
    private final String path;
    private final int threads;
    private final EvalModel here;

    /**
     * Creates a model that is asked on executors.
     *
     * @param path a folder or file that all executors see
     * @param threads that a task computes with: as many as a Spark task has cores
     */
    public SparkModel(JavaSparkContext spark, String path, int threads) {
        this.spark = spark;
        this.path = path;
        this.threads = threads;
        this.here = ExecutorModels.open(path, threads);
    }

    /** A log-likelihood on its way. */
    private record Likelihood(double value, boolean greedy) implements Serializable {}

    /** A request for an answer on its way. */
    private record Question(String context, LinkedHashMap<String, @Nullable Object> arguments)
            implements Serializable {}

    /** Two texts on their way. */
    private record Pair(String context, String continuation) implements Serializable {}

    @Override
    public String name() {
        return here.name();
    }

    @Override
    public String tokenizerName() {
        return here.tokenizerName();
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        List<Pair> pairs = requests.stream()
                .map(r -> new Pair(r.context(), r.continuation()))
                .toList();
        List<Likelihood> found = asked(pairs, (model, piece) -> {
            List<ContinuationRequest> asked = piece.stream()
                    .map(p -> new ContinuationRequest(p.context(), p.continuation()))
                    .toList();
            return model.logLikelihoods(asked, AnswerSink.none()).stream()
                    .map(l -> new Likelihood(l.value(), l.greedy()))
                    .toList();
        });
        return told(
                found.stream()
                        .map(l -> new LogLikelihood(l.value(), l.greedy()))
                        .toList(),
                sink);
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
        return told(asked(texts, (model, piece) -> model.rollingLogLikelihoods(piece, AnswerSink.none())), sink);
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        List<Question> questions = new ArrayList<>();
        for (GenerationRequest request : requests) {
            if (!request.media().isEmpty()) {
                throw new FormatException(
                        "pictures and sounds are not sent to executors; evaluate them with menura eval");
            }
            questions.add(new Question(
                    request.context(), new LinkedHashMap<>(request.settings().arguments())));
        }
        return told(
                asked(questions, (model, piece) -> {
                    List<GenerationRequest> asked = piece.stream()
                            .map(q -> new GenerationRequest(q.context(), settings(q.arguments())))
                            .toList();
                    return model.generate(asked, AnswerSink.none());
                }),
                sink);
    }

    @Override
    public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        return here.renderChat(messages, addGenerationPrompt);
    }

    @SuppressWarnings("NullAway") // class files don't say that values may be null, which they may
    private static GenerationSettings settings(Map<String, @Nullable Object> arguments) {
        return new GenerationSettings(arguments);
    }

    /** Answers some requests. */
    @FunctionalInterface
    private interface Asking<T, R> extends Serializable {
        List<R> answers(EvalModel model, List<T> requests);
    }

    private <T, R> List<R> asked(List<T> requests, Asking<T, R> asking) {
        List<ArrayList<T>> pieces = new ArrayList<>();
        for (int i = 0; i < requests.size(); i += PIECE) {
            pieces.add(new ArrayList<>(requests.subList(i, Math.min(requests.size(), i + PIECE))));
        }
        String model = path;
        int cores = threads;
        List<ArrayList<R>> answers = Executors.run(
                spark,
                pieces,
                piece -> ExecutorModels.with(model, cores, loaded -> new ArrayList<>(asking.answers(loaded, piece))),
                () -> {});
        List<R> all = new ArrayList<>();
        answers.forEach(all::addAll);
        return all;
    }

    private static <T> List<T> told(List<T> answers, AnswerSink<T> sink) {
        for (int i = 0; i < answers.size(); i++) {
            sink.answered(i, answers.get(i));
        }
        return answers;
    }

    @Override
    public void close() {
        here.close();
    }
}
