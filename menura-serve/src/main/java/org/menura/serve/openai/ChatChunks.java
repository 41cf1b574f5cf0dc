package org.menura.serve.openai;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
import org.menura.serve.work.ChatRun;
import org.menura.serve.work.TextFields;
import org.menura.serve.work.Usage;

/** Answers as a stream of {@code chat.completion.chunk}s. */
final class ChatChunks {
    private final ChatJson json;
    private final EventStream out;
    private final TextFields.Stream stream;
    private final Map<Integer, List<Map<String, @Nullable Object>>> begun = new HashMap<>();

    ChatChunks(ChatJson json, EventStream out, TextFields.Stream stream) {
        this.json = json;
        this.out = out;
        this.stream = stream;
    }

    void add(ChatRun.Event event) {
        int choice = event.choice();
        if (!begun.containsKey(choice)) {
            begun.put(choice, new ArrayList<>());
            send(choice, JsonOut.object("role", "assistant", "content", ""), null);
        }
        switch (event) {
            case ChatRun.Piece piece -> {
                held(choice).addAll(piece.logProbs());
                piece.events().forEach(e -> add(choice, e));
            }
            case ChatRun.Picture picture ->
                send(choice, JsonOut.object("images", List.of(ChatJson.picture(picture.png()))), null);
            case ChatRun.Ended ended -> send(choice, JsonOut.object(), ended.reason());
        }
    }

    private List<Map<String, @Nullable Object>> held(int choice) {
        return begun.computeIfAbsent(choice, _ -> new ArrayList<>());
    }

    private void add(int choice, AnswerEvent event) {
        switch (event) {
            case AnswerEvent.Text(String text) -> send(choice, JsonOut.object("content", text), null);
            case AnswerEvent.Reasoning(String text) -> send(choice, JsonOut.object("reasoning_content", text), null);
            case AnswerEvent.CallBegin(int index, @Nullable String id, String name) ->
                send(
                        choice,
                        call(JsonOut.object(
                                "index",
                                index,
                                "id",
                                id == null ? RequestIds.next("call_") : id,
                                "type",
                                "function",
                                "function",
                                JsonOut.object("name", name, "arguments", ""))),
                        null);
            case AnswerEvent.ArgumentText(int index, String text) ->
                send(choice, call(JsonOut.object("index", index, "function", JsonOut.object("arguments", text))), null);
            case AnswerEvent.CallEnd _, AnswerEvent.TextWasReasoning _ -> {}
        }
    }

    private static Map<String, @Nullable Object> call(Map<String, @Nullable Object> one) {
        return JsonOut.object("tool_calls", List.of(one));
    }

    private void send(int choice, Map<String, @Nullable Object> delta, @Nullable String reason) {
        List<Map<String, @Nullable Object>> probs = held(choice);
        Map<String, @Nullable Object> one = JsonOut.object("index", choice, "delta", delta);
        if (json.withLogProbs()) {
            one.put(
                    "logprobs",
                    probs.isEmpty() ? null : JsonOut.object("content", List.copyOf(probs), "refusal", null));
            probs.clear();
        }
        one.put("finish_reason", reason);
        Map<String, @Nullable Object> chunk = json.head("chat.completion.chunk", List.of(one));
        if (stream.withUsage()) {
            chunk.put("usage", null);
        }
        out.send(chunk);
    }

    /** Ends the stream. */
    void finish(Usage usage) {
        if (stream.withUsage()) {
            Map<String, @Nullable Object> last = json.head("chat.completion.chunk", List.of());
            last.put("usage", usage.openai());
            last.put("timings", usage.timings());
            out.send(last);
        }
        out.sendText("[DONE]");
    }
}
