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
        return ids(render(messages));
    }

    /**
     * The text of a conversation, with marks around what must not become control tokens. Where there are pictures,
     * contents are lists of parts, as templates of models that see have it.
     */
    String render(List<Message> messages) {
        boolean texts = messages.stream().flatMap(m -> m.parts().stream()).allMatch(p -> p instanceof Part.Text);
        return rendered(messages.stream()
                .map(m -> Map.of(
                        "role",
                        m.role(),
                        "content",
                        texts
                                ? guarded(m.text())
                                : m.parts().stream().map(this::part).toList()))
                .toList());
    }

    private Map<String, Object> part(Part part) {
        return switch (part) {
            case Part.Text(String text) -> Map.of("type", "text", "text", guarded(text));
            case Part.Picture _ -> Map.of("type", "image");
        };
    }

    /** The text of a conversation whose contents are texts, {@code placeholder} and a line break for each picture. */
    String renderTexts(List<Message> messages, String placeholder) {
        List<Map<String, Object>> all = new ArrayList<>();
        for (Message message : messages) {
            StringBuilder content = new StringBuilder();
            for (Part part : message.parts()) {
                content.append(part instanceof Part.Text(String text) ? guarded(text) : placeholder + "\n");
            }
            all.add(Map.of("role", message.role(), "content", content.toString()));
        }
        return rendered(all);
    }

    private String rendered(List<Map<String, Object>> messages) {
        Map<String, Object> context = new HashMap<>();
        context.put("messages", messages);
        context.put("add_generation_prompt", true);
        token("bos_token", tokenizer.bos(), context);
        token("eos_token", tokenizer.eos(), context);
        token("pad_token", tokenizer.pad(), context);
        token("unk_token", tokenizer.unk(), context);
        return template.render(context).text();
    }

    private void token(String name, OptionalInt id, Map<String, Object> context) {
        id.ifPresent(i -> context.put(name, tokenizer.token(i)));
    }

    /** A message with marks around each text of a control token. */
    String guarded(String message) {
        String unmarked = message.replace(String.valueOf(OPEN), "").replace(String.valueOf(CLOSE), "");
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < unmarked.length()) {
            int length = controlAt(unmarked, i);
            if (length > 0) {
                out.append(OPEN).append(unmarked, i, i + length).append(CLOSE);
            } else {
                out.append(unmarked.charAt(i));
            }
            i += Math.max(1, length);
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

    /**
     * A piece of a conversation.
     *
     * @param literal whether it comes from a message and looks like a control token
     */
    record Piece(int[] ids, boolean literal) {}

    /** The ids of what {@link #render} returned, or of a part of it. */
    int[] ids(String text) {
        return pieces(text).stream().flatMapToInt(p -> Arrays.stream(p.ids)).toArray();
    }

    /** The same in pieces. */
    List<Piece> pieces(String text) {
        List<Piece> out = new ArrayList<>();
        int from = 0;
        while (from < text.length()) {
            boolean guarded = text.charAt(from) == OPEN;
            int to = text.indexOf(guarded ? CLOSE : OPEN, from);
            String part = text.substring(guarded ? from + 1 : from, to < 0 ? text.length() : to);
            out.add(new Piece(tokenizer.encode(part, false, !guarded), guarded));
            from = to < 0 ? text.length() : guarded ? to + 1 : to;
        }
        return out;
    }
}
