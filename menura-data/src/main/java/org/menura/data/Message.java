package org.menura.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A turn of a conversation.
 *
 * @param role {@code system}, {@code user}, {@code assistant}, {@code tool} or what else the template knows
 * @param parts what is said, shown and played, in order
 * @param fields what else the template may read, such as {@code tool_calls}
 */
public record Message(String role, List<MessagePart> parts, Map<String, @Nullable Object> fields) {
    public Message {
        parts = List.copyOf(parts);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** What is said in words alone. */
    public Message(String role, String content, Map<String, @Nullable Object> fields) {
        this(role, List.of(new MessagePart.Text(content)), fields);
    }

    /** The same without further fields. */
    public Message(String role, String content) {
        this(role, content, Map.of());
    }

    boolean isAssistant() {
        return role.equals("assistant");
    }

    /** The text alone. */
    public String content() {
        return said(text -> text, _ -> "");
    }

    /** The same with tokens in the place of the pictures that the assistant draws. */
    public Message drawn(String signals) {
        if (!isAssistant()) {
            return this;
        }
        List<MessagePart> said = parts.stream()
                .map(p -> p instanceof MessagePart.Media(String modality, var _) && modality.equals("image")
                        ? new MessagePart.Signals(signals)
                        : p)
                .toList();
        return new Message(role, said, fields);
    }

    /** All of it as one text, in which something stands for each picture and sound. */
    String said(UnaryOperator<String> shown, Function<MessagePart.Media, String> placeholder) {
        StringBuilder out = new StringBuilder();
        for (MessagePart part : parts) {
            out.append(
                    switch (part) {
                        case MessagePart.Text(String text) -> shown.apply(text);
                        case MessagePart.Media media -> placeholder.apply(media);
                        case MessagePart.Signals(String tokens) -> tokens;
                    });
        }
        return out.toString();
    }

    /** The pictures and sounds, in order. */
    public List<MessagePart.Media> media() {
        List<MessagePart.Media> out = new ArrayList<>();
        for (MessagePart part : parts) {
            if (part instanceof MessagePart.Media media) {
                out.add(media);
            }
        }
        return out;
    }

    /** What a chat template reads where contents are texts. */
    Map<String, @Nullable Object> toContext(String shownContent) {
        return context(shownContent);
    }

    /** What a chat template reads where contents are lists of parts. */
    Map<String, @Nullable Object> toParts(UnaryOperator<String> shown) {
        List<Map<String, Object>> list = new ArrayList<>();
        for (MessagePart part : parts) {
            list.add(
                    switch (part) {
                        case MessagePart.Text(String text) -> Map.of("type", "text", "text", shown.apply(text));
                        case MessagePart.Media m -> Map.of("type", m.modality());
                        case MessagePart.Signals(String tokens) -> Map.of("type", "text", "text", tokens);
                    });
        }
        return context(list);
    }

    private Map<String, @Nullable Object> context(Object content) {
        Map<String, @Nullable Object> context = new LinkedHashMap<>();
        context.put("role", role);
        context.put("content", content);
        context.putAll(fields);
        return context;
    }
}
