package org.menura.generate.batch;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;

/**
 * An engine that generates texts for any number of threads. One thread of its own drives a {@link Batch}, so that
 * requests which are under way at the same time share the readings of the weights; with {@link Batch.Limits#exact} each
 * text is byte for byte what it would be alone. Requests beyond the limit wait for their turn, the oldest first.
 * Thread-safe.
 */
public final class Engine implements AutoCloseable {
    /** An idle engine keeps its thread for so long. */
    private static final long IDLE_SECONDS = 10;

    /**
     * A submitted text and its future result.
     *
     * @param result completed with the text, or with what went wrong, such as a prompt longer than the context;
     *     cancelling it takes the text out of the engine
     */
    public record Task(CompletableFuture<Result> result, Runnable stopping) {
        /** Stops the text before its next token; the result is what there is so far. */
        public void stop() {
            stopping.run();
        }

        /** Takes the text out of the engine before its next token; the result is then cancelled. */
        public void cancel() {
            result.cancel(false);
        }
    }

    private final CausalModel model;
    private final Counts counts = new Counts();
    private final Batch batch; // of the engine's thread alone, but for Batch.member
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private final Deque<Member> submitted = new ArrayDeque<>();
    private @Nullable Thread thread;
    private boolean busy;
    private boolean closed;
    private boolean abandoned;

    /**
     * Creates an engine for a model; its thread begins with the first request.
     *
     * @param limits most sequences that are decoded at a time, and what they share
     */
    public Engine(CausalModel model, Tokenizer tokenizer, Batch.Limits limits) {
        this.model = model;
        this.batch = new Batch(model, tokenizer, limits, counts);
    }

    /**
     * Submits a prompt that begins a sequence of its own; see {@link #submit(Session, Prompt, Sampler, Options,
     * Consumer)}.
     */
    public Task submit(Prompt prompt, Sampler sampler, Options options, @Nullable Consumer<String> listener) {
        return submit(new Session(model), prompt, sampler, options, listener);
    }

    /**
     * Submits a prompt that continues a session.
     *
     * @param session a session of this engine's model, or of a view of it with other adapters, left to the engine until
     *     the text is complete
     * @param sampler a sampler of its own
     * @param listener gets the text in pieces on the engine's thread, so it must return soon and must not wait for
     *     another text of this engine; null for none
     * @throws IllegalArgumentException if the session is one of another model
     * @throws IllegalStateException if the engine is closed
     */
    public Task submit(
            Session session, Prompt prompt, Sampler sampler, Options options, @Nullable Consumer<String> listener) {
        return submit(Request.of(prompt, sampler, options)
                .withSession(session)
                .withEvents(Generation.texts(listener)));
    }

    /**
     * Submits a request.
     *
     * @throws IllegalArgumentException if the request's session or model is one of another model
     * @throws IllegalStateException if the engine is closed
     * @throws EngineOverloadedException if the queue is full
     */
    public Task submit(Request request) {
        return submitAll(List.of(request)).getFirst();
    }

    /**
     * Submits requests together, all or none of them. What their prompts have in common is read once.
     *
     * @throws IllegalArgumentException if the session or model of one is one of another model
     * @throws IllegalStateException if the engine is closed
     * @throws EngineOverloadedException if the queue has no room for all
     */
    public List<Task> submitAll(List<Request> requests) {
        List<Member> members = requests.stream().map(batch::member).toList();
        lock.lock();
        try {
            if (closed) {
                throw new IllegalStateException("the model was closed; load it again");
            }
            submitted.addAll(members);
            if (thread == null) {
                thread = Thread.ofPlatform().daemon().name("menura-engine").start(this::work);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        return members.stream().map(m -> new Task(m.result(), m::stop)).toList();
    }

    /** Returns what the engine is doing and has done. */
    public EngineStats stats() {
        return new EngineStats(
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                counts.promptTokens,
                counts.cachedTokens,
                counts.generatedTokens,
                counts.passes,
                counts.completed,
                counts.cancelled,
                counts.failed,
                counts.refused,
                counts.preempted);
    }

    /**
     * Closes the engine to further texts, waits until those that were submitted are complete, at most so long, and then
     * fails those that are not.
     *
     * @return whether all were complete in time
     */
    public boolean drain(Duration most) {
        boolean inTime = close(false, most);
        if (!inTime) {
            closeNow();
        }
        return inTime;
    }

    /** Returns whether the calling thread is the engine's own, which must not wait for a text of the engine. */
    public boolean isOwnThread() {
        lock.lock();
        try {
            return thread == Thread.currentThread();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether no text is under way or waits. */
    public boolean isIdle() {
        lock.lock();
        try {
            return submitted.isEmpty() && !busy;
        } finally {
            lock.unlock();
        }
    }

    private void work() {
        while (admit()) {
            try {
                batch.step();
            } catch (RuntimeException | Error e) {
                batch.fail(e);
            }
        }
    }

    /** Takes in what was submitted; without work waits for some. Returns whether there is any. */
    private boolean admit() {
        lock.lock();
        try {
            busy = batch.size() > 0;
            long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
            while (submitted.isEmpty() && batch.size() == 0 && !closed && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException _) {
                    continue; // nobody has a reason to interrupt this thread
                }
            }
            submitted.forEach(batch::add);
            submitted.clear();
            if (abandoned) {
                batch.fail(new IllegalStateException("the model was closed before the text was complete"));
            }
            boolean more = batch.size() > 0;
            busy = more;
            if (!more) {
                thread = null;
                changed.signalAll();
            }
            return more;
        } finally {
            lock.unlock();
        }
    }

    /** Closes the engine to further texts, and waits until those that were submitted are complete. */
    @Override
    public void close() {
        close(false, null);
    }

    /** Closes the engine to further texts, and fails those that are not complete. */
    public void closeNow() {
        close(true, null);
    }

    private boolean close(boolean now, @Nullable Duration most) {
        if (isOwnThread()) {
            throw new IllegalStateException("a listener must not close the engine that calls it");
        }
        boolean interrupted = false;
        long left = most == null ? Long.MAX_VALUE : most.toNanos();
        lock.lock();
        try {
            closed = true;
            abandoned |= now;
            changed.signalAll();
            while (thread != null && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException _) {
                    interrupted = true;
                    abandoned = true;
                }
            }
            return thread == null;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
