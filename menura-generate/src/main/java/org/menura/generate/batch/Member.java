package org.menura.generate.batch;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;

/** A text of a batch: its prompt is read in parts first, then it is written token by token. */
final class Member {
    private final Session session;
    private final Generation generation;
    private final Prompt prompt;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private int read;
    private volatile boolean stopped;

    Member(Session session, Generation generation, Prompt prompt) {
        this.session = session;
        this.generation = generation;
        this.prompt = prompt;
    }

    /** Reads a prompt that holds more than tokens. */
    void begin() {
        if (prompt.embeds().isEmpty()) {
            return;
        }
        try {
            take(prompt.ids().length, session.feed(prompt));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    /** Asks that the text ends where it stands. */
    void stop() {
        stopped = true;
    }

    /** Ends the text if that was asked for. */
    void endIfStopped() {
        if (stopped && !result.isDone()) {
            result.complete(generation.cancel());
        }
    }

    /**
     * Reads the next part of the prompt in a pass of its own, cut where a session cuts a prompt that it is fed whole, so
     * that the same is computed.
     */
    void readAlone() {
        int left = prompt.ids().length - read;
        boolean inParts = session.unseen() == 0 && session.model().continues(session.length(), session.length() + left);
        int[] part = promptPart(inParts ? Session.CHUNK : left);
        try {
            take(part.length, session.feed(part));
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }

    Session session() {
        return session;
    }

    CompletableFuture<Result> result() {
        return result;
    }

    boolean isDone() {
        return result.isDone();
    }

    /** Whether the prompt has been read. */
    boolean isWriting() {
        return read == prompt.ids().length;
    }

    /** The token to go on from. */
    int token() {
        return generation.last();
    }

    /** What of the prompt comes next, at most {@code most} tokens of it. */
    int[] promptPart(int most) {
        return Arrays.copyOfRange(prompt.ids(), read, Math.min(prompt.ids().length, read + most));
    }

    /** Goes on after {@code count} tokens have passed through the model. */
    void take(int count, float[] logits) {
        read = Math.min(prompt.ids().length, read + count);
        if (!isWriting()) {
            return;
        }
        try {
            if (!generation.advance(logits, session.contextLength() - session.length())) {
                result.complete(generation.result());
            }
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
