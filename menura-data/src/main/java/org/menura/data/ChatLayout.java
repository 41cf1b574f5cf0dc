package org.menura.data;

import java.util.List;
import org.menura.chat.Message;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;

/** A layout of conversations as token documents in which the loss is on the assistant's tokens. */
public interface ChatLayout {
    /**
     * Encodes a conversation as documents: one, if the layout allows it.
     *
     * @throws TemplateException if the template refuses the conversation
     * @throws FormatException if it has no turn of the assistant, or the template leaves one out
     */
    List<TokenDocument> documents(List<Message> messages);

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
