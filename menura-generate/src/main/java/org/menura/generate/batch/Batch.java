package org.menura.generate.batch;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.generate.speculate.Drafter;
import org.menura.model.CausalModel;
import org.menura.model.StateSpec;
import org.menura.model.adapter.AdaptedModel;

/**
 * A batch that decodes many texts at once by continuous batching. Each forward pass takes the next token of every text
 * that is under way, and parts of the prompts of new ones, so that all share each reading of the weights; texts come
 * and go between passes (continuous batching: Yu et al., "Orca", OSDI 2022; prompts in parts: arXiv 2308.16369). A text
 * becomes what it would have become alone. Not thread-safe: an {@link Engine} drives a batch for many threads.
 */
public final class Batch {
    /**
     * The limits of a batch: what it computes at a time, and what an {@link Engine} keeps and lets wait.
     *
     * @param sequences most sequences that are decoded at a time; others wait
     * @param rows most tokens per forward pass: what decoding leaves goes to the prefill of prompts
     * @param exact whether each text is, to the last bit of its logits, what it would be alone: what is written and what is
     *     read pass apart, each by kernels that give a row the same bytes whatever other rows there are. Otherwise all
     *     share a pass, and products are computed by whichever kernels are fastest, whose sums differ in the last digits
     * @param chunk most tokens of prompts per forward pass where {@code exact}
     * @param bytes most bytes of keys, values and recurrent states in an engine, those of the prefix cache included
     * @param cacheBytes the share of them that the prefix cache may take; 0 for no cache
     * @param queue most texts that wait in an engine; it refuses more
     */
    public record Limits(int sequences, int rows, boolean exact, int chunk, long bytes, long cacheBytes, int queue) {
        /** The most tokens that are guessed ahead for a text at a time: with the one before them, each is computed as if alone. */
        static final int MOST_GUESSES = 7;

        /** The share of the heap that states take, in eighths. */
        private static final int EIGHTHS_OF_HEAP = 3;

        /** Checks the limits. */
        public Limits {
            if (sequences < 1 || rows < sequences) {
                throw new IllegalArgumentException(
                        "a batch must take at least one sequence and a row for each, not %d and %d rows"
                                .formatted(sequences, rows));
            }
            if (chunk < 1 || bytes < 1 || cacheBytes < 0 || cacheBytes > bytes || queue < 0) {
                throw new IllegalArgumentException(
                        "a batch must take at least one token of a prompt and one byte, a cache no more than all bytes, and a"
                                + " queue no less than none, not a chunk of %d, %d bytes, %d of them cached, a queue of %d"
                                        .formatted(chunk, bytes, cacheBytes, queue));
            }
        }

        /** Creates limits of a batch with 3/8 of the heap for states, half of that for the cache, and an endless queue. */
        public Limits(int sequences, int rows, boolean exact) {
            this(sequences, rows, exact, Session.CHUNK, heapShare(), heapShare() / 2, Integer.MAX_VALUE);
        }

        /** Creates limits of a batch that shares as much as it can. */
        public Limits(int sequences, int rows) {
            this(sequences, rows, false);
        }

        private static long heapShare() {
            return Runtime.getRuntime().maxMemory() / 8 * EIGHTHS_OF_HEAP;
        }

        /** Returns limits of so many sequences, with 512 tokens per forward pass or one for each. */
        public static Limits of(int sequences) {
            return new Limits(sequences, Math.max(512, sequences));
        }

        /** Returns limits of so many sequences, each of which is computed as if it were alone. */
        public static Limits exact(int sequences) {
            return new Limits(sequences, Math.max(512, sequences), true);
        }

        /** Returns a copy with another chunk of prompts. */
        public Limits withChunk(int tokens) {
            return new Limits(sequences, rows, exact, tokens, bytes, cacheBytes, queue);
        }

        /** Returns a copy with other limits of bytes. */
        public Limits withBytes(long most, long mostCached) {
            return new Limits(sequences, rows, exact, chunk, most, mostCached, queue);
        }

        /** Returns a copy with another limit of the queue. */
        public Limits withQueue(int texts) {
            return new Limits(sequences, rows, exact, chunk, bytes, cacheBytes, texts);
        }
    }

    private final CausalModel model;
    private final Tokenizer tokenizer;
    private final Limits limits;
    private final List<Member> waiting = new LinkedList<>();
    private final List<Member> active = new ArrayList<>();
    private final Passes passes;
    private final Counts counts;
    private final @Nullable Admission admission;
    private final Function<CausalModel, Session> open;

    /** Creates an empty batch. */
    public Batch(CausalModel model, Tokenizer tokenizer, Limits limits) {
        this(model, tokenizer, limits, new Counts(), null, Session::new);
    }

    /**
     * Creates an empty batch that counts what it does.
     *
     * @param admission who comes next, within which memory; null for the oldest
     * @param open makes empty sessions of a view of the model
     */
    Batch(
            CausalModel model,
            Tokenizer tokenizer,
            Limits limits,
            Counts counts,
            @Nullable Admission admission,
            Function<CausalModel, Session> open) {
        this.open = open;
        this.model = model;
        this.tokenizer = tokenizer;
        this.limits = limits;
        this.counts = counts;
        this.admission = admission;
        this.passes = new Passes(limits, counts, admission);
    }

    /**
     * Adds a prompt, which {@link #step} will continue.
     *
     * @param prompt token ids, at least one
     * @param sampler a sampler of its own
     * @param listener gets the text in pieces, as {@link org.menura.generate.session.Generator} gives them; null for none
     * @return completed with the text, or with what went wrong, such as a prompt longer than the context; cancelling it
     *     takes the text out of the batch
     */
    public CompletableFuture<Result> add(
            int[] prompt, Sampler sampler, Options options, @Nullable Consumer<String> listener) {
        return add(Prompt.of(prompt), sampler, options, listener);
    }

    /**
     * Adds a prompt that continues a session, such as a fork of one that has read what many prompts begin with.
     *
     * @param session a session of this batch's model, or of a view of it with other adapters, left to the batch until the text is complete
     */
    public CompletableFuture<Result> add(
            Session session, int[] prompt, Sampler sampler, Options options, @Nullable Consumer<String> listener) {
        return add(Request.of(Prompt.of(prompt), sampler, options)
                .withSession(session)
                .withEvents(Generation.texts(listener)));
    }

    /** Adds a prompt with images or audio, whose prefill has forward passes of its own; the answers share theirs. */
    public CompletableFuture<Result> add(
            Prompt prompt, Sampler sampler, Options options, @Nullable Consumer<String> listener) {
        return add(Request.of(prompt, sampler, options).withEvents(Generation.texts(listener)));
    }

    /** Adds a request; see {@link #add(int[], Sampler, Options, Consumer)}. */
    public CompletableFuture<Result> add(Request request) {
        Member member = member(request);
        counts.waiting.incrementAndGet();
        add(member);
        return member.result();
    }

    /** Creates a member for {@link #add(Member)}; complete already if its prompt can't be read. */
    Member member(Request request) {
        Session given = request.session();
        CausalModel view = request.model() == null ? model : request.model();
        Session session = given == null ? open.apply(view) : given;
        if (!AdaptedModel.baseOf(session.model()).equals(AdaptedModel.baseOf(model))) {
            throw new IllegalArgumentException("the session is one of another model");
        }
        Generation generation = new Generation(
                tokenizer,
                session.tokens(),
                request.prompt().ids(),
                request.sampler(),
                request.options(),
                request.constraint(),
                request.events());
        boolean isKept =
                admission != null && limits.cacheBytes > 0 && session.length() == 0 && request.promptLogProbs() < 0;
        Member member = new Member(
                session,
                generation,
                request,
                isKept ? PromptSymbols.of(request.prompt()) : null,
                guesses(request, session));
        try {
            if (admission != null) {
                admission.limit(session, request.prompt().ids().length);
            }
            session.check(request.prompt().ids());
        } catch (ContextOverflowException | IllegalArgumentException e) {
            member.fail(e);
        }
        return member;
    }

    /** Guesses cost nothing to take back where all layers keep keys and values. */
    private static @Nullable Guesses guesses(Request request, Session session) {
        Drafter drafter = request.drafter();
        boolean canGoBack = session.model().states().stream().allMatch(StateSpec.KeyValues.class::isInstance);
        return drafter == null || !canGoBack ? null : new Guesses(drafter);
    }

    void add(Member member) {
        waiting.add(member);
    }

    /** Fails all texts. */
    void fail(Throwable why) {
        active.forEach(m -> m.fail(why));
        waiting.forEach(m -> m.fail(why));
        removeDone();
    }

    /** Drops what is kept for texts to come. */
    void clear() {
        if (admission != null) {
            admission.clear();
        }
    }

    /** Counts the texts that are not complete yet. */
    public int size() {
        return active.size() + waiting.size();
    }

    /** Completes all texts, or those that are so far when this thread is interrupted. */
    public void run() {
        boolean more = true;
        while (more && !Thread.currentThread().isInterrupted()) {
            more = step();
        }
    }

    /**
     * Runs one forward pass, if there is work.
     *
     * @return whether there is more
     */
    public boolean step() {
        active.forEach(Member::endIfStopped);
        waiting.forEach(Member::endIfStopped);
        removeDone();
        admit();
        if (limits.exact) {
            passes.asIfAlone(active);
        } else {
            passes.together(active);
        }
        removeDone();
        return size() > 0;
    }

    /** Removes the texts that are complete, and counts what there is. */
    void removeDone() {
        waiting.removeIf(m -> m.isDone() && left(m, false));
        active.removeIf(m -> m.isDone() && left(m, true));
        counts.running = active.size();
        counts.reading = (int) active.stream().filter(m -> !m.isWriting()).count();
        counts.oldestWaiting = waiting.isEmpty() ? 0 : waiting.getFirst().submitted();
        if (admission != null) {
            admission.count(active);
        }
    }

    private boolean left(Member m, boolean began) {
        if (admission != null) {
            admission.leave(m);
        }
        if (!began && !m.isResumed()) {
            counts.waiting.decrementAndGet();
        }
        if (m.wasCancelled()) {
            counts.cancelled++;
        } else if (m.result().isCompletedExceptionally()) {
            counts.failed++;
        } else {
            counts.completed++;
        }
        return true;
    }

    private void admit() {
        if (admission != null) {
            admission.makeRoom(active, waiting);
        }
        active.forEach(m -> m.awaited(false));
        Iterator<Member> next = waiting.iterator();
        while (next.hasNext() && active.size() < limits.sequences) {
            Member m = next.next();
            Admission.Answer answer = admission == null ? Admission.Answer.NOW : admission.answer(m, active);
            if (answer == Admission.Answer.NOW) {
                next.remove();
                begin(m);
            } else if (answer == Admission.Answer.FULL) {
                return;
            }
        }
    }

    private void begin(Member m) {
        boolean isNew = !m.isResumed();
        if (isNew) {
            counts.waiting.decrementAndGet();
        }
        active.add(m);
        counts.running = active.size();
        try {
            m.begin();
            if (admission != null) {
                admission.begin(m);
            }
            if (isNew) {
                m.reading(Math.max(0, m.request().prompt().ids().length - m.unread()));
            }
            boolean byItself =
                    admission == null && !m.request().prompt().embeds().isEmpty();
            if (m.unread() == 0 || byItself) {
                passes.take(m, m.session().logits());
            }
        } catch (RuntimeException e) {
            m.fail(e);
        }
    }
}
