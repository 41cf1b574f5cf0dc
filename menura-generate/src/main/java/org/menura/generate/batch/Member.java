package org.menura.generate.batch;

import java.util.concurrent.CompletableFuture;
import org.menura.generate.sample.LogProbs;
import org.menura.generate.session.Generation;
import org.menura.generate.session.Generator.Result;
import org.menura.generate.session.Session;

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
    private boolean writing;
    private volatile boolean stopped;

    Member(Session session, Generation generation, Request request) {
        this.session = session;
        this.generation = generation;
        this.request = request;
        this.ids = request.prompt().ids();
        this.start = session.length();
    }

    /** Makes the prompt ready to be read. */
    void begin() {
        generation.begin(0);
        try {
            session.append(request.prompt());
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
            try {
                result.complete(generation.cancel());
            } catch (RuntimeException e) {
                result.completeExceptionally(e);
            }
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
        return writing;
    }

    /** How many of the prompt's tokens come next, about {@code most} of them. */
    int nextPart(int most) {
        return session.nextPart(request.promptLogProbs() < 0 ? most : Math.min(most, ECHO));
    }

    /** Appends the token that was picked last. */
    void prepare() {
        if (writing) {
            session.append(generation.last());
        }
    }

    /** Reads the next tokens in a pass of their own. Returns the logits of what follows. */
    float[] read(int rows) {
        if (writing || request.promptLogProbs() < 0) {
            return Session.readAll(java.util.List.of(session), rows)[0];
        }
        return session.readEach(rows, (position, logits) -> {
            int next = position + 1 - start;
            if (next > 0 && next < ids.length) {
                generation.addPrompt(LogProbs.of(logits, ids[next], request.promptLogProbs()));
            }
        });
    }

    /** Goes on after tokens have passed through the model. */
    void take(float[] logits) {
        if (session.unseen() > 0) {
            return;
        }
        writing = true;
        try {
            if (!generation.advance(logits, session.contextLength() - session.length())) {
                result.complete(generation.result());
            }
        } catch (RuntimeException e) {
            result.completeExceptionally(e);
        }
    }
}
