package org.menura.generate.batch;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator.Reason;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.PassKind;
import org.menura.generate.session.Session;
import org.menura.generate.session.SessionPass;

/** A text of a batch: its prompt is read in parts first, then it is written token by token. */
final class Member {
    /** Rows of logits that are held at once where those of the prompt are asked for. */
    private static final int ECHO = 128;

    private final Session session;
    private final Generation generation;
    private final Request request;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private final int[] ids;
    private final int start;
    /** How many tokens the session's state had seen. */
    private final int seenBefore;

    private final long @Nullable [] symbols;
    private final long submitted = System.nanoTime();
    private boolean begun;
    private boolean writing;
    private boolean awaited;
    private int partsAt;
    private int accepted;
    private long passedOver;
    private PrefixCache.@Nullable Hit origin;
    private final @Nullable Guesses guesses;
    private volatile boolean stopped;

    /**
     * Creates a text that waits.
     *
     * @param symbols of the prompt, if the prefix cache is asked for it
     * @param guesses what follows is guessed; null for nothing
     */
    Member(
            Session session,
            Generation generation,
            Request request,
            long @Nullable [] symbols,
            @Nullable Guesses guesses) {
        this.guesses = guesses;
        this.session = session;
        this.generation = generation;
        this.request = request;
        this.symbols = symbols;
        this.ids = request.prompt().ids();
        this.start = session.length();
        this.seenBefore = session.length() - session.unseen();
    }

    Session session() {
        return session;
    }

    Request request() {
        return request;
    }

    Generation generation() {
        return generation;
    }

    CompletableFuture<Result> result() {
        return result;
    }

    boolean isDone() {
        return result.isDone();
    }

    /** When it was submitted, in nanoseconds. */
    long submitted() {
        return submitted;
    }

    /** Returns the symbols of the prompt; null if the prefix cache has nothing to do with it. */
    long @Nullable [] symbols() {
        return symbols;
    }

    /** Returns what the session was forked from; null if from nothing. */
    PrefixCache.@Nullable Hit origin() {
        return origin;
    }

    /** Sets what the session was forked from. */
    void origin(PrefixCache.@Nullable Hit from) {
        origin = from;
    }

    /** Whether its state may be dropped and computed anew: nothing stood before the prompt. */
    boolean canRestart() {
        return start == 0;
    }

    /** Whether the text has begun before, and gave its state back. */
    boolean isResumed() {
        return begun;
    }

    /** Makes the prompt ready to be read. */
    void begin() {
        if (!begun) {
            session.append(request.prompt());
            begun = true;
        }
    }

    /** Says that its prompt is being read, of which so many tokens need no reading. */
    void reading(int cachedTokens) {
        generation.begin(cachedTokens);
    }

    /** Gives the state's memory back. */
    void release() {
        prepare();
        session.release();
    }

    /** Asks that the text ends where it stands. */
    void stop() {
        stopped = true;
    }

    /** Ends the text if that was asked for. */
    void endIfStopped() {
        if (stopped && !result.isDone()) {
            try {
                result.complete(generation.cancel());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
        }
    }

    /** Fails the text, if it is not complete. */
    void fail(Throwable why) {
        result.completeExceptionally(why);
    }

    /** Whether all that stands before the next token has been read. */
    boolean isWriting() {
        return writing;
    }

    /** How many tokens of the prompt, and of what was written, are still to be read. */
    int unread() {
        return session.unseen();
    }

    /** Whether part of the prompt is still to be read. */
    boolean isReading() {
        return session.length() - session.unseen() < start + ids.length;
    }

    /** How many passes went to others while this one waited to be read. */
    long passedOver() {
        return passedOver;
    }

    void passOver(boolean yes) {
        passedOver = yes ? passedOver + 1 : 0;
    }

    /** Whether others wait for what this one is reading. */
    boolean isAwaited() {
        return awaited;
    }

    void awaited(boolean yes) {
        awaited = yes;
    }

    /** Where the prompt parts from another one, which so can go on from there; 0 if that is not known. */
    int partsAt() {
        return partsAt;
    }

    void partsAt(int tokens) {
        partsAt = tokens;
    }

    /** How the tokens of the prompt are computed. */
    PassKind kind() {
        return PassKind.ofPrompt(ids.length);
    }

    /** Whether what is read next is read by kernels of their own, apart from what is written. */
    boolean readsApart() {
        return isReading() && (isEcho() || !kind().isWritten());
    }

    /** Whether prompts of other texts may be read in the same pass. */
    boolean sharesReading() {
        return !isEcho() && !request.prompt().bidirectional();
    }

    /** How many of the tokens that are to be read come next, about {@code most} of them. */
    int nextPart(int most) {
        return session.nextPart(isEcho() ? Math.min(most, ECHO) : most);
    }

    /**
     * How many of the prompt's tokens come next.
     *
     * @param most about how many
     * @param border the prefix cache keeps states at multiples of this
     */
    int nextPartOfPrompt(int most, int border) {
        int seen = session.length() - session.unseen();
        int part = Math.min(most, start + ids.length - seen);
        if (isEcho()) {
            part = Math.min(part, ECHO - (seen - seenBefore) % ECHO);
        }
        if (partsAt > seen) {
            part = Math.min(part, partsAt - seen);
        }
        return session.nextPart(border == 1 ? part : Math.min(part, border - seen % border));
    }

    private boolean isEcho() {
        return request.promptLogProbs() >= 0;
    }

    /** Appends the tokens that were picked last, if the next one is to be written. */
    void prepare() {
        if (writing) {
            session.appendUnread(generation.fresh());
            writing = false;
        }
    }

    /** Appends up to so many guesses to what is to be read. Returns their number. */
    int guess(int most) {
        return guesses == null || most <= 0 || unread() != 1 ? 0 : guesses.append(session, most);
    }

    /** How many of the rows that are read next are shown what follows. */
    int outputs() {
        return guesses == null ? 1 : 1 + guesses.count();
    }

    /** Reads the next tokens of a prompt whose log-probabilities are asked for. Returns the logits of what follows. */
    float[] readEcho(PassKind kind, int rows) {
        return SessionPass.readEach(session, kind, rows, (position, logits) -> {
            int next = position + 1 - start;
            if (next > 0 && next < ids.length) {
                generation.addPrompt(LogProbs.of(logits, ids[next], request.promptLogProbs()));
            }
        });
    }

    /** Whether {@link #readEcho} reads what comes next. */
    boolean isEchoing() {
        return isEcho() && isReading();
    }

    /** Returns the symbols of the prompt and of what was written, as far as the session has read them. */
    long[] symbolsSoFar() {
        int seen = session.length() - session.unseen();
        if (symbols == null) {
            throw new IllegalStateException("the prefix cache has nothing to do with this text");
        }
        long[] all = Arrays.copyOf(symbols, seen);
        if (seen > symbols.length) {
            int[] tokens = session.tokens();
            for (int i = symbols.length; i < seen; i++) {
                all[i] = tokens[i];
            }
        }
        return all;
    }

    /**
     * Goes on with the logits of what follows.
     *
     * @param logits after the last token that was picked, and after each guess
     * @return the result of a text that has ended; null if it goes on
     */
    @Nullable
    Result advance(float[]... logits) {
        writing = true;
        int guessed = outputs() - 1;
        int used = 0;
        try {
            int room = session.contextLength() - session.length() + guessed;
            boolean more = generation.advance(logits[0], room);
            while (more && guesses != null && guesses.isTrue(generation.fresh(), used)) {
                used++;
                more = generation.advance(logits[used], room - used);
            }
            return more ? null : generation.result();
        } finally {
            accepted = used;
            forgetGuesses(used);
        }
    }

    /** How many guesses came true in the last {@link #advance}. */
    int accepted() {
        return accepted;
    }

    /** Takes the session back to the guesses that came true. */
    void forgetGuesses(int used) {
        if (guesses != null) {
            guesses.settle(session, used);
        }
    }

    /** Whether the result is that of a text that was stopped or cancelled. */
    boolean wasCancelled() {
        return result.isCancelled()
                || result.isDone()
                        && !result.isCompletedExceptionally()
                        && result.join().reason() == Reason.CANCELLED;
    }
}
