package org.menura.agent.run;

import java.time.Instant;

/**
 * An event in a journal.
 *
 * @param n number of the event, from 1
 * @param prev SHA-256 of the line before; of the first one, of {@code run.json}
 * @param time when it was written
 * @param agent whose event it is
 */
public record JournalEntry(long n, String prev, Instant time, String agent, Event event) {}
