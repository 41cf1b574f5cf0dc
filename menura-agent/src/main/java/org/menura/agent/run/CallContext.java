package org.menura.agent.run;

import java.nio.file.Path;
import java.time.Instant;
import org.menura.agent.act.ToolContext;

/** The context of a call, as its intent in the journal says it. */
record CallContext(String key, Instant now, long random, Path out) implements ToolContext {}
