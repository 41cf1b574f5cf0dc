package org.menura.agent.act;

import java.nio.file.Path;
import java.time.Instant;

/** What a tool may use beyond its arguments. All of it is kept in the run's journal. */
public interface ToolContext {
    /** Returns the key of this call: the same when it is made again, another for each call of any run. */
    String key();

    /** Returns the time of the call. */
    Instant now();

    /** Returns 64 random bits, the same when the call is made again. */
    long random();

    /** Returns the folder that the run's tools write into. */
    Path out();
}
