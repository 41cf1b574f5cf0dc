package org.menura.serve.metrics;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** An event of Java Flight Recorder: a text, from its request to its end. */
@Name("org.menura.Text")
@Label("Text")
@Category("Menura")
@Description("A text that was generated for a request")
@StackTrace(false)
public final class TextEvent extends Event {
    @Label("Request Id")
    String id = "";

    @Label("Model")
    String model = "";

    @Label("Prompt Tokens")
    int promptTokens;

    @Label("Cached Tokens")
    int cachedTokens;

    @Label("Tokens")
    int tokens;

    @Label("Reason")
    String reason = "";

    @Label("Waited")
    @Timespan(Timespan.NANOSECONDS)
    long waited;

    @Label("Time to Prompt's End")
    @Timespan(Timespan.NANOSECONDS)
    long prefill;

    /** Sets what is known at the end, and records the event. */
    public void record(
            String requestId,
            String modelName,
            int prompt,
            int cached,
            int count,
            String why,
            long queueNanos,
            long promptNanos) {
        end();
        if (shouldCommit()) {
            id = requestId;
            model = modelName;
            promptTokens = prompt;
            cachedTokens = cached;
            tokens = count;
            reason = why;
            waited = queueNanos;
            prefill = promptNanos;
            commit();
        }
    }
}
