package org.menura.data;

import java.util.List;
import org.menura.chat.Message;
import org.menura.chat.template.TemplateException;
import org.menura.format.FormatException;

/** Turns conversations into documents of which the assistant's tokens are learned. */
public interface ChatLayout {
    /**
     * The documents of a conversation: one, if the layout allows it.
     *
     * @throws TemplateException if the template refuses the conversation
     * @throws FormatException if it has no turn of the assistant, or the template leaves one out
     */
    List<TokenDocument> documents(List<Message> messages);

    /**
     * An answer behind its prompt, learned alone.
     *
     * @throws FormatException if the template leaves the answer out
     */
    TokenDocument answer(List<Message> prompt, List<Message> answer);

    /**
     * A conversation and what introduces the assistant's next turn, of which nothing is learned.
     *
     * @throws TemplateException if the template refuses the conversation
     */
    TokenDocument prompt(List<Message> messages);
}
