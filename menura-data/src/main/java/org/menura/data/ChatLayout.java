package org.menura.data;

import java.util.List;
import org.menura.chat.Message;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;

/** A layout of conversations as token documents in which the loss is on the assistant's tokens. */
public interface ChatLayout {
    /** Returns the layout of conversations whose template is given more than messages. */
    ChatLayout with(Conversation.Given given);

    /** Encodes a conversation as documents, with what its template is given; see {@link #documents(List, int)}. */
    default List<TokenDocument> documents(Conversation.Chat chat) {
        return with(chat.given()).documents(chat.messages(), chat.asked());
    }

    /** Encodes a conversation all of whose turns of the assistant are learned; see {@link #documents(List, int)}. */
    default List<TokenDocument> documents(List<Message> messages) {
        return documents(messages, 0);
    }

    /**
     * Encodes a conversation as documents: one, if the layout allows it.
     *
     * @param asked how many messages, the first, are a prompt of which nothing is learned
     * @throws TemplateException if the template refuses the conversation
     * @throws FormatException if it has no turn of the assistant to learn, or the template leaves one out
     */
    List<TokenDocument> documents(List<Message> messages, int asked);

    /**
     * Encodes a prompt and its answer; the loss is on the answer alone.
     *
     * @throws FormatException if the template leaves the answer out
     */
    TokenDocument answer(List<Message> prompt, List<Message> answer);

    /**
     * Encodes a conversation and the generation prompt of the assistant's next turn, without loss on any token.
     *
     * @throws TemplateException if the template refuses the conversation
     */
    TokenDocument prompt(List<Message> messages);
}
