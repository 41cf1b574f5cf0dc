package org.menura.generate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.menura.format.template.ChatTemplate;
import org.menura.format.tokenizer.AddedToken;
import org.menura.format.tokenizer.Tokenizer;

/**
 * Conversations as token ids. Control tokens come from the template alone: where a message holds the text of one, it
 * stays text.
 */
public final class ChatPrompt {
    /** Code points that are no characters, so that no message has a use for them, mark what must stay text. */
    private static final char OPEN = '\uFDD0';

    private static final char CLOSE = '\uFDD1';

    /**
     * A part of a conversation.
     *
     * @param role {@code system}, {@code user} or {@code assistant}
     */
    public record Message(String role, String content) {}

    private final ChatTemplate template;
    private final Tokenizer tokenizer;
    private final List<String> controls;

    /** Prompts of a model. */
    public ChatPrompt(ChatTemplate template, Tokenizer tokenizer) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.controls = tokenizer.addedTokens().stream()
                .map(AddedToken::content)
                .filter(text -> !text.isBlank())
                .toList();
    }

    /**
     * The ids of a conversation and of what introduces the assistant's next turn.
     *
     * @throws org.menura.format.template.TemplateException if the template refuses the conversation
     */
    public int[] encode(List<Message> messages) {
        Map<String, Object> context = new HashMap<>();
        context.put(
                "messages",
                messages.stream()
                        .map(m -> Map.of("role", m.role(), "content", guarded(m.content())))
                        .toList());
        context.put("add_generation_prompt", true);
        token("bos_token", tokenizer.bos(), context);
        token("eos_token", tokenizer.eos(), context);
        token("pad_token", tokenizer.pad(), context);
        token("unk_token", tokenizer.unk(), context);
        return ids(template.render(context).text());
    }

    private void token(String name, OptionalInt id, Map<String, Object> context) {
        id.ifPresent(i -> context.put(name, tokenizer.token(i)));
    }

    /** The message with marks around each text of a control token. */
    private String guarded(String message) {
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < message.length()) {
            char c = message.charAt(i);
            int length = controlAt(message, i);
            if (length > 0) {
                out.append(OPEN).append(message, i, i + length).append(CLOSE);
                i += length;
            } else {
                if (c != OPEN && c != CLOSE) {
                    out.append(c);
                }
                i++;
            }
        }
        return out.toString();
    }

    /** Length of the longest control token's text at a place; in any case, since tokenizers may ignore it. */
    private int controlAt(String message, int at) {
        return controls.stream()
                .filter(control -> message.regionMatches(true, at, control, 0, control.length()))
                .mapToInt(String::length)
                .max()
                .orElse(0);
    }

    private int[] ids(String text) {
        List<int[]> parts = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            boolean guarded = text.charAt(from) == OPEN;
            int to = text.indexOf(guarded ? CLOSE : OPEN, from);
            String part = text.substring(guarded ? from + 1 : from, to < 0 ? text.length() : to);
            parts.add(tokenizer.encode(part, false, !guarded));
            from = to < 0 ? text.length() : guarded ? to + 1 : to;
        }
        return parts.stream().flatMapToInt(Arrays::stream).toArray();
    }
}
