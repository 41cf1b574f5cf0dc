package org.menura.serve.responses;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.HttpError;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.RequestIds;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.ChatPrompt;
import org.menura.serve.work.ChatRun;
import org.menura.serve.work.Services;
import org.menura.serve.work.Streams;
import org.menura.serve.work.TextRun;
import org.menura.serve.work.Usage;

/** {@code /v1/responses}: answers as items, which later requests can go on from by the response's id. */
public final class ResponseRoutes {
    private final Services services;
    private final ResponseStore store = new ResponseStore();

    private ResponseRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        ResponseRoutes routes = new ResponseRoutes(services);
        for (String path : List.of("/v1/responses", "/responses")) { // llama.cpp's server has both
            router.add("POST", path, routes::create);
            router.add("POST", path + "/input_tokens", routes::count);
        }
        router.add("GET", "/v1/responses/{id}", routes::get);
        router.add("DELETE", "/v1/responses/{id}", routes::delete);
    }

    private void get(Exchange exchange) {
        if ("true".equals(exchange.query("stream"))) {
            throw HttpError.unsupported(
                    "stream", "a response that is stored is not streamed again; leave out 'stream'");
        }
        exchange.send(stored(exchange.parameter("id"), "id").json());
    }

    private void delete(Exchange exchange) {
        String id = exchange.parameter("id");
        stored(id, "id");
        exchange.send(JsonOut.object("id", id, "object", "response", "deleted", store.remove(id)));
    }

    private ResponseStore.Stored stored(String id, String param) {
        ResponseStore.Stored found = store.get(id);
        if (found == null) {
            throw HttpError.notFound(
                    param,
                    "response_not_found",
                    "there is no response '%s' any more; the server keeps the last ones in memory".formatted(id));
        }
        return found;
    }

    private ResponseFields.Asked read(Fields fields, Lease lease) {
        ModelTokenizer text = TextRun.language(lease).loaded().text();
        String previous = fields.textOrNull("previous_response_id");
        List<JsonNode> before = previous == null
                ? List.of()
                : stored(previous, "previous_response_id").items();
        return ResponseFields.read(fields, text, services.limits(), before);
    }

    private void count(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            ResponseFields.Asked asked = read(fields, lease);
            fields.harmless("personality");
            fields.finish();
            ChatPrompt prompt = ChatPrompt.of(lease, asked.request().conversation());
            exchange.send(JsonOut.object(
                    "object",
                    "response.input_tokens",
                    "input_tokens",
                    prompt.prompt(services.background(), exchange).ids().length));
        }
    }

    private void create(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.lease(fields)) {
            boolean isStream = fields.flag("stream", false);
            ResponseFields.Asked asked = read(fields, lease);
            fields.finish();
            ChatRun run = ChatRun.start(services, exchange, lease, asked.request());
            Response response = new Response(lease, asked, store);
            if (!isStream) {
                ResponseOutput output = new ResponseOutput((_, _) -> {});
                run.forEach(null, event -> response.take(event, output, run.usage()));
                exchange.send(response.json());
            } else {
                stream(exchange, run, response);
            }
        }
    }

    private static void stream(Exchange exchange, ChatRun run, Response response) {
        int[] number = new int[1];
        try (EventStream out = EventStream.events(exchange)) {
            ResponseOutput.Listener listener = (type, fields) -> {
                Map<String, @Nullable Object> event = JsonOut.object("type", type, "sequence_number", number[0]++);
                event.putAll(fields);
                out.send(type, event);
            };
            ResponseOutput output = new ResponseOutput(listener);
            Streams.guarded(exchange, out, "error", () -> {
                listener.accept("response.created", JsonOut.object("response", response.json()));
                listener.accept("response.in_progress", JsonOut.object("response", response.json()));
                run.forEach(out, event -> response.take(event, output, run.usage()));
                listener.accept("response." + response.status, JsonOut.object("response", response.json()));
            });
        }
    }

    /** A response in the making. */
    private static final class Response {
        private final String id = RequestIds.next("resp_");
        private final long created = System.currentTimeMillis() / 1000;
        private final Lease lease;
        private final ResponseFields.Asked asked;
        private final ResponseStore store;
        private String status = "in_progress";
        private List<Map<String, @Nullable Object>> items = List.of();
        private @Nullable Map<String, @Nullable Object> usage;

        Response(Lease lease, ResponseFields.Asked asked, ResponseStore store) {
            this.lease = lease;
            this.asked = asked;
            this.store = store;
        }

        void take(ChatRun.Event event, ResponseOutput output, Usage counted) {
            switch (event) {
                case ChatRun.Piece piece -> output.add(piece);
                case ChatRun.Picture _ -> {}
                case ChatRun.Ended ended -> {
                    status = ended.reason().equals("length") ? "incomplete" : "completed";
                    output.close(status);
                    items = output.items();
                    usage = usage(counted);
                    if (asked.isStored()) {
                        store.put(id, stored());
                    }
                }
            }
        }

        private static Map<String, @Nullable Object> usage(Usage counted) {
            Map<String, @Nullable Object> chat = counted.openai();
            return JsonOut.object(
                    "input_tokens", counted.prompt(),
                    "input_tokens_details", JsonOut.object("cached_tokens", counted.cached()),
                    "output_tokens", counted.completion(),
                    "output_tokens_details", chat.get("completion_tokens_details"),
                    "total_tokens", counted.prompt() + counted.completion());
        }

        Map<String, @Nullable Object> json() {
            Map<String, @Nullable Object> out = JsonOut.object(
                    "id",
                    id,
                    "object",
                    "response",
                    "created_at",
                    created,
                    "status",
                    status,
                    "background",
                    false,
                    "error",
                    null,
                    "incomplete_details",
                    status.equals("incomplete") ? JsonOut.object("reason", "max_output_tokens") : null,
                    "model",
                    lease.name(),
                    "output",
                    items);
            out.putAll(asked.echoed());
            out.put("usage", usage);
            return out;
        }

        private ResponseStore.Stored stored() {
            List<JsonNode> all = new ArrayList<>(asked.items());
            items.forEach(i -> all.add(JsonOut.tree(i)));
            return new ResponseStore.Stored(json(), all);
        }
    }
}
