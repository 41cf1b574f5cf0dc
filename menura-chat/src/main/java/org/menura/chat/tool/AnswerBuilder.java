package org.menura.chat.tool;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.chat.ToolCall;
import org.menura.format.json.Json;

/** The answer as far as it has been read: its events, and what they add up to. */
final class AnswerBuilder {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<Call> calls = new ArrayList<>();
    private List<AnswerEvent> events = new ArrayList<>();

    private static final class Call {
        final String name;
        final StringBuilder arguments = new StringBuilder();

        @Nullable
        String id;

        boolean complete;

        Call(@Nullable String id, String name) {
            this.id = id;
            this.name = name;
        }

        ParsedCall parsed() {
            return new ParsedCall(id, name, arguments.toString(), complete);
        }
    }

    List<AnswerEvent> drain() {
        List<AnswerEvent> out = events;
        events = new ArrayList<>();
        return out;
    }

    boolean saysNothing() {
        return text.isEmpty() && reasoning.isEmpty() && calls.isEmpty();
    }

    boolean hasText() {
        return !text.isEmpty();
    }

    int calls() {
        return calls.size();
    }

    void text(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            events.add(new AnswerEvent.Text(piece));
        }
    }

    void reasoning(String piece) {
        if (!piece.isEmpty()) {
            reasoning.append(piece);
            events.add(new AnswerEvent.Reasoning(piece));
        }
    }

    void textWasReasoning() {
        reasoning.append(text);
        text.setLength(0);
        events.add(new AnswerEvent.TextWasReasoning());
    }

    void begin(@Nullable String id, String name) {
        events.add(new AnswerEvent.CallBegin(calls.size(), id, name));
        calls.add(new Call(id, name));
    }

    void arguments(String json) {
        if (!json.isEmpty()) {
            calls.getLast().arguments.append(json);
            events.add(new AnswerEvent.ArgumentText(calls.size() - 1, json));
        }
    }

    void end(@Nullable String id, boolean complete) {
        Call call = calls.getLast();
        call.id = id;
        call.complete = complete;
        events.add(new AnswerEvent.CallEnd(calls.size() - 1, id, complete));
    }

    List<ParsedCall> parsed() {
        return calls.stream().map(Call::parsed).toList();
    }

    String allText() {
        return text.toString();
    }

    String allReasoning() {
        return reasoning.toString();
    }

    Message message() {
        List<ToolCall> whole = new ArrayList<>();
        for (Call call : calls) {
            if (call.complete) {
                whole.add(new ToolCall(call.id, call.name, values(call.arguments.toString())));
            }
        }
        Message message = new Message(
                Role.ASSISTANT,
                text.isEmpty() && !whole.isEmpty() ? List.of() : List.of(new Content.Text(text.toString())));
        message = reasoning.isEmpty() ? message : message.withReasoning(reasoning.toString());
        return whole.isEmpty() ? message : message.withToolCalls(whole);
    }

    private static Map<String, @Nullable Object> values(String json) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        JsonNode parsed = Json.parse(json, "arguments of a tool call");
        parsed.properties().forEach(e -> out.put(e.getKey(), MAPPER.convertValue(e.getValue(), Object.class)));
        return out;
    }
}
