package org.menura.generate.batch;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.menura.generate.session.ContextOverflowException;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Prompt;
import org.menura.generate.session.Session;

/** A text of a batch: its prompt is read in parts first, then it is written token by token. */
final class Member {
    private final Session session;
    private final Generation generation;
    private final int[] prompt;
    private final @Nullable Prompt media;
    private final CompletableFuture<Result> result = new CompletableFuture<>();
    private int read;

    Member(Session session, Generation generation, int[] prompt) {
        this.session = session;
        this.generation = generation;
        this.prompt = prompt;
        this.media = null;
    }

    /** A text whose prompt holds more than tokens. */
    Member(Session session, Generation generation, Prompt prompt) {
        this.session = session;
        this.generation = generation;
        this.prompt = prompt.ids();
        this.media = prompt;
    }

    /** Reads a prompt that holds more than tokens. */
    void begin() {
        if (media == null) {
            return;
        }
        try {
            take(prompt.length, session.feed(media));
        } catch (ContextOverflowException | IllegalArgumentException e) {
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
        return read == prompt.length;
    }

    /** The token to go on from. */
    int token() {
        return generation.last();
    }

    /** What of the prompt comes next, at most {@code most} tokens of it. */
    int[] promptPart(int most) {
        return Arrays.copyOfRange(prompt, read, Math.min(prompt.length, read + most));
    }

    /** Goes on after {@code count} tokens have passed through the model. */
    void take(int count, float[] logits) {
        read = Math.min(prompt.length, read + count);
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
