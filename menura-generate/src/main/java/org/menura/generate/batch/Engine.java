package org.menura.generate.batch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    private final Counts counts = new Counts();
    private final Batch batch; // driven by what follows, but for Batch.member
    private final Driving driving;

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
        Admission admission = new Admission(model, limits, new StateBytes(model.states(), cacheType), counts);
        this.batch = new Batch(model, tokenizer, limits, counts, admission, open);
        this.driving = new Driving(batch, limits, counts);
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
        driving.submit(members);
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
        boolean drives = driving.submitWaiting(member);
        try {
            if (drives) {
                driving.drive(member, waiting);
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

    /** Returns whether the calling thread drives the batch, and so must not wait for a text of the engine. */
    public boolean isOwnThread() {
        return driving.isOwnThread();
    }

    /** Returns whether no text is under way or waits. */
    public boolean isIdle() {
        return driving.isIdle();
    }

    /** Returns what the engine is doing and has done. */
    public EngineStats stats() {
        return counts.read();
    }

    /** Closes the engine to further texts, and waits until those that were submitted are complete. */
    @Override
    public void close() {
        boolean _ = driving.close(false, null);
    }

    /** Closes the engine to further texts, and fails those that are not complete. */
    public void closeNow() {
        boolean _ = driving.close(true, null);
    }

    /**
     * Closes the engine to further texts, waits until those that were submitted are complete, at most so long, and then
     * fails those that are not.
     *
     * @return whether all were complete in time
     */
    public boolean drain(Duration most) {
        boolean inTime = driving.close(false, most);
        if (!inTime) {
            closeNow();
        }
        return inTime;
    }
}
