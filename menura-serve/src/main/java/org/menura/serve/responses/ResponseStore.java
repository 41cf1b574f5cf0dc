package org.menura.serve.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The last responses, so that a request can go on from one by its id. They are in memory alone; the oldest go first. */
final class ResponseStore {
    private static final int MOST = 1000;

    /**
     * A response.
     *
     * @param json the response as it was given
     * @param items the conversation to its end
     */
    record Stored(Map<String, @Nullable Object> json, List<JsonNode> items) {}

    private final Map<String, Stored> responses = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Stored> eldest) {
            return size() > MOST;
        }
    };

    synchronized void put(String id, Stored response) {
        responses.put(id, response);
    }

    synchronized @Nullable Stored get(String id) {
        return responses.get(id);
    }

    synchronized boolean remove(String id) {
        return responses.remove(id) != null;
    }
}
