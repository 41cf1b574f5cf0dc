package org.menura.serve.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.serve.http.JsonOut;

/**
 * A server in OpenAI's shapes whose answers the test writes, so that a hostile model, a thinking one, one that calls tools can be
 * tried. It gives out the page under the policy of the real one.
 */
final class ScriptedServer implements AutoCloseable {
    static final String POLICY = "default-src 'self'; img-src 'self' data: blob:; media-src 'self' data: blob:;"
            + " connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /**
     * What is answered.
     *
     * @param reasoning thoughts before it
     * @param call name and arguments of a tool call behind it
     * @param pause milliseconds between pieces
     */
    record Reply(
            List<String> pieces, String reasoning, @Nullable Map<String, String> call, long pause) {
        static Reply of(String... pieces) {
            return new Reply(List.of(pieces), "", null, 0);
        }
    }

    final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    final List<byte[]> recordings = new CopyOnWriteArrayList<>();
    final List<String> keys = new CopyOnWriteArrayList<>();
    final AtomicInteger running = new AtomicInteger();
    volatile Function<JsonNode, Reply> script = _ -> Reply.of("Yes", ".");
    volatile List<Map<String, ?>> models = List.of(
            Map.of(
                    "id", "talker",
                    "capabilities", List.of("completion", "chat", "vision"),
                    "architecture", Map.of("input_modalities", List.of("text", "image"))),
            Map.of("id", "pirate", "parent", "talker", "capabilities", List.of("completion", "chat")),
            Map.of("id", "listener", "capabilities", List.of("transcription")),
            Map.of("id", "painter", "capabilities", List.of("image")));
    volatile String heard = "one two three";
    volatile @Nullable String wantedKey;
    volatile @Nullable String refusal;

    private final HttpServer server;

    ScriptedServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 64);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::page);
        server.createContext("/v1/", this::api);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    JsonNode lastRequest() {
        return requests.getLast();
    }

    private void page(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(1);
        String name = path.isEmpty() ? "index.html" : path;
        String type = name.endsWith(".js") ? "text/javascript" : name.endsWith(".css") ? "text/css" : "text/html";
        try (InputStream in = ScriptedServer.class.getResourceAsStream("/org/menura/serve/page/" + name)) {
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            send(
                    exchange,
                    in == null ? 404 : 200,
                    type + "; charset=utf-8",
                    in == null ? new byte[0] : in.readAllBytes());
        }
    }

    private void api(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String key = exchange.getRequestHeaders().getFirst("Authorization");
        keys.add(String.valueOf(key));
        if (wantedKey != null && !("Bearer " + wantedKey).equals(key)) {
            json(exchange, 401, Map.of("error", Map.of("message", "this server wants an API key")));
            return;
        }
        switch (exchange.getRequestURI().getPath()) {
            case "/v1/models" -> json(exchange, 200, Map.of("object", "list", "data", models));
            case "/v1/audio/transcriptions" -> {
                recordings.add(body);
                json(exchange, 200, Map.of("text", heard));
            }
            case "/v1/images/generations" -> {
                requests.add(DevTools.parse(new String(body, StandardCharsets.UTF_8)));
                json(
                        exchange,
                        200,
                        Map.of(
                                "data",
                                List.of(Map.of("b64_json", Base64.getEncoder().encodeToString(Pictures.red())))));
            }
            case "/v1/chat/completions" -> chat(exchange, DevTools.parse(new String(body, StandardCharsets.UTF_8)));
            default -> json(exchange, 404, Map.of("error", Map.of("message", "no such route")));
        }
    }

    private void chat(HttpExchange exchange, JsonNode request) throws IOException {
        requests.add(request);
        if (refusal != null) {
            json(exchange, 400, Map.of("error", Map.of("message", refusal, "param", "messages")));
            return;
        }
        Reply reply = script.apply(request);
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        running.incrementAndGet();
        try (OutputStream out = exchange.getResponseBody()) {
            stream(out, request, reply);
        } catch (IOException _) {
            // the client has gone
        } finally {
            running.decrementAndGet();
        }
    }

    private static void stream(OutputStream out, JsonNode request, Reply reply) throws IOException {
        event(out, delta(Map.of("role", "assistant"), null, null));
        if (!reply.reasoning().isEmpty()) {
            event(out, delta(Map.of("reasoning_content", reply.reasoning()), null, null));
        }
        boolean logProbs = request.path("logprobs").asBoolean();
        for (String piece : reply.pieces()) {
            event(out, delta(Map.of("content", piece), logProbs ? token(piece) : null, null));
            if (reply.pause() > 0) {
                Chromium.pause(reply.pause());
            }
        }
        if (reply.call() != null) {
            String arguments = reply.call().getOrDefault("arguments", "{}");
            int half = arguments.length() / 2;
            event(out, delta(call(reply.call().get("name"), arguments.substring(0, half)), null, null));
            event(out, delta(call(null, arguments.substring(half)), null, null));
        }
        event(out, delta(Map.of(), null, reply.call() != null ? "tool_calls" : "stop"));
        event(
                out,
                Map.of(
                        "choices", List.of(),
                        "usage",
                                Map.of(
                                        "prompt_tokens",
                                        7,
                                        "completion_tokens",
                                        reply.pieces().size())));
        out.write("data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, ?> call(@Nullable String name, String arguments) {
        Map<String, ?> function =
                name == null ? Map.of("arguments", arguments) : Map.of("name", name, "arguments", arguments);
        Map<String, ?> call = name == null
                ? Map.of("index", 0, "function", function)
                : Map.of("index", 0, "id", "c1", "function", function);
        return Map.of("tool_calls", List.of(call));
    }

    /** A token with two alternatives, the last of which ends the answer. */
    private static Map<String, ?> token(String piece) {
        List<Map<String, ?>> top = new ArrayList<>();
        top.add(one(piece, -0.5));
        top.add(one(" other", -1.5));
        top.add(Map.of("token", "<end>", "bytes", List.of(), "logprob", -4.0));
        return Map.of(
                "content",
                List.of(Map.of("token", piece, "bytes", bytes(piece), "logprob", -0.5, "top_logprobs", top)));
    }

    private static Map<String, ?> one(String text, double logProb) {
        return Map.of("token", text, "bytes", bytes(text), "logprob", logProb);
    }

    private static List<Integer> bytes(String text) {
        List<Integer> out = new ArrayList<>();
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            out.add(b & 0xFF);
        }
        return out;
    }

    private static Map<String, ?> delta(
            Map<String, ?> delta, @Nullable Map<String, ?> logProbs, @Nullable String reason) {
        return Map.of(
                "model",
                "talker",
                "choices",
                List.of(JsonOut.object("index", 0, "delta", delta, "logprobs", logProbs, "finish_reason", reason)));
    }

    private static void event(OutputStream out, Map<String, ?> value) throws IOException {
        out.write(("data: " + JsonOut.text(value) + "\n\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    private static void json(HttpExchange exchange, int status, Map<String, ?> value) throws IOException {
        send(exchange, status, "application/json", JsonOut.bytes(value));
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
