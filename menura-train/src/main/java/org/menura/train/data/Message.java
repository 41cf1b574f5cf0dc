package org.menura.train.data;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool} or what else the template knows
 * @param content what is said
 * @param fields what else the template may read, such as {@code tool_calls}
 */
public record Message(String role, String content, Map<String, @Nullable Object> fields) {
    public Message {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    public Message(String role, String content) {
        this(role, content, Map.of());
    }

    boolean isAssistant() {
        return role.equals("assistant");
    }

    /** What a chat template reads. */
    Map<String, @Nullable Object> toContext(String shownContent) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>();
        context.put("role", role);
        context.put("content", shownContent);
        context.putAll(fields);
        return context;
    }
}
