package org.menura.serve.openai;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
import org.menura.serve.model.Lease;

/** Writes scores of texts as vLLM's {@code /score} and {@code /classify} do. */
final class ScoreList {
    private ScoreList() {}

    /**
     * Returns the list's object.
     *
     * @param kind begins the answer's id
     * @param data an object for each score
     * @param tokens that were read for all of them
     */
    static Map<String, @Nullable Object> of(
            String kind, Lease lease, List<Map<String, @Nullable Object>> data, int tokens) {
        return JsonOut.object(
                "id", RequestIds.next(kind + "-"),
                "object", "list",
                "created", Instant.now().getEpochSecond(),
                "model", lease.name(),
                "data", data,
                "usage", JsonOut.object("prompt_tokens", tokens, "total_tokens", tokens, "completion_tokens", 0));
    }
}
