package org.menura.generate.batch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.sample.Sampler;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator.Options;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;
import org.menura.model.CausalModel;
import org.menura.model.adapter.AdaptedModel;

/**
 * A batch that decodes many texts at once by continuous batching. Each forward pass takes the next token of every text
 * that is under way, and parts of the prompts of new ones, so that all share each reading of the weights; texts come
 * and go between passes (continuous batching: Yu et al., "Orca", OSDI 2022; prompts in parts: arXiv 2308.16369). A text
 * becomes what it would have become alone. Not thread-safe: an {@link Engine} drives a batch for many threads.
 */
public final class Batch {
    /**
     * The limits of a batch: its sequences, and its rows per forward pass.
     *
     * @param sequences most sequences that are decoded at a time; others wait
     * @param rows most tokens per forward pass: what decoding leaves goes to the prefill of prompts, the oldest first
     * @param exact whether each text is, to the last bit of its logits, what it would be alone: prompts pass by
     *     themselves, and no more than {@link #ALIKE} texts share a pass. Otherwise more is shared, and with many rows
     *     products are computed by other kernels, whose sums differ in the last digits
     */
    public record Limits(int sequences, int rows, boolean exact) {
        /** The most rows for which every kernel gives each row the bytes that it would get alone. */
        public static final int ALIKE = 4;

        /** Checks the limits. */
        public Limits {
            if (sequences < 1 || rows < sequences) {
                throw new IllegalArgumentException(
                        "a batch must take at least one sequence and a row for each, not %d and %d rows"
                                .formatted(sequences, rows));
            }
        }

        /** Creates limits of a batch that shares as much as it can. */
        public Limits(int sequences, int rows) {
            this(sequences, rows, false);
        }

        /** Returns limits of so many sequences, with 512 tokens per forward pass or one for each. */
        public static Limits of(int sequences) {
            return new Limits(sequences, Math.max(512, sequences));
        }

        /** Returns limits of so many sequences, each of which is computed as if it were alone. */
        public static Limits exact(int sequences) {
            return new Limits(sequences, Math.max(512, sequences), true);
        }
    }

    private final CausalModel model;
    private final Tokenizer tokenizer;
    private final Limits limits;
    private final Deque<Member> waiting = new ArrayDeque<>();
    private final List<Member> active = new ArrayList<>();
    private final Counts counts;

    /** Creates an empty batch. */
    public Batch(CausalModel model, Tokenizer tokenizer, Limits limits) {
        this(model, tokenizer, limits, new Counts());
    }

    /** Creates an empty batch that counts what it does. */
    Batch(CausalModel model, Tokenizer tokenizer, Limits limits, Counts counts) {
        this.model = model;
        this.tokenizer = tokenizer;
        this.limits = limits;
        this.counts = counts;
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

    /** Adds a prompt with images or audio. */
    public CompletableFuture<Result> add(
            Prompt prompt, Sampler sampler, Options options, @Nullable Consumer<String> listener) {
        return add(Request.of(prompt, sampler, options).withEvents(Generation.texts(listener)));
    }

    /** Adds a request; see {@link #add(int[], Sampler, Options, Consumer)}. */
    public CompletableFuture<Result> add(Request request) {
        Member member = member(request);
        add(member);
        return member.result();
    }

    /** Creates a member for {@link #add(Member)}; complete already if its prompt can't be read. */
    Member member(Request request) {
        Session given = request.session();
        CausalModel view = request.model() == null ? model : request.model();
        Session session = given == null ? new Session(view) : given;
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
        Member member = new Member(session, generation, request);
        try {
            session.check(request.prompt().ids());
        } catch (ContextOverflowException | IllegalArgumentException e) {
            member.result().completeExceptionally(e);
        }
        return member;
    }

    void add(Member member) {
        waiting.add(member);
    }

    /** Fails all texts. */
    void fail(Throwable why) {
        active.forEach(m -> m.result().completeExceptionally(why));
        waiting.forEach(m -> m.result().completeExceptionally(why));
        active.clear();
        waiting.clear();
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
        active.removeIf(Member::isDone);
        waiting.removeIf(Member::isDone);
        while (active.size() < limits.sequences && !waiting.isEmpty()) {
            Member next = waiting.remove();
            next.begin();
            active.add(next);
        }
        active.removeIf(Member::isDone);
        if (limits.exact) {
            stepAsIfAlone();
        } else {
            stepTogether();
        }
        active.removeIf(Member::isDone);
        return size() > 0;
    }

    private void stepAsIfAlone() {
        active.stream()
                .filter(m -> !m.isWriting())
                .findFirst()
                .ifPresent(m -> pass(List.of(m), new int[] {m.nextPart(Session.CHUNK)}));
        List<Member> writing =
                active.stream().filter(m -> m.isWriting() && !m.isDone()).toList();
        for (int i = 0; i < writing.size(); i += Limits.ALIKE) {
            List<Member> some = writing.subList(i, Math.min(writing.size(), i + Limits.ALIKE));
            pass(some, some.stream().mapToInt(_ -> 1).toArray());
        }
    }

    private void stepTogether() {
        List<Member> fed = new ArrayList<>();
        List<Integer> next = new ArrayList<>();
        int room = limits.rows - (int) active.stream().filter(Member::isWriting).count();
        for (Member m : active) {
            int count = m.isWriting() ? 1 : room > 0 ? m.nextPart(room) : 0;
            room -= m.isWriting() ? 0 : count;
            if (count > 0) {
                fed.add(m);
                next.add(count);
            }
        }
        pass(fed, next.stream().mapToInt(Integer::intValue).toArray());
    }

    private void pass(List<Member> members, int[] rows) {
        if (members.isEmpty()) {
            return;
        }
        counts.passes++;
        float[][] logits;
        try {
            members.forEach(Member::prepare);
            logits = members.size() == 1
                    ? new float[][] {members.getFirst().read(rows[0])}
                    : Session.readAll(members.stream().map(Member::session).toList(), rows);
        } catch (RuntimeException e) {
            members.forEach(m -> m.result().completeExceptionally(e));
            return;
        }
        for (int i = 0; i < logits.length; i++) {
            members.get(i).take(logits[i]);
        }
    }
}
