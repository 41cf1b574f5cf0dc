package org.menura.serve.anthropic;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.generate.session.Generator;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
import org.menura.serve.work.ChatRun;

/** An answer as Anthropic's stream of events: a message of content blocks, each begun, written and stopped. */
final class MessageStream {
    private final EventStream out;
    private final String id;
    private final String model;
    private final int promptTokens;
    private boolean begun;
    private int block = -1;
    private @Nullable String kind;

    MessageStream(EventStream out, String id, String model, int promptTokens) {
        this.out = out;
        this.id = id;
        this.model = model;
        this.promptTokens = promptTokens;
    }

    void add(ChatRun.Event event) {
        begin();
        switch (event) {
            case ChatRun.Piece piece -> piece.events().forEach(this::add);
            case ChatRun.Picture _ -> {}
            case ChatRun.Ended ended -> end(ended);
        }
    }

    private void begin() {
        if (!begun) {
            begun = true;
            send(
                    "message_start",
                    JsonOut.object(
                            "message",
                            JsonOut.object(
                                    "id",
                                    id,
                                    "type",
                                    "message",
                                    "role",
                                    "assistant",
                                    "model",
                                    model,
                                    "content",
                                    List.of(),
                                    "stop_reason",
                                    null,
                                    "stop_sequence",
                                    null,
                                    "usage",
                                    MessageRoutes.usage(promptTokens, 0, 0))));
        }
    }

    private void add(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Text(String text) -> {
                open("text", JsonOut.object("type", "text", "text", ""));
                delta(JsonOut.object("type", "text_delta", "text", text));
            }
            case AnswerEvent.Reasoning(String text) -> {
                open("thinking", JsonOut.object("type", "thinking", "thinking", "", "signature", ""));
                delta(JsonOut.object("type", "thinking_delta", "thinking", text));
            }
            case AnswerEvent.CallBegin(int _, @Nullable String call, String name) -> {
                close();
                open(
                        "tool_use",
                        JsonOut.object(
                                "type",
                                "tool_use",
                                "id",
                                call == null ? RequestIds.next("toolu_") : call,
                                "name",
                                name,
                                "input",
                                Map.of()));
            }
            case AnswerEvent.ArgumentText(int _, String json) ->
                delta(JsonOut.object("type", "input_json_delta", "partial_json", json));
            case AnswerEvent.CallEnd _ -> close();
            case AnswerEvent.TextWasReasoning _ -> {}
        }
    }

    private void open(String wanted, Map<String, @Nullable Object> content) {
        if (!wanted.equals(kind)) {
            close();
            kind = wanted;
            block++;
            send("content_block_start", JsonOut.object("index", block, "content_block", content));
        }
    }

    private void delta(Map<String, @Nullable Object> delta) {
        send("content_block_delta", JsonOut.object("index", block, "delta", delta));
    }

    private void close() {
        if (kind != null) {
            kind = null;
            send("content_block_stop", JsonOut.object("index", block));
        }
    }

    private void end(ChatRun.Ended ended) {
        close();
        Generator.Result result = ended.result();
        send(
                "message_delta",
                JsonOut.object(
                        "delta",
                        JsonOut.object("stop_reason", MessageRoutes.reason(ended), "stop_sequence", result.stop()),
                        "usage",
                        MessageRoutes.usage(
                                result.promptTokens(),
                                result.cachedTokens(),
                                result.tokens().size())));
        send("message_stop", JsonOut.object());
    }

    private void send(String type, Map<String, @Nullable Object> fields) {
        Map<String, @Nullable Object> event = JsonOut.object("type", type);
        event.putAll(fields);
        out.send(type, event);
    }
}
