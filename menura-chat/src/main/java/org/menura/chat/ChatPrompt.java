package org.menura.chat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import org.menura.chat.template.ChatTemplate;
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
    private final String signals;

    /** Prompts of a model that says nothing but text. */
    public ChatPrompt(ChatTemplate template, Tokenizer tokenizer) {
        this(template, tokenizer, "");
    }

    /**
     * Prompts of a model.
     *
     * @param signals what stands in the assistant's messages for a picture that it drew; empty where it draws none
     */
    public ChatPrompt(ChatTemplate template, Tokenizer tokenizer, String signals) {
        this.template = template;
        this.tokenizer = tokenizer;
        this.signals = signals;
        this.controls = tokenizer.addedTokens().stream()
                .map(AddedToken::content)
                .filter(text -> !text.isBlank())
                .toList();
    }

    /**
     * The ids of a conversation and of what introduces the assistant's next turn.
     *
     * @throws org.menura.chat.template.TemplateException if the template refuses the conversation
     */
    public int[] encode(List<Message> messages) {
        return ids(render(messages));
    }

    /**
     * The text of a conversation, with marks around what must not become control tokens. Where there are pictures or
     * sounds, contents are lists of parts, as templates of models that perceive have it.
     */
    public String render(List<Message> messages) {
        boolean texts = messages.stream()
                .allMatch(m -> m.parts().stream().allMatch(p -> p instanceof Part.Text || isDrawn(m, p)));
        return rendered(messages.stream()
                .map(m -> Map.of(
                        "role",
                        m.role(),
                        "content",
                        texts
                                ? content(m)
                                : m.parts().stream().map(p -> part(m, p)).toList()))
                .toList());
    }

    private boolean isDrawn(Message message, Part part) {
        return !signals.isEmpty() && message.role().equals("assistant") && part instanceof Part.Picture;
    }

    private Map<String, Object> part(Message message, Part part) {
        if (isDrawn(message, part)) {
            return Map.of("type", "text", "text", signals);
        }
        return part instanceof Part.Text(String text)
                ? Map.of("type", "text", "text", guarded(text))
                : Map.of("type", part.modality());
    }

    /** The text of a message that holds neither pictures nor sounds but those that the model drew itself. */
    public String content(Message message) {
        return content(message, _ -> "");
    }

    private String content(Message message, Function<Part, String> placeholder) {
        StringBuilder content = new StringBuilder();
        for (Part part : message.parts()) {
            if (isDrawn(message, part)) {
                content.append(signals);
            } else {
                content.append(part instanceof Part.Text(String text) ? guarded(text) : placeholder.apply(part));
            }
        }
        return content.toString();
    }

    /** The text of a conversation whose contents are texts: a placeholder and a line break for each picture and sound. */
    public String renderTexts(List<Message> messages, Function<Part, String> placeholder) {
        return rendered(messages.stream()
                .map(m -> Map.<String, Object>of(
                        "role", m.role(), "content", content(m, p -> placeholder.apply(p) + "\n")))
                .toList());
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
    public record Piece(int[] ids, boolean literal) {}

    /** The ids of what {@link #render} returned, or of a part of it. */
    public int[] ids(String text) {
        return pieces(text).stream().flatMapToInt(p -> Arrays.stream(p.ids)).toArray();
    }

    /** The same in pieces. */
    public List<Piece> pieces(String text) {
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
