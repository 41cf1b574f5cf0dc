package org.menura.format.hub;

import java.io.IOException;
import java.io.Serial;
import java.time.Duration;

/** Counts the attempts at one request and waits between them, each time twice as long. */
final class Retries {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Patience patience;
    private final String what;
    private int failures;

    Retries(Patience patience, String what) {
        this.patience = patience;
        this.what = what;
    }

    /** A server that is busy or broken for now. */
    static final class Unready extends IOException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Duration wish;

        /** @param wish how long the server asks to wait, zero if it doesn't say */
        Unready(String message, Duration wish) {
            super(message);
            this.wish = wish;
        }
    }

    /** The request got a good way further: what failed before no longer counts. */
    void progressed() {
        failures = 0;
    }

    /**
     * Waits until the next attempt is due.
     *
     * @throws HubException if the attempts are used up, {@code e} won't mend itself, or the thread is interrupted
     */
    void failed(IOException e) throws HubException {
        if (e instanceof HubException end) {
            throw end;
        }
        failures++;
        if (failures >= patience.attempts()) {
            throw new HubException(
                    "%s failed %d times, at last because %s; run the command again to go on where it stopped"
                            .formatted(what, failures, reason(e)),
                    e);
        }
        Duration wait = patience.pause().multipliedBy(1L << Math.min(failures - 1, 16));
        if (e instanceof Unready unready && unready.wish.compareTo(wait) > 0) {
            wait = unready.wish;
        }
        sleep(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }

    private void sleep(Duration wait) throws HubException {
        try {
            Thread.sleep(wait);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException(what + " was interrupted", e);
        }
    }

    private static String reason(IOException e) {
        return e.getMessage() == null ? "of " + e.getClass().getSimpleName() : e.getMessage();
    }
}
