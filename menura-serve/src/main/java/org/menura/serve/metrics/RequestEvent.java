package org.menura.serve.metrics;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** An event of Java Flight Recorder: an HTTP request, from its last byte to its answer. */
@Name("org.menura.HttpRequest")
@Label("HTTP Request")
@Category("Menura")
@Description("A request of the server, from its last byte to its answer")
@StackTrace(false)
public final class RequestEvent extends Event {
    @Label("Id")
    String id = "";

    @Label("Route")
    String route = "";

    @Label("Status")
    int status;

    @Label("Bytes")
    long bytes;

    /** Sets what is known at the end, and records the event. */
    public void record(String requestId, String routeName, int code, long written) {
        end();
        if (shouldCommit()) {
            id = requestId;
            route = routeName;
            status = code;
            bytes = written;
            commit();
        }
    }
}
