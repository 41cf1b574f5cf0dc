package org.menura.data;

import java.util.List;
import org.menura.chat.Message;

/** What was said, with or without turns. */
public sealed interface Conversation {
    /** Text that is read as it stands. */
    record Plain(String text) implements Conversation {}

    /** Turns, which a chat template lays out. */
    record Chat(List<Message> messages) implements Conversation {
        public Chat {
            messages = List.copyOf(messages);
        }
    }
}
