package org.menura.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;

/** The text or chat messages of a prompt or an answer. */
public sealed interface Conversation {
    /** Plain text, without a chat template. */
    record Plain(String text) implements Conversation {}

    /**
     * Chat messages, which a chat template lays out.
     *
     * @param asked how many of them, the first, are a prompt of which nothing is learned
     * @param given what else the template is given
     */
    record Chat(List<Message> messages, int asked, Given given) implements Conversation {
        public Chat {
            messages = List.copyOf(messages);
        }

        /** Makes a conversation whose messages are all that there is. */
        public Chat(List<Message> messages) {
            this(messages, 0, Given.NOTHING);
        }
    }

    /**
     * What a chat template is given beside messages.
     *
     * @param tools JSON schemas of functions that may be called
     * @param variables further variables, such as {@code enable_thinking}
     */
    record Given(List<Map<String, @Nullable Object>> tools, Map<String, @Nullable Object> variables) {
        static final Given NOTHING = new Given(List.of(), Map.of());

        public Given {
            tools = Collections.unmodifiableList(new ArrayList<>(tools));
            variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
        }

        boolean isNothing() {
            return tools.isEmpty() && variables.isEmpty();
        }
    }
}
