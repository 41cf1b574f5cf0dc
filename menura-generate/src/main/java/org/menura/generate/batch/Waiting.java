package org.menura.generate.batch;

import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.TokenEvent;

/** A thread that waits for a text, and hears its tokens by itself. */
final class Waiting {
    private static final TokenEvent END =
            new TokenEvent(TokenEvent.NONE, new byte[0], Double.NaN, List.of(), "", false);

    private final @Nullable Consumer<TokenEvent> listener;
    private final BlockingQueue<TokenEvent> queue = new LinkedBlockingQueue<>();
    private boolean interrupted;
    private boolean ended;

    /**
     * Creates a wait.
     *
     * @param listener gets the tokens on the thread that calls {@link #hear} and {@link #result}; null for none
     */
    Waiting(@Nullable Consumer<TokenEvent> listener) {
        this.listener = listener;
    }

    /** Returns the listener that takes tokens on any thread; null if nobody hears them. */
    @Nullable
    Consumer<TokenEvent> events() {
        return listener == null ? null : queue::add;
    }

    void endWith(CompletableFuture<Result> result) {
        result.whenComplete((_, _) -> queue.add(END));
    }

    /** Whether there is something to hear. */
    boolean hasEvents() {
        return listener != null && !queue.isEmpty();
    }

    /** Lets the listener hear what there is. */
    void hear() {
        TokenEvent event = queue.poll();
        while (event != null) {
            pass(event);
            event = queue.poll();
        }
    }

    @SuppressWarnings("ReferenceEquality") // END is one object
    private void pass(TokenEvent event) {
        if (event == END) {
            ended = true;
        } else if (listener != null) {
            listener.accept(event);
        }
    }

    /** Whether the thread was interrupted, which is remembered and told it again by {@link #result}. */
    boolean isInterrupted() {
        interrupted |= Thread.interrupted();
        return interrupted;
    }

    /** Hears the rest, and returns the result. */
    Result result(Engine.Task task) {
        try {
            while (!ended) {
                try {
                    if (isInterrupted()) {
                        task.stop();
                    }
                    pass(queue.take());
                } catch (InterruptedException _) {
                    interrupted = true;
                    task.stop();
                }
            }
            Result result = task.result().get();
            if (result.reason() == Reason.CANCELLED && result.tokens().isEmpty()) {
                throw new CancellationException("interrupted before the prompt was read");
            }
            return result;
        } catch (ExecutionException e) {
            throw unwrapped(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException("the result is there, so nobody waits for it", e);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Returns what a text failed with; throws it if it is an error. */
    static RuntimeException unwrapped(ExecutionException e) {
        return switch (e.getCause()) {
            case RuntimeException cause -> cause;
            case Error cause -> throw cause;
            case null, default -> new IllegalStateException(e);
        };
    }
}
