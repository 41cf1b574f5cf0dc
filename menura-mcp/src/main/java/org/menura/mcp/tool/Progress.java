package org.menura.mcp.tool;

import io.modelcontextprotocol.server.McpSyncServerExchange;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.ProgressNotification;
import org.jspecify.annotations.Nullable;

/** Tells a client how far a call is, if it asked to be told. */
final class Progress {
    private static final long EVERY_NANOS = 200_000_000;

    private final McpSyncServerExchange exchange;
    private final @Nullable Object token;
    private long last = Long.MIN_VALUE;

    Progress(McpSyncServerExchange exchange, CallToolRequest request) {
        this.exchange = exchange;
        this.token = request.meta() == null ? null : request.meta().get("progressToken");
    }

    /** Reports progress, not more often than some times per second. */
    void report(double done, double of) {
        long now = System.nanoTime();
        if (token == null || last != Long.MIN_VALUE && now - last < EVERY_NANOS && done < of) {
            return;
        }
        last = now;
        exchange.progressNotification(
                ProgressNotification.builder(token, done).total(of).build());
    }
}
