package org.menura.serve.responses;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
import org.menura.serve.work.ChatRun;

/** The output of a response, item by item, with the events that tell of it. */
final class ResponseOutput {
    /** Hears of events: their type, and what they say. */
    @FunctionalInterface
    interface Listener {
        /** Hears of an event. */
        void accept(String type, Map<String, @Nullable Object> fields);
    }

    private enum Kind {
        MESSAGE,
        REASONING,
        CALL
    }

    private final Listener listener;
    private final List<Map<String, @Nullable Object>> items = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final List<Map<String, @Nullable Object>> probs = new ArrayList<>();
    private @Nullable Kind kind;
    private String id = "";
    private String callId = "";
    private String name = "";

    ResponseOutput(Listener listener) {
        this.listener = listener;
    }

    /** Returns the items that are complete. */
    List<Map<String, @Nullable Object>> items() {
        return items;
    }

    void add(ChatRun.Piece piece) {
        probs.addAll(piece.logProbs());
        piece.events().forEach(this::add);
    }

    private void add(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Text(String piece) -> {
                open(Kind.MESSAGE);
                text.append(piece);
                tell(
                        "response.output_text.delta",
                        JsonOut.object(
                                "item_id",
                                id,
                                "output_index",
                                items.size(),
                                "content_index",
                                0,
                                "delta",
                                piece,
                                "logprobs",
                                List.of()));
            }
            case AnswerEvent.Reasoning(String piece) -> {
                open(Kind.REASONING);
                text.append(piece);
                tell(
                        "response.reasoning_text.delta",
                        JsonOut.object(
                                "item_id", id, "output_index", items.size(), "content_index", 0, "delta", piece));
            }
            case AnswerEvent.CallBegin(int _, @Nullable String call, String function) -> {
                close("completed");
                name = function;
                callId = call == null ? RequestIds.next("call_") : call;
                open(Kind.CALL);
            }
            case AnswerEvent.ArgumentText(int _, String json) -> {
                text.append(json);
                tell(
                        "response.function_call_arguments.delta",
                        JsonOut.object("item_id", id, "output_index", items.size(), "delta", json));
            }
            case AnswerEvent.CallEnd(int _, @Nullable String _, boolean complete) ->
                close(complete ? "completed" : "incomplete");
            case AnswerEvent.TextWasReasoning _ -> {}
        }
    }

    private void open(Kind wanted) {
        if (kind == wanted) {
            return;
        }
        close("completed");
        kind = wanted;
        id = RequestIds.next(
                switch (wanted) {
                    case MESSAGE -> "msg_";
                    case REASONING -> "rs_";
                    case CALL -> "fc_";
                });
        tell(
                "response.output_item.added",
                JsonOut.object("output_index", items.size(), "item", item("in_progress", false)));
        if (wanted != Kind.CALL) {
            tell(
                    "response.content_part.added",
                    JsonOut.object("item_id", id, "output_index", items.size(), "content_index", 0, "part", part("")));
        }
    }

    /** Closes the item that is open. */
    void close(String status) {
        Kind open = kind;
        if (open == null) {
            return;
        }
        Map<String, @Nullable Object> at = JsonOut.object("item_id", id, "output_index", items.size());
        switch (open) {
            case MESSAGE -> {
                at.put("content_index", 0);
                tell("response.output_text.done", with(at, "text", text.toString(), "logprobs", List.of()));
                tell("response.content_part.done", with(at, "part", part(text.toString())));
            }
            case REASONING -> {
                at.put("content_index", 0);
                tell("response.reasoning_text.done", with(at, "text", text.toString()));
                tell("response.content_part.done", with(at, "part", part(text.toString())));
            }
            case CALL ->
                tell("response.function_call_arguments.done", with(at, "name", name, "arguments", text.toString()));
        }
        Map<String, @Nullable Object> item = item(status, true);
        tell("response.output_item.done", JsonOut.object("output_index", items.size(), "item", item));
        items.add(item);
        text.setLength(0);
        probs.clear();
        kind = null;
    }

    private static Map<String, @Nullable Object> with(Map<String, @Nullable Object> at, @Nullable Object... more) {
        Map<String, @Nullable Object> out = JsonOut.object();
        out.putAll(at);
        out.putAll(JsonOut.object(more));
        return out;
    }

    private Map<String, @Nullable Object> part(String content) {
        return kind == Kind.REASONING
                ? JsonOut.object("type", "reasoning_text", "text", content)
                : JsonOut.object(
                        "type",
                        "output_text",
                        "text",
                        content,
                        "annotations",
                        List.of(),
                        "logprobs",
                        List.copyOf(probs));
    }

    private Map<String, @Nullable Object> item(String status, boolean withContent) {
        List<Object> content = withContent ? List.of(part(text.toString())) : List.of();
        return switch (kind) {
            case CALL ->
                JsonOut.object(
                        "id", id,
                        "type", "function_call",
                        "status", status,
                        "call_id", callId,
                        "name", name,
                        "arguments", text.toString());
            case REASONING ->
                JsonOut.object(
                        "id", id, "type", "reasoning", "summary", List.of(), "content", content, "status", status);
            case MESSAGE ->
                JsonOut.object(
                        "id", id,
                        "type", "message",
                        "role", "assistant",
                        "status", status,
                        "content", content);
            case null -> throw new IllegalStateException("no item is open");
        };
    }

    private void tell(String type, Map<String, @Nullable Object> fields) {
        listener.accept(type, fields);
    }
}
