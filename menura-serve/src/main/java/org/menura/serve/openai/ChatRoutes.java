package org.menura.serve.openai;

import java.util.ArrayList;
import java.util.List;
import org.menura.generate.load.ModelTokenizer;
import org.menura.serve.http.EventStream;
import org.menura.serve.http.Exchange;
import org.menura.serve.http.Fields;
import org.menura.serve.http.JsonOut;
import org.menura.serve.http.Router;
import org.menura.serve.model.Lease;
import org.menura.serve.work.ChatPrompt;
import org.menura.serve.work.ChatRequest;
import org.menura.serve.work.ChatRun;
import org.menura.serve.work.Services;
import org.menura.serve.work.Streams;
import org.menura.serve.work.TextFields;
import org.menura.serve.work.TextRun;

/** {@code /v1/chat/completions}: answers in conversations. */
public final class ChatRoutes {
    private final Services services;

    private ChatRoutes(Services services) {
        this.services = services;
    }

    /** Adds the routes. */
    public static void add(Router router, Services services) {
        ChatRoutes routes = new ChatRoutes(services);
        for (String path : List.of("/v1/chat/completions", "/chat/completions")) { // llama.cpp's server has both
            router.add("POST", path, routes::answer);
            router.add("POST", path + "/input_tokens", routes::count);
        }
    }

    private void count(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.adapted(fields)) {
            ModelTokenizer text = TextRun.language(lease).loaded().text();
            ChatRequest request = ChatRequest.read(fields, text, services);
            fields.harmless("stream", "stream_options");
            fields.finish();
            int tokens = ChatPrompt.of(lease, request.conversation())
                    .prompt(services.background(), exchange)
                    .ids()
                    .length;
            exchange.send(JsonOut.object("object", "response.input_tokens", "input_tokens", tokens));
        }
    }

    private void answer(Exchange exchange) throws Exception {
        Fields fields = exchange.fields();
        try (Lease lease = services.adapted(fields)) {
            ModelTokenizer text = TextRun.language(lease).loaded().text();
            TextFields.Stream stream = TextFields.Stream.read(fields);
            ChatRequest request = ChatRequest.read(fields, text, services);
            fields.finish();
            ChatRun run = ChatRun.start(services, exchange, lease, request);
            ChatJson json = new ChatJson(lease, request.options().logProbs() >= 0);
            if (stream.isOn()) {
                stream(exchange, run, json, stream);
            } else {
                whole(exchange, run, json, request.options().choices());
            }
        }
    }

    private static void whole(Exchange exchange, ChatRun run, ChatJson json, int count) {
        List<ChatJson.Answer> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(json.answer(i));
        }
        run.forEach(null, event -> answers.get(event.choice()).add(event));
        exchange.send(json.whole(answers, run.usage()));
    }

    private static void stream(Exchange exchange, ChatRun run, ChatJson json, TextFields.Stream stream) {
        try (EventStream out = EventStream.events(exchange)) {
            ChatChunks chunks = new ChatChunks(json, out, stream);
            Streams.guarded(exchange, out, () -> {
                run.forEach(out, chunks::add);
                chunks.finish(run.usage());
            });
        }
    }
}
