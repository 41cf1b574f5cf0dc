package org.menura.format.hub;

import java.time.Duration;

/**
 * How long to wait for a hub.
 *
 * @param connect until a connection stands
 * @param silence without a byte, before a request counts as failed
 * @param attempts per request without headway between them, at least 1
 * @param pause before the second attempt; doubles with each further one
 */
record Patience(Duration connect, Duration silence, int attempts, Duration pause) {
    static final Patience USUAL =
            new Patience(Duration.ofSeconds(20), Duration.ofSeconds(60), 5, Duration.ofSeconds(1));
}
