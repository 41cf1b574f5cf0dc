package org.menura.chat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.menura.format.Modality;
import org.menura.format.image.Image;

/**
 * A message of a conversation: a role, content and further fields.
 *
 * @param content parts of the message, in order; none where the assistant only calls tools
 * @param fields further fields for the chat template, JSON values by name, such as {@code tool_calls},
 *     {@code tool_call_id}, {@code name} and {@code reasoning_content}
 */
public record Message(Role role, List<Content> content, Map<String, @Nullable Object> fields) {
    private static final Pattern PLACE = Pattern.compile("<(image|audio)>");
    static final String TOOL_CALLS = "tool_calls";
    private static final String TOOL_CALL_ID = "tool_call_id";
    static final String REASONING = "reasoning_content";

    // Written out, since a compact constructor's parameters lose their null annotations in class files.
    public Message(Role role, List<Content> content, Map<String, @Nullable Object> fields) {
        this.role = role;
        this.content = List.copyOf(content);
        this.fields = frozen(fields);
    }

    /** Creates a message without further fields. */
    public Message(Role role, List<? extends Content> content) {
        this(role, List.copyOf(content), Map.of());
    }

    /** Creates a text message. */
    public static Message of(Role role, String text) {
        return new Message(role, List.of(new Content.Text(text)));
    }

    /** Creates a system message of text. */
    public static Message system(String text) {
        return of(Role.SYSTEM, text);
    }

    /** Creates a user message of text. */
    public static Message user(String text) {
        return of(Role.USER, text);
    }

    /** Creates an assistant message of text. */
    public static Message assistant(String text) {
        return of(Role.ASSISTANT, text);
    }

    /**
     * Creates a tool message, which holds the result of a tool call.
     *
     * @param callId {@link ToolCall#id} of the call
     */
    public static Message tool(String callId, String result) {
        return of(Role.TOOL, result).with(TOOL_CALL_ID, callId);
    }

    /** Creates a user message of images, then text. */
    public static Message user(List<Image> images, String text) {
        List<Content> content = new ArrayList<>();
        images.forEach(p -> content.add(new Content.Image(p)));
        content.add(new Content.Text(text));
        return new Message(Role.USER, content);
    }

    /**
     * Creates a user message with images and audio: each where its placeholder {@code <image>} or {@code <audio>}
     * stands in the text, those without one before it. Where none of a kind are given, its placeholders are text.
     *
     * @throws IllegalArgumentException if the text has more places for a kind than there are of it
     */
    public static Message user(String text, List<? extends Content> media) {
        Map<Modality, Deque<Content>> left = new EnumMap<>(Modality.class);
        media.forEach(
                m -> left.computeIfAbsent(m.modality(), _ -> new ArrayDeque<>()).add(m));
        List<Content> placed = new ArrayList<>();
        Matcher places = PLACE.matcher(text);
        int from = 0;
        while (places.find()) {
            Deque<Content> kind = left.get(Modality.of(places.group(1)).orElseThrow());
            if (kind == null) {
                continue;
            }
            if (kind.isEmpty()) {
                throw new IllegalArgumentException(
                        "the prompt has more places %s than there are files for".formatted(places.group()));
            }
            write(text.substring(from, places.start()), placed);
            placed.add(kind.remove());
            from = places.end();
        }
        write(text.substring(from), placed);
        List<Content> content = new ArrayList<>(media.stream()
                .filter(m -> Objects.requireNonNull(left.get(m.modality())).contains(m))
                .toList());
        content.addAll(placed.isEmpty() ? List.of(new Content.Text("")) : placed);
        return new Message(Role.USER, content);
    }

    private static void write(String text, List<Content> to) {
        if (!text.isEmpty()) {
            to.add(new Content.Text(text));
        }
    }

    /** Returns a copy whose content begins with a text: one with the text that it began with. */
    public Message withTextBefore(String text) {
        List<Content> parts = new ArrayList<>(content);
        String rest = !parts.isEmpty() && parts.getFirst() instanceof Content.Text(String first) ? first : null;
        if (rest != null) {
            parts.removeFirst();
        }
        parts.addFirst(new Content.Text(rest == null ? text : text + rest));
        return new Message(role, parts, fields);
    }

    /** Returns a copy whose content ends with a text: one with the text that it ended with. */
    public Message withTextAfter(String text) {
        List<Content> parts = new ArrayList<>(content);
        String rest = !parts.isEmpty() && parts.getLast() instanceof Content.Text(String last) ? last : null;
        if (rest != null) {
            parts.removeLast();
        }
        parts.addLast(new Content.Text(rest == null ? text : rest + text));
        return new Message(role, parts, fields);
    }

    /** Returns whether this is a message of the assistant. */
    public boolean isAssistant() {
        return role.equals(Role.ASSISTANT);
    }

    /** Returns the text of the content, without images and audio. */
    public String text() {
        StringBuilder out = new StringBuilder();
        for (Content part : content) {
            if (part instanceof Content.Text(String text)) {
                out.append(text);
            }
        }
        return out.toString();
    }

    /** Returns the images and audio of the content, in order. */
    public List<Content> media() {
        return content.stream().filter(c -> !(c instanceof Content.Text)).toList();
    }

    /**
     * Returns the tool calls of an assistant message.
     *
     * @throws org.menura.format.FormatException if {@code tool_calls} holds something else
     */
    public List<ToolCall> toolCalls() {
        return fields.get(TOOL_CALLS) instanceof List<?> calls
                ? calls.stream().map(ToolCall::of).toList()
                : List.of();
    }

    /** Returns the id of the call that a tool message answers. */
    public @Nullable String toolCallId() {
        return fields.get(TOOL_CALL_ID) instanceof String id ? id : null;
    }

    /** Returns the reasoning that precedes the assistant's answer. */
    public @Nullable String reasoning() {
        return fields.get(REASONING) instanceof String text ? text : null;
    }

    /** Returns a copy with tool calls. */
    public Message withToolCalls(List<ToolCall> calls) {
        return with(TOOL_CALLS, calls.stream().map(ToolCall::toJson).toList());
    }

    /** Returns a copy with the reasoning that precedes the answer. */
    public Message withReasoning(String text) {
        return with(REASONING, text);
    }

    /** Returns a copy with another field, a JSON value. */
    public Message with(String field, @Nullable Object value) {
        Map<String, @Nullable Object> more = new LinkedHashMap<>(fields);
        more.put(field, value);
        return new Message(role, content, more);
    }

    /** Copies JSON values, whose maps and lists can't be changed afterwards. */
    static Map<String, @Nullable Object> frozen(Map<String, @Nullable Object> values) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(name, frozenValue(value)));
        return Collections.unmodifiableMap(copy);
    }

    private static @Nullable Object frozenValue(@Nullable Object value) {
        return switch (value) {
            case null -> null;
            case Map<?, ?> map -> {
                Map<String, @Nullable Object> named = new LinkedHashMap<>();
                map.forEach((name, of) -> named.put(String.valueOf(name), of));
                yield frozen(named);
            }
            case List<?> list -> {
                List<@Nullable Object> copy = new ArrayList<>();
                list.forEach(of -> copy.add(frozenValue(of)));
                yield Collections.unmodifiableList(copy);
            }
            default -> value;
        };
    }
}
