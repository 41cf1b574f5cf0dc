package org.menura.serve.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.chat.tool.AnswerSum;
import org.menura.chat.tool.ParsedCall;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.generate.load.ModelTokenizer;
import org.menura.generate.session.Generator;
import org.menura.serve.http.ErrorFormat;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.ChatPrompt;
import org.menura.serve.work.ChatRequest;
import org.menura.serve.work.ChatRun;
import org.menura.serve.work.Services;
import org.menura.serve.work.Streams;
import org.menura.serve.work.TextRun;
import org.menura.serve.work.Usage;

/** {@code /v1/messages} and {@code /v1/messages/count_tokens}: answers in conversations, in Anthropic's form. */
public final class MessageRoutes {
    private final Services services;

    private MessageRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        MessageRoutes routes = new MessageRoutes(services);
        router.add("POST", "/v1/messages", ErrorFormat.ANTHROPIC, routes::answer);
        router.add("POST", "/v1/messages/count_tokens", ErrorFormat.ANTHROPIC, routes::count);
    }

    private void count(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            ModelTokenizer text = TextRun.language(lease).loaded().text();
            ChatRequest request = MessageFields.read(fields, text, services.limits(), true);
            fields.finish();
            ChatPrompt prompt = ChatPrompt.of(lease, request.conversation());
            int tokens = prompt.prompt(services.background(), exchange).ids().length;
            exchange.send(JsonOut.object("input_tokens", tokens));
        }
    }

    private void answer(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            ModelTokenizer text = TextRun.language(lease).loaded().text();
            boolean isStream = fields.flag("stream", false);
            ChatRequest request = MessageFields.read(fields, text, services.limits(), false);
            fields.finish();
            ChatRun run = ChatRun.start(services, exchange, lease, request);
            String id = RequestIds.next("msg_");
            exchange.header("request-id", exchange.id());
            if (isStream) {
                try (EventStream out = EventStream.events(exchange)) {
                    MessageStream stream = new MessageStream(out, id, lease.name(), run.promptTokens());
                    Streams.guarded(exchange, out, "error", () -> run.forEach(out, stream::add));
                }
            } else {
                AnswerSum sum = new AnswerSum();
                ChatRun.Ended[] end = new ChatRun.Ended[1];
                run.forEach(null, event -> {
                    switch (event) {
                        case ChatRun.Piece piece -> sum.add(piece.events());
                        case ChatRun.Ended ended -> end[0] = ended;
                        case ChatRun.Picture _ -> {}
                    }
                });
                exchange.send(whole(id, lease, sum, end[0], run.usage()));
            }
        }
    }

    private static Map<String, @Nullable Object> whole(
            String id, Lease lease, AnswerSum sum, ChatRun.Ended end, Usage usage) {
        List<Map<String, @Nullable Object>> content = new ArrayList<>();
        if (!sum.reasoning().isEmpty()) {
            content.add(JsonOut.object("type", "thinking", "thinking", sum.reasoning(), "signature", ""));
        }
        if (!sum.text().isEmpty()) {
            content.add(JsonOut.object("type", "text", "text", sum.text()));
        }
        for (ParsedCall call : sum.calls()) {
            content.add(JsonOut.object(
                    "type",
                    "tool_use",
                    "id",
                    call.id() == null ? RequestIds.next("toolu_") : call.id(),
                    "name",
                    call.name(),
                    "input",
                    input(call.arguments())));
        }
        return JsonOut.object(
                "id",
                id,
                "type",
                "message",
                "role",
                "assistant",
                "model",
                lease.name(),
                "content",
                content,
                "stop_reason",
                reason(end),
                "stop_sequence",
                end.result().stop(),
                "usage",
                usage(usage.prompt(), usage.cached(), usage.completion()));
    }

    /** The arguments of a call as an object; of a call that was cut off, none. */
    private static JsonNode input(String arguments) {
        try {
            JsonNode parsed = Json.parse(arguments, "arguments");
            if (parsed.isObject()) {
                return parsed;
            }
        } catch (FormatException _) {
            return JsonOut.tree(Map.of());
        }
        return JsonOut.tree(Map.of());
    }

    /** The reason of an answer's end in Anthropic's words. */
    static String reason(ChatRun.Ended end) {
        if (end.reason().equals("tool_calls")) {
            return "tool_use";
        }
        if (end.result().stop() != null) {
            return "stop_sequence";
        }
        return end.result().reason() == Generator.Reason.STOP
                ? "end_turn"
                : end.result().reason() == Generator.Reason.CONTEXT ? "model_context_window_exceeded" : "max_tokens";
    }

    static Map<String, @Nullable Object> usage(int prompt, int cached, int completion) {
        return JsonOut.object(
                "input_tokens",
                prompt - cached,
                "cache_creation_input_tokens",
                0,
                "cache_read_input_tokens",
                cached,
                "output_tokens",
                completion);
    }
}
