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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.tensor.dtype.DType;

/**
 * An engine that generates texts for any number of threads. One thread at a time drives a {@link Batch}, so that requests
 * which are under way at the same time share the readings of the weights; with {@link Batch.Limits#exact} each text is
 * byte for byte what it would be alone, whatever else runs and whatever the prefix cache holds. That thread is the
 * engine's own, or one that waits for the only text ({@link #generate}). Thread-safe.
 *
 * <p>What prompts begin with is read once and kept, as far as bytes allow. Requests beyond the limit of texts or of bytes
 * wait for their turn; of prompts that are read at the same time, short ones come first.
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

    private final Batch.Limits limits;
    private final Counts counts = new Counts();
    private final Batch batch; // of the owner alone, but for Batch.member
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    // guarded by lock
    private final Deque<Member> submitted = new ArrayDeque<>();
    /** The engine's own thread, idle or not. */
    private @Nullable Thread worker;
    /** The thread that drives the batch. */
    private @Nullable Thread owner;
    /** Whether the owner is a caller that hears its text at the moment, so that another thread may become the owner. */
    private boolean hearing;

    private boolean closed;
    private boolean abandoned;

    /**
     * Creates an engine for a model, with F32 KV caches and the model's whole context; its thread begins when it is first
     * needed.
     */
    public Engine(CausalModel model, Tokenizer tokenizer, Batch.Limits limits) {
        this(model, tokenizer, limits, DType.F32, Session::new);
    }

    /**
     * Creates an engine for a model.
     *
     * @param limits what is computed at a time, what is kept, and what waits
     * @param cacheType type that the KV caches store keys and values in: F32, F16 or Q8_0
     * @param open makes empty sessions of the model, or of a view of it with other adapters
     */
    public Engine(
            CausalModel model,
            Tokenizer tokenizer,
            Batch.Limits limits,
            DType cacheType,
            Function<CausalModel, Session> open) {
        this.limits = limits;
        Admission admission = new Admission(model, limits, new StateBytes(model.states(), cacheType), counts);
        this.batch = new Batch(model, tokenizer, limits, counts, admission, open);
    }

    /**
     * Submits a prompt that begins a sequence of its own; see {@link #submit(Session, Prompt, Sampler, Options,
     * Consumer)}.
     */
    public Task submit(Prompt prompt, Sampler sampler, Options options, @Nullable Consumer<String> listener) {
        return submit(Request.of(prompt, sampler, options).withEvents(Generation.texts(listener)));
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
     * @throws EngineOverloadedException if the queue is full
     */
    public Task submit(
            Session session, Prompt prompt, Sampler sampler, Options options, @Nullable Consumer<String> listener) {
        return submit(Request.of(prompt, sampler, options).withSession(session).withEvents(Generation.texts(listener)));
    }

    /**
     * Submits a request, and returns at once.
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
            put(members);
            wake();
        } finally {
            lock.unlock();
        }
        return members.stream().map(Engine::task).toList();
    }

    private static Task task(Member m) {
        return new Task(m.result(), m::stop);
    }

    /**
     * Generates a text and waits for it. A text that is alone is computed on the calling thread.
     *
     * <p>A thread that is interrupted gets what there is of its text so far, with {@link
     * org.menura.generate.session.Generator.Reason#CANCELLED}.
     *
     * @param request its listener gets each token on the calling thread; what it throws ends the text and is thrown here
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while the prompt is being read
     * @throws RuntimeException as the future of {@link #submit(Request)} fails, and as that throws
     */
    public Result generate(Request request) {
        if (isOwnThread()) {
            throw new IllegalStateException(
                    "a listener of submit(...) must not wait for another text of the same model;"
                            + " call generate(...) from a thread of your own");
        }
        Waiting waiting = new Waiting(request.events());
        Member member = batch.member(request.withEvents(waiting.events()));
        waiting.endWith(member.result());
        lock.lock();
        boolean driving;
        try {
            driving = owner == null && submitted.isEmpty() && batch.size() == 0;
            put(List.of(member));
            if (driving) {
                owner = Thread.currentThread();
            } else {
                wake();
            }
        } finally {
            lock.unlock();
        }
        try {
            if (driving) {
                drive(member, waiting);
            }
            return waiting.result(task(member));
        } finally {
            member.result().cancel(false); // where the listener failed
        }
    }

    /**
     * Waits for a text that was submitted; see {@link #generate}. A thread that is interrupted gets what there is.
     *
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while the prompt is being read
     * @throws RuntimeException as the future fails
     */
    public Result await(Task task) {
        Waiting waiting = new Waiting(null);
        waiting.endWith(task.result());
        return waiting.result(task);
    }

    /** Adds to what was submitted; the lock is held. */
    private void put(List<Member> members) {
        if (closed) {
            throw new IllegalStateException("the model was closed; load it again");
        }
        int waiting = counts.waiting.get();
        long most = (long) limits.queue() + Math.max(0, limits.sequences() - counts.running);
        if (waiting + (long) members.size() > most) {
            counts.refused.addAndGet(members.size());
            throw new EngineOverloadedException("%d texts wait already, and no more than %d may: try again later"
                    .formatted(waiting, limits.queue()));
        }
        counts.waiting.addAndGet(members.size());
        submitted.addAll(members);
    }

    /** Sees to it that a thread drives the batch; the lock is held. */
    private void wake() {
        if (owner != null && !hearing) {
            return; // it looks for what was submitted before each step
        }
        owner = null;
        hearing = false;
        if (worker == null) {
            worker = Thread.ofPlatform().daemon().name("menura-engine").start(this::work);
        }
        changed.signalAll();
    }

    /** Drives the batch with a single text, until that is complete or there are others. */
    private void drive(Member member, Waiting waiting) {
        try {
            while (takeSubmitted(member)) {
                step();
                if (waiting.isInterrupted()) {
                    member.stop();
                }
                if (waiting.hasEvents() && !hear(waiting)) {
                    return;
                }
            }
        } catch (RuntimeException | Error e) {
            member.fail(e);
            release();
            throw e;
        }
    }

    /**
     * Takes in what was submitted. Returns whether this thread, the owner, goes on driving; otherwise it is the owner no
     * more.
     */
    private boolean takeSubmitted(Member own) {
        lock.lock();
        try {
            submitted.forEach(batch::add);
            submitted.clear();
            if (abandoned) {
                batch.fail(abandonment());
            }
            if (own.isDone()) {
                batch.removeDone();
            }
            if (batch.size() == 1 && !own.isDone()) {
                return true;
            }
            hearing = true; // so that the engine's thread may become the owner
            if (batch.size() > 0) {
                wake();
            } else {
                owner = null;
                hearing = false;
                changed.signalAll();
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a caller hear its text. Returns whether it is still the owner. */
    private boolean hear(Waiting waiting) {
        lock.lock();
        hearing = true;
        lock.unlock();
        waiting.hear();
        lock.lock();
        try {
            if (owner != Thread.currentThread() || !hearing) {
                return false;
            }
            hearing = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives the batch to the engine's thread, if this thread still owns it. */
    private void release() {
        lock.lock();
        try {
            if (owner == Thread.currentThread()) {
                hearing = true;
                wake();
            }
        } finally {
            lock.unlock();
        }
    }

    private void step() {
        try {
            batch.step();
        } catch (RuntimeException | Error e) {
            batch.fail(e);
        }
    }

    private static IllegalStateException abandonment() {
        return new IllegalStateException("the model was closed before the text was complete");
    }

    /** What the engine's own thread does. */
    private void work() {
        while (admit()) {
            step();
        }
    }

    /** Takes in what was submitted; without work waits for some. Returns whether this thread is the owner now. */
    private boolean admit() {
        lock.lock();
        try {
            if (owner == Thread.currentThread() && submitted.isEmpty() && batch.size() == 0) {
                owner = null;
                changed.signalAll();
            }
            long left = TimeUnit.SECONDS.toNanos(IDLE_SECONDS);
            while (owner != Thread.currentThread() && (owner != null || submitted.isEmpty() && batch.size() == 0)) {
                if (closed && owner == null || left <= 0) {
                    worker = null;
                    changed.signalAll();
                    return false;
                }
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException _) {
                    continue; // nobody has a reason to interrupt this thread
                }
            }
            owner = Thread.currentThread();
            submitted.forEach(batch::add);
            submitted.clear();
            if (abandoned) {
                batch.fail(abandonment());
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the calling thread drives the batch, and so must not wait for a text of the engine. */
    public boolean isOwnThread() {
        lock.lock();
        try {
            return owner == Thread.currentThread() && !hearing;
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether no text is under way or waits. */
    public boolean isIdle() {
        lock.lock();
        try {
            return submitted.isEmpty() && owner == null && batch.size() == 0;
        } finally {
            lock.unlock();
        }
    }

    /** Returns what the engine is doing and has done. */
    public EngineStats stats() {
        return counts.read();
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

    private boolean close(boolean now, @Nullable Duration most) {
        boolean interrupted = false;
        long left = most == null ? Long.MAX_VALUE : most.toNanos();
        lock.lock();
        try {
            if (owner == Thread.currentThread()) {
                throw new IllegalStateException("a listener must not close the engine that calls it");
            }
            closed = true;
            abandoned |= now;
            if (hearing || owner == null && !(submitted.isEmpty() && batch.size() == 0)) {
                wake();
            }
            changed.signalAll();
            while (!(owner == null && submitted.isEmpty() && batch.size() == 0) && left > 0) {
                try {
                    left = changed.awaitNanos(left);
                } catch (InterruptedException _) {
                    interrupted = true;
                    abandoned = true;
                }
            }
            return owner == null && submitted.isEmpty() && batch.size() == 0;
        } finally {
            lock.unlock();
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
