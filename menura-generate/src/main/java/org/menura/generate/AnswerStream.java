package org.menura.generate;

import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.chat.tool.ParsedCall;
import org.menura.generate.batch.Engine;
import org.menura.generate.session.Generator;
import org.menura.generate.session.TokenEvent;

/**
 * An answer that is being generated, event by event:
 *
 * <pre>{@code
 * try (AnswerStream stream = model.stream(request)) {
 *     for (AnswerEvent event = stream.next(); event != null; event = stream.next()) {
 *         …
 *     }
 *     Answer answer = stream.answer();
 * }
 * }</pre>
 *
 * <p>The model goes on while nobody takes events. Belongs to one thread, but for {@link #stop}.
 */
public final class AnswerStream implements AutoCloseable {
    private static final String ID_CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    /** As long as Mistral's templates want them. */
    private static final int ID_LENGTH = 9;

    private static final SecureRandom RANDOM = new SecureRandom();

    /**
     * What the engine hands over.
     *
     * @param event a token; null for the end
     */
    record Piece(@Nullable TokenEvent event) {}

    private final BlockingQueue<Piece> pieces;
    private final Engine.Task task;
    private final AnswerReader reader;
    private final Deque<AnswerEvent> ready = new ArrayDeque<>();
    private final List<String> ids = new ArrayList<>();
    private boolean ended;

    /**
     * Creates the stream of a text under way.
     *
     * @param pieces gets the tokens from the engine
     */
    AnswerStream(Engine.Task task, BlockingQueue<Piece> pieces, AnswerReader reader) {
        this.task = task;
        this.pieces = pieces;
        this.reader = reader;
        CompletableFuture<Generator.Result> _ = task.result().whenComplete((_, _) -> pieces.add(new Piece(null)));
    }

    /**
     * Waits for the next event. Each tool call has an id, whether the model gave it one or not.
     *
     * @return null at the end
     * @throws InterruptedException if the thread is interrupted while it waits; the answer goes on
     * @throws RuntimeException what went wrong, at the end
     */
    public @Nullable AnswerEvent next() throws InterruptedException {
        while (ready.isEmpty() && !ended) {
            TokenEvent event = pieces.take().event();
            ended = event == null;
            (event == null ? reader.finish() : reader.read(event)).forEach(e -> ready.add(named(e)));
        }
        AnswerEvent event = ready.poll();
        if (event == null) {
            result();
        }
        return event;
    }

    private AnswerEvent named(AnswerEvent event) {
        return switch (event) {
            case AnswerEvent.CallBegin(int index, String id, String name) -> {
                ids.add(id == null || id.isBlank() ? newId() : id);
                yield new AnswerEvent.CallBegin(index, ids.get(index), name);
            }
            case AnswerEvent.CallEnd(int index, String _, boolean complete) ->
                new AnswerEvent.CallEnd(index, ids.get(index), complete);
            default -> event;
        };
    }

    private static String newId() {
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < ID_LENGTH; i++) {
            out.append(ID_CHARACTERS.charAt(RANDOM.nextInt(ID_CHARACTERS.length())));
        }
        return out.toString();
    }

    /**
     * Waits for the end and returns the answer, of which {@link #next} need not have returned all events.
     *
     * @throws CancellationException if the answer was stopped before its prompt was read, or the thread is interrupted
     * @throws RuntimeException what went wrong
     */
    public Answer answer() {
        try {
            AnswerEvent event = next();
            while (event != null) {
                event = next();
            }
        } catch (InterruptedException e) {
            stop();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted before the answer was complete");
        }
        List<ParsedCall> calls = new ArrayList<>();
        List<ParsedCall> parsed = reader.calls();
        for (int i = 0; i < parsed.size(); i++) {
            ParsedCall call = parsed.get(i);
            if (call.complete()) {
                calls.add(new ParsedCall(ids.get(i), call.name(), call.arguments(), true));
            }
        }
        return new Answer(reader.text(), reader.reasoning(), calls, result());
    }

    private Generator.Result result() {
        try {
            return task.result().join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException cause -> throw cause;
                case Error cause -> throw cause;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    /** Stops the answer before its next token; what there is so far can still be taken. May be called by any thread. */
    public void stop() {
        task.stop();
    }

    /** Ends the answer if it goes on still. */
    @Override
    public void close() {
        task.cancel();
    }
}
