package org.menura.chat.tool;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Extension;

/** What the events of an answer add up to. */
@Extension
public final class AnswerSum {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder reasoning = new StringBuilder();
    private final List<ParsedCall> calls = new ArrayList<>();

    /** Adds events. */
    public void add(List<AnswerEvent> events) {
        for (AnswerEvent event : events) {
            switch (event) {
                case AnswerEvent.Text(String piece) -> text.append(piece);
                case AnswerEvent.Reasoning(String piece) -> reasoning.append(piece);
                case AnswerEvent.TextWasReasoning() -> {
                    reasoning.append(text);
                    text.setLength(0);
                }
                case AnswerEvent.CallBegin(int _, @Nullable String id, String name) ->
                    calls.add(new ParsedCall(id, name, "", false));
                case AnswerEvent.ArgumentText(int index, String json) -> {
                    ParsedCall call = calls.get(index);
                    calls.set(index, new ParsedCall(call.id(), call.name(), call.arguments() + json, false));
                }
                case AnswerEvent.CallEnd(int index, @Nullable String id, boolean complete) -> {
                    ParsedCall call = calls.get(index);
                    calls.set(index, new ParsedCall(id, call.name(), call.arguments(), complete));
                }
            }
        }
    }

    /** Returns the text so far. */
    public String text() {
        return text.toString();
    }

    /** Returns the reasoning so far. */
    public String reasoning() {
        return reasoning.toString();
    }

    /** Returns the tool calls so far. */
    public List<ParsedCall> calls() {
        return List.copyOf(calls);
    }
}
