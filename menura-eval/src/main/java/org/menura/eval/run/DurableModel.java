package org.menura.eval.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.eval.model.AnswerSink;
import org.menura.eval.model.ContinuationRequest;
import org.menura.eval.model.EvalModel;
import org.menura.eval.model.GenerationRequest;
import org.menura.eval.model.LogLikelihood;
import org.menura.eval.model.ResumableModel;
import org.menura.format.Sha256;

/**
 * A model whose answers are kept in a journal as they come, so that a run that was killed goes on where it was: with the
 * same answers, and so with the same results to the last byte.
 */
public final class DurableModel implements EvalModel {
    /** Hears how far a list of requests is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * Called after answers have come.
         *
         * @param kind of the requests, in words
         * @param done requests that are answered, those that were known included
         * @param known requests that were answered by an earlier run
         */
        void answered(String kind, int done, int known, int total);
    }

    private final EvalModel model;
    private final @Nullable AnswerJournal journal;
    private final Progress progress;

    /**
     * Wraps a model.
     *
     * @param journal null to keep nothing
     */
    public DurableModel(EvalModel model, @Nullable AnswerJournal journal, Progress progress) {
        this.model = model;
        this.journal = journal;
        this.progress = progress;
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
    public String renderChat(List<Message> messages, boolean addGenerationPrompt) {
        return model.renderChat(messages, addGenerationPrompt);
    }

    @Override
    public List<LogLikelihood> logLikelihoods(List<ContinuationRequest> requests, AnswerSink<LogLikelihood> sink) {
        Form<LogLikelihood> form = new Form<>(
                "likelihoods",
                a -> JsonNodeFactory.instance
                        .arrayNode()
                        .add(Double.toString(a.value()))
                        .add(a.greedy()),
                j -> new LogLikelihood(
                        Double.parseDouble(j.path(0).asText()), j.path(1).asBoolean()));
        return ask(
                requests,
                r -> "ll\0" + r.context() + "\0" + r.continuation(),
                form,
                (some, known, to) -> {
                    if (model instanceof ResumableModel resumable) {
                        resumable.resumeLogLikelihoods(requests, known, to);
                    } else {
                        model.logLikelihoods(some.of(requests), some.renumbered(to));
                    }
                },
                sink);
    }

    @Override
    public List<Double> rollingLogLikelihoods(List<String> texts, AnswerSink<Double> sink) {
        Form<Double> form = new Form<>(
                "texts",
                a -> JsonNodeFactory.instance.textNode(Double.toString(a)),
                j -> Double.parseDouble(j.asText()));
        return ask(
                texts,
                text -> "roll\0" + text,
                form,
                (some, known, to) -> {
                    if (model instanceof ResumableModel resumable) {
                        resumable.resumeRolling(texts, known, to);
                    } else {
                        model.rollingLogLikelihoods(some.of(texts), some.renumbered(to));
                    }
                },
                sink);
    }

    @Override
    public List<String> generate(List<GenerationRequest> requests, AnswerSink<String> sink) {
        Form<String> form = new Form<>("answers", JsonNodeFactory.instance::textNode, JsonNode::asText);
        return ask(
                requests,
                r -> "gen\0" + r.context() + "\0" + r.settings().arguments() + "\0"
                        + r.media().size(),
                form,
                (some, known, to) -> {
                    if (model instanceof ResumableModel resumable) {
                        resumable.resumeGenerate(requests, known, to);
                    } else {
                        model.generate(some.of(requests), some.renumbered(to));
                    }
                },
                sink);
    }

    /** How answers are written down. */
    private record Form<T>(String kind, Function<T, JsonNode> write, Function<JsonNode, T> read) {}

    /** The requests whose answers are missing. */
    private record Missing(int[] indices) {
        <R> List<R> of(List<R> requests) {
            return IntStream.of(indices).mapToObj(requests::get).toList();
        }

        <T> AnswerSink<T> renumbered(AnswerSink<T> to) {
            return (i, answer) -> to.answered(indices[i], answer);
        }
    }

    private interface Asking<T> {
        void ask(Missing missing, IntPredicate known, AnswerSink<T> to);
    }

    private <R, T> List<T> ask(
            List<R> requests, Function<R, String> text, Form<T> form, Asking<T> asking, AnswerSink<T> sink) {
        List<String> keys = keys(requests, text);
        List<@Nullable T> answers = new ArrayList<>(requests.size());
        for (int i = 0; i < keys.size(); i++) {
            JsonNode kept = journal == null ? null : journal.get(keys.get(i));
            answers.add(kept == null ? null : form.read.apply(kept));
        }
        int[] missing = IntStream.range(0, keys.size())
                .filter(i -> answers.get(i) == null)
                .toArray();
        int known = keys.size() - missing.length;
        for (int i = 0; i < answers.size(); i++) {
            T answer = answers.get(i);
            if (answer != null) {
                sink.answered(i, answer);
            }
        }
        if (missing.length > 0) {
            int[] done = {known};
            progress.answered(form.kind, known, known, keys.size());
            asking.ask(new Missing(missing), i -> answers.get(i) != null, (i, answer) -> {
                if (answers.get(i) != null) {
                    return; // computed once more beside one that was missing
                }
                answers.set(i, answer);
                if (journal != null) {
                    journal.put(keys.get(i), form.write.apply(answer));
                }
                sink.answered(i, answer);
                progress.answered(form.kind, ++done[0], known, keys.size());
            });
        }
        return answers.stream().<T>map(Objects::requireNonNull).toList();
    }

    /** A key of each request; those that are asked more than once are numbered, as drawn answers differ. */
    private static <R> List<String> keys(List<R> requests, Function<R, String> text) {
        Map<String, Integer> seen = new HashMap<>();
        List<String> keys = new ArrayList<>(requests.size());
        for (R request : requests) {
            String hash = Sha256.of(text.apply(request).getBytes(StandardCharsets.UTF_8))
                    .substring(0, 32);
            int before = seen.merge(hash, 1, Integer::sum) - 1;
            keys.add(before == 0 ? hash : hash + "-" + before);
        }
        return keys;
    }

    @Override
    public void close() {
        model.close();
    }
}
