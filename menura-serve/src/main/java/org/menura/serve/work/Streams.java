package org.menura.serve.work;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.HttpError;

/** Streams of answers, in which what goes wrong after the begin is an event. */
public final class Streams {
    private Streams() {}

    /** Work that writes a stream. */
    @FunctionalInterface
    public interface Work {
        /** Does it. */
        void run() throws Exception;
    }

    /** Writes a stream; an error before its begin has a status of its own, a later one is the last event. */
    public static void guarded(Exchange exchange, EventStream out, Work work) {
        guarded(exchange, out, null, work);
    }

    /**
     * Writes a stream; see {@link #guarded(Exchange, EventStream, Work)}.
     *
     * @param event name of the event of an error; null for none
     */
    public static void guarded(Exchange exchange, EventStream out, @Nullable String event, Work work) {
        try {
            work.run();
        } catch (CancellationException e) {
            if (!out.isStarted() || exchange.isGone()) {
                throw e;
            }
            fail(exchange, out, event, HttpError.unavailable("the server stopped before the answer was complete", 1));
        } catch (Exception e) {
            HttpError error = Errors.of(e);
            if (!out.isStarted()) {
                throw error;
            }
            fail(exchange, out, event, error);
        }
    }

    private static void fail(Exchange exchange, EventStream out, @Nullable String event, HttpError error) {
        out.send(event, exchange.errorJson(error));
    }
}
