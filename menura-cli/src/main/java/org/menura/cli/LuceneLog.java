package org.menura.cli;

import java.util.logging.Level;
import java.util.logging.Logger;

/** What Lucene tells: it names the processor that it found, which is of no use to a person at a terminal. */
final class LuceneLog {
    private static final Logger LOGGER = Logger.getLogger("org.apache.lucene"); // kept, or its level would be lost

    private LuceneLog() {}

    /** Lets Lucene tell faults alone. */
    static void quiet() {
        LOGGER.setLevel(Level.SEVERE);
    }
}
