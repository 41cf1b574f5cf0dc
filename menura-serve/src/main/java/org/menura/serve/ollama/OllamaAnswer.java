package org.menura.serve.ollama;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerEvent;
import org.menura.chat.tool.AnswerSum;
import org.menura.chat.tool.ParsedCall;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.session.Generator;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.JsonOut;
import org.menura.serve.model.Lease;
import org.menura.serve.work.ChatRun;
import org.menura.serve.work.Streams;

/** Answers in ollama's form: a line for each piece, or all in one. */
final class OllamaAnswer {
    private final Exchange exchange;
    private final Lease lease;
    private final boolean isChat;
    private final boolean isStream;
    private final long start = System.nanoTime();
    private final AnswerSum sum = new AnswerSum();
    private final List<Map<String, @Nullable Object>> probs = new ArrayList<>();

    OllamaAnswer(Exchange exchange, Lease lease, boolean isChat, boolean isStream) {
        this.exchange = exchange;
        this.lease = lease;
        this.isChat = isChat;
        this.isStream = isStream;
    }

    /** Gives the answer of a conversation. */
    void give(ChatRun run) {
        if (!isStream) {
            run.forEach(null, event -> {
                switch (event) {
                    case ChatRun.Piece piece -> {
                        sum.add(piece.events());
                        probs.addAll(piece.logProbs());
                    }
                    case ChatRun.Picture _ -> {}
                    case ChatRun.Ended ended -> exchange.send(last(content(sum), ended.result()));
                }
            });
            return;
        }
        try (EventStream out = EventStream.lines(exchange)) {
            Streams.guarded(
                    exchange,
                    out,
                    () -> run.forEach(out, event -> {
                        switch (event) {
                            case ChatRun.Piece piece -> {
                                probs.addAll(piece.logProbs());
                                piece.events().forEach(e -> piece(out, e));
                            }
                            case ChatRun.Picture _ -> {}
                            case ChatRun.Ended ended -> out.send(last(content(new AnswerSum()), ended.result()));
                        }
                    }));
        }
    }

    private void piece(EventStream out, AnswerEvent event) {
        AnswerSum one = new AnswerSum();
        sum.add(List.of(event));
        switch (event) {
            case AnswerEvent.Text _, AnswerEvent.Reasoning _ -> {
                one.add(List.of(event));
                out.send(line(content(one), false));
            }
            case AnswerEvent.CallEnd(int index, @Nullable String _, boolean _) ->
                out.send(line(calls(List.of(sum.calls().get(index))), false));
            case AnswerEvent.CallBegin _, AnswerEvent.ArgumentText _, AnswerEvent.TextWasReasoning _ -> {}
        }
    }

    /** What an answer says, as ollama has it. */
    private Map<String, @Nullable Object> content(AnswerSum of) {
        Map<String, @Nullable Object> said = JsonOut.object(isChat ? "content" : "response", of.text());
        if (!of.reasoning().isEmpty()) {
            said.put("thinking", of.reasoning());
        }
        if (!of.calls().isEmpty()) {
            said.putAll(calls(of.calls()));
        }
        return said;
    }

    private Map<String, @Nullable Object> calls(List<ParsedCall> calls) {
        List<Map<String, @Nullable Object>> out = new ArrayList<>();
        for (ParsedCall call : calls) {
            Object arguments;
            try {
                arguments = Json.parse(call.arguments(), "arguments");
            } catch (FormatException _) {
                arguments = Map.of();
            }
            out.add(JsonOut.object("function", JsonOut.object("name", call.name(), "arguments", arguments)));
        }
        Map<String, @Nullable Object> said = JsonOut.object("tool_calls", out);
        said.putIfAbsent(isChat ? "content" : "response", "");
        return said;
    }

    private Map<String, @Nullable Object> line(Map<String, @Nullable Object> said, boolean isDone) {
        Map<String, @Nullable Object> out = JsonOut.object(
                "model", lease.name(), "created_at", Instant.now().toString());
        if (isChat) {
            Map<String, @Nullable Object> message = JsonOut.object("role", "assistant");
            message.putAll(said);
            out.put("message", message);
        } else {
            out.putAll(said);
        }
        if (!probs.isEmpty()) {
            out.put("logprobs", List.copyOf(probs));
            probs.clear();
        }
        out.put("done", isDone);
        return out;
    }

    private Map<String, @Nullable Object> last(Map<String, @Nullable Object> said, Generator.Result result) {
        Map<String, @Nullable Object> out = line(said, true);
        out.put("done_reason", result.reason() == Generator.Reason.STOP ? "stop" : "length");
        out.put("total_duration", System.nanoTime() - start);
        out.put("load_duration", 0);
        out.put("prompt_eval_count", result.promptTokens());
        out.put("prompt_eval_duration", result.promptNanos());
        out.put("eval_count", result.tokens().size());
        out.put("eval_duration", result.tokenNanos());
        return out;
    }

    /** Answers a request that only loads or unloads a model. */
    void loaded(String reason) {
        Map<String, @Nullable Object> out = line(content(new AnswerSum()), true);
        out.put("done_reason", reason);
        exchange.send(out);
    }
}
