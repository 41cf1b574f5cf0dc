package org.menura.generate.prompt;

import java.util.ArrayList;
import java.util.List;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.generate.load.LoadedModel;
import org.menura.generate.session.Prompt;
import org.menura.tensor.annotation.Internal;

/**
 * A conversation as a chat template renders it.
 *
 * @param text the rendered text, without marks
 * @param ids its tokens, with {@link ChatRenderer#place} for each picture and sound
 * @param media the pictures and sounds
 * @param introduction what introduces the answer, at the end of the text
 */
@Internal
public record RenderedChat(String text, int[] ids, List<Content> media, String introduction) {
    /** Copies the list. */
    public RenderedChat {
        media = List.copyOf(media);
    }

    /**
     * Renders a conversation.
     *
     * @param introduce whether what introduces the assistant's next turn follows
     * @param continueFinal whether the last message is the begin of the answer
     * @throws IllegalArgumentException if the last message is to be continued, but the template changes it
     */
    public static RenderedChat of(ChatRenderer chat, List<Message> messages, boolean introduce, boolean continueFinal) {
        List<Content> media = chat.media(messages);
        String rendered = chat.render(messages, introduce).text();
        String introduction = "";
        if (introduce) {
            String without = chat.render(messages, false).text();
            introduction = rendered.startsWith(without) ? rendered.substring(without.length()) : "";
        }
        if (continueFinal) {
            rendered = opened(rendered, chat.content(messages.getLast()));
        }
        int[] ids = media.isEmpty() ? chat.ids(rendered) : chat.placedIds(rendered);
        return new RenderedChat(bare(rendered), ids, media, bare(introduction));
    }

    /** What of a rendering ends with the last message's content, without what closes its turn. */
    private static String opened(String rendered, String content) {
        String wanted = content.strip();
        int at = rendered.lastIndexOf(wanted);
        if (wanted.isEmpty() || at < 0) {
            throw new IllegalArgumentException(
                    "the chat template changes the last message, so that it can't be continued");
        }
        int end = at + wanted.length();
        String blanks = content.substring(content.indexOf(wanted) + wanted.length());
        return rendered.startsWith(blanks, end)
                ? rendered.substring(0, end + blanks.length())
                : rendered.substring(0, end);
    }

    /** Returns a rendering without the marks around what must stay text. */
    public static String bare(String rendered) {
        StringBuilder out = new StringBuilder(rendered.length());
        rendered.chars().filter(c -> c != '\uFDD0' && c != '\uFDD1').forEach(c -> out.append((char) c));
        return out.toString();
    }

    /** Returns the prompt; the model's encoders see and hear pictures and sounds first. */
    public Prompt prompt(LoadedModel.Decoder model) {
        return media.isEmpty() ? Prompt.of(ids) : new MultimodalProcessor(model).prompt(ids, new ArrayList<>(media));
    }
}
