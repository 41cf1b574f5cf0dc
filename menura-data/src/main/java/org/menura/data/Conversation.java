package org.menura.data;

import java.util.List;
import org.menura.chat.Message;

/** The text or chat messages of a prompt or an answer. */
public sealed interface Conversation {
    /** Plain text, without a chat template. */
    record Plain(String text) implements Conversation {}

    /** Chat messages, which a chat template lays out. */
    record Chat(List<Message> messages) implements Conversation {
        public Chat {
            messages = List.copyOf(messages);
        }
    }
}
