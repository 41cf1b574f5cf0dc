package org.menura.serve.work;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.batch.Engine;
import org.menura.generate.batch.Request;
import org.menura.generate.constrain.Constraint;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generator;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.TokenEvent;
import org.menura.model.adapter.AdapterSelection;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;
import org.menura.serve.metrics.TextEvent;
import org.menura.serve.model.Lease;
import org.menura.serve.model.ServedModel;

/**
 * Texts that are under way for one request: their tokens come from the engine's thread, and are taken on the request's.
 * When the client goes, all are taken out of the engine before its next step.
 */
public final class TextRun {
    /** Events that wait to be taken before the client counts as one that reads nothing. */
    private static final int MOST_WAITING = 1 << 16;

    /** What happens to one of the texts. */
    public sealed interface Event {
        /** Returns which of the texts. */
        int index();
    }

    /** A token. */
    public record Token(int index, TokenEvent event) implements Event {}

    /** The end. */
    public record End(int index, Generator.Result result) implements Event {}

    /** The end by an error. */
    public record Failed(int index, Throwable why) implements Event {}

    private final Services services;
    private final Exchange exchange;
    private final Lease lease;
    private final String operation;
    private final SessionRun sessions;
    private final String adapters;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final List<Engine.Task> tasks;
    private final TextEvent flight = new TextEvent();
    private final long start = System.nanoTime();
    private volatile boolean flooded;
    private int left;

    private TextRun(
            Services services,
            Exchange exchange,
            Lease lease,
            String operation,
            SessionRun sessions,
            Function<TextRun, List<Engine.Task>> submitting,
            int count) {
        this.services = services;
        this.exchange = exchange;
        this.lease = lease;
        this.operation = operation;
        this.sessions = sessions;
        this.left = count;
        flight.begin();
        this.tasks = submitting.apply(this);
        this.adapters = String.valueOf(Objects.requireNonNullElse(lease.adapters(), AdapterSelection.NONE));
        if (!adapters.isEmpty()) {
            services.metrics().adapterBegins(adapters);
        }
        for (int i = 0; i < count; i++) {
            int index = i;
            tasks.get(i)
                    .result()
                    .whenComplete(
                            (result, why) -> offer(why == null ? new End(index, result) : new Failed(index, why)));
        }
        exchange.onGone(this::cancel);
    }

    /**
     * Begins the texts of some prompts.
     *
     * @param operation what the request asks for, in OpenTelemetry's words
     * @param prompts each of which gets as many texts as the options say, one behind the other
     * @param promptLogProbs alternatives to report log-probabilities of for each token of the prompts; -1 for no report
     * @param constraint makes a constraint for each text; null for none
     */
    public static TextRun start(
            Services services,
            Exchange exchange,
            Lease lease,
            String operation,
            List<Prompt> prompts,
            TextOptions options,
            int promptLogProbs,
            @Nullable Function<Integer, Constraint> constraint) {
        LanguageModel model = language(lease);
        Generator.Options how = generation(model, options);
        List<Request> requests = new ArrayList<>();
        AdapterSelection adapters = lease.adapters();
        SessionRun sessions = SessionRun.of(services, model, adapters, options, prompts);
        for (Prompt prompt : prompts) {
            for (int choice = 0; choice < options.choices(); choice++) {
                Sampler sampler = new Sampler(options.sampling().toBuilder()
                        .seed(options.sampling().seed() + choice)
                        .build());
                Request request = sessions.request(prompt, sampler, how)
                        .withCacheSalt(options.cacheSalt())
                        .withPromptLogProbs(promptLogProbs);
                if (constraint != null) {
                    request = request.withConstraint(constraint.apply(requests.size()));
                }
                boolean isView = adapters != null && request.session() == null;
                requests.add(isView && adapters != null ? request.withModel(model.view(adapters)) : request);
            }
        }
        return new TextRun(
                services,
                exchange,
                lease,
                operation,
                sessions,
                run -> {
                    List<Request> listening = new ArrayList<>();
                    for (Request request : requests) {
                        int index = listening.size();
                        listening.add(request.withEvents(e -> run.offer(new Token(index, e))));
                    }
                    return model.submitAll(listening);
                },
                requests.size());
    }

    /** Returns the options of a text as generators take them. */
    static Generator.Options generation(LanguageModel model, TextOptions options) {
        Set<Integer> ends = new HashSet<>(options.stopIds());
        if (!options.ignoreEnd()) {
            ends.addAll(model.endIds());
        }
        return new Generator.Options(options.maxTokens(), ends, options.stops(), options.logProbs())
                .withRules(model.rules())
                .withEnding(options.lines().ending());
    }

    /**
     * Returns the model that writes.
     *
     * @throws HttpError if it does not write
     */
    public static LanguageModel language(Lease lease) {
        if (lease.model() instanceof ServedModel.Language l && l.decoder() != null) {
            if (!l.model().loaded().text().hasTokenizer()) {
                throw HttpError.invalid("model", "the model '%s' comes without a tokenizer".formatted(lease.name()));
            }
            return l.model();
        }
        throw HttpError.invalid(
                "model",
                "unsupported_modality",
                "the model '%s' writes no texts; it does %s"
                        .formatted(lease.name(), String.join(", ", lease.card().capabilities())));
    }

    /** Counts the texts. */
    public int size() {
        return tasks.size();
    }

    private void offer(Event event) {
        if (events.size() > MOST_WAITING && !flooded) {
            flooded = true;
            cancel();
        }
        events.add(event);
    }

    /** Takes all texts out of the engine. */
    public void cancel() {
        tasks.forEach(Engine.Task::cancel);
    }

    /** Hears of what happens to the texts, on the request's thread. */
    @FunctionalInterface
    public interface Listener {
        /** Hears of an event. */
        void accept(Event event);
    }

    /**
     * Takes all events until each text has ended.
     *
     * @param stream gets signs of life in silence; null for none
     * @throws CancellationException if the client has gone
     * @throws HttpError if a text failed
     */
    public void forEach(@Nullable EventStream stream, Listener listener) {
        boolean done = false;
        try {
            while (left > 0) {
                Event event = events.poll(exchange.ping().toNanos(), TimeUnit.NANOSECONDS);
                if (event == null) {
                    if (stream != null) {
                        stream.ping();
                    }
                    continue;
                }
                switch (event) {
                    case Failed(int index, Throwable why) -> throw failure(why);
                    case End(int index, Generator.Result result) -> {
                        left--;
                        ended(result);
                        sessions.ended(result);
                        listener.accept(event);
                    }
                    case Token token -> listener.accept(token);
                }
            }
            done = true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        } finally {
            if (!adapters.isEmpty()) {
                services.metrics().adapterEnds(adapters);
            }
            if (!done) {
                cancel();
            }
        }
    }

    private static RuntimeException failure(Throwable why) {
        Throwable cause = why instanceof CompletionException && why.getCause() != null ? why.getCause() : why;
        return cause instanceof CancellationException gone ? gone : Errors.of(cause);
    }

    private void ended(Generator.Result result) {
        int tokens = result.tokens().size();
        double seconds = (System.nanoTime() - start) / 1e9;
        String reason = reason(result);
        services.metrics()
                .text(
                        operation,
                        lease.name(),
                        lease.card().entry().name(),
                        seconds,
                        tokens == 0 ? Double.NaN : result.firstTokenNanos() / 1e9,
                        tokens < 2 ? Double.NaN : result.tokenNanos() / 1e9 / (tokens - 1),
                        result.promptTokens(),
                        tokens,
                        reason);
        flight.record(
                exchange.id(),
                lease.name(),
                result.promptTokens(),
                result.cachedTokens(),
                tokens,
                reason,
                result.queueNanos(),
                result.promptNanos());
    }

    /** Returns the reason of a text's end in OpenAI's words. */
    public static String reason(Generator.Result result) {
        return result.reason() == Generator.Reason.STOP ? "stop" : "length";
    }
}
