package org.menura.mcp.http;

import io.modelcontextprotocol.spec.McpStreamableServerSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/** The sessions of clients. Beyond a number of them, the one that was used least recently ends. */
final class Sessions {
    private static final int MOST = 1000;

    private final Map<String, McpStreamableServerSession> byId =
            new LinkedHashMap<>(16, 0.75f, true); // guarded by this

    void add(McpStreamableServerSession session) {
        McpStreamableServerSession oldest = null;
        synchronized (this) {
            byId.put(session.getId(), session);
            if (byId.size() > MOST) {
                oldest = byId.remove(byId.keySet().iterator().next());
            }
        }
        if (oldest != null) {
            quietly(oldest.closeGracefully());
        }
    }

    synchronized @Nullable McpStreamableServerSession get(String id) {
        return byId.get(id);
    }

    synchronized void remove(String id) {
        byId.remove(id);
    }

    synchronized List<McpStreamableServerSession> all() {
        return List.copyOf(byId.values());
    }

    void close() {
        List<McpStreamableServerSession> open = all();
        synchronized (this) {
            byId.clear();
        }
        open.forEach(s -> quietly(s.closeGracefully()));
    }

    /** Waits for what concerns one client, whose failure must not concern the others. */
    static void quietly(Mono<Void> work) {
        work.onErrorComplete().block();
    }
}
