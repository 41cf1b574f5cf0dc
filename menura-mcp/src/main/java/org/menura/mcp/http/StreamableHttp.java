package org.menura.mcp.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.HttpHeaders;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpStreamableServerSession;
import io.modelcontextprotocol.spec.McpStreamableServerTransportProvider;
import java.io.IOException;
import java.io.Serial;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The streamable HTTP transport (MCP 2025-11-25, "Transports"), on the JDK's HTTP server: one endpoint that takes messages
 * by POST, answers with server-sent events, and keeps a stream open for each GET. Requests run on virtual threads.
 */
public final class StreamableHttp implements McpStreamableServerTransportProvider {
    /** The path of the endpoint. */
    public static final String ENDPOINT = "/mcp";

    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final int BACKLOG = 64;

    private final McpJsonMapper json;
    private final HttpServer server;
    private final RequestGuard guard;
    private final Sessions sessions = new Sessions();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private McpStreamableServerSession.@Nullable Factory factory;
    private volatile boolean closing;

    private StreamableHttp(McpJsonMapper json, HttpServer server, RequestGuard guard) {
        this.json = json;
        this.server = server;
        this.guard = guard;
    }

    /**
     * Opens the transport's port; nothing is answered before {@link #start}.
     *
     * @param address to listen at
     * @param key that clients give as {@code Authorization: Bearer KEY}; null for none
     * @throws IOException if the port is taken
     */
    public static StreamableHttp open(InetSocketAddress address, @Nullable String key, McpJsonMapper json)
            throws IOException {
        HttpServer server = HttpServer.create(address, BACKLOG);
        return new StreamableHttp(
                json, server, new RequestGuard(address.getAddress().isLoopbackAddress(), key));
    }

    /** Begins to answer. */
    public void start() {
        server.createContext(ENDPOINT, this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Returns the port that the transport listens at. */
    public int port() {
        return server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            answer(exchange);
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        Refusal refusal = closing ? new Refusal(503, "the server is shutting down") : guard.refusal(exchange);
        if (refusal != null) {
            refuse(exchange, refusal);
            return;
        }
        try {
            switch (exchange.getRequestMethod()) {
                case "POST" -> post(exchange);
                case "GET" -> listen(exchange);
                case "DELETE" -> delete(exchange);
                default -> {
                    exchange.getResponseHeaders().set("Allow", "POST, GET, DELETE");
                    throw new Refused(405, "the endpoint takes POST, GET and DELETE");
                }
            }
        } catch (Refused e) {
            refuse(exchange, e.refusal);
        } catch (RuntimeException e) {
            refuse(exchange, new Refusal(500, "the server failed: " + e));
        }
    }

    private void post(HttpExchange exchange) throws IOException {
        String accept = header(exchange, "Accept");
        if (!accept.contains(JSON) || !accept.contains(EVENTS)) {
            throw new Refused(406, "Accept must name application/json and text/event-stream");
        }
        McpSchema.JSONRPCMessage message = message(RequestGuard.body(exchange));
        if (message instanceof McpSchema.JSONRPCRequest request
                && request.method().equals(McpSchema.METHOD_INITIALIZE)) {
            initialize(exchange, request);
            return;
        }
        McpStreamableServerSession session = session(exchange);
        switch (message) {
            case McpSchema.JSONRPCResponse response -> {
                session.accept(response).block();
                exchange.sendResponseHeaders(202, -1);
            }
            case McpSchema.JSONRPCNotification notification -> {
                session.accept(notification).block();
                exchange.sendResponseHeaders(202, -1);
            }
            case McpSchema.JSONRPCRequest request -> {
                EventChannel channel = new EventChannel(exchange, json);
                session.responseStream(channel).handle(request).block();
                channel.close();
            }
            default -> throw new Refused(400, "the message is none of JSON-RPC's");
        }
    }

    private McpSchema.JSONRPCMessage message(byte[] body) {
        try {
            return McpSchema.deserializeJsonRpcMessage(json, new String(body, StandardCharsets.UTF_8));
        } catch (IOException | IllegalArgumentException e) {
            throw new Refused(400, "the body is no JSON-RPC message: " + e.getMessage());
        }
    }

    private void initialize(HttpExchange exchange, McpSchema.JSONRPCRequest request) throws IOException {
        McpStreamableServerSession.Factory making = factory;
        if (making == null) {
            throw new Refused(503, "the server has not started yet");
        }
        McpSchema.InitializeRequest initialize =
                json.convertValue(request.params(), new TypeRef<McpSchema.InitializeRequest>() {});
        McpStreamableServerSession.McpStreamableServerSessionInit begun = making.startSession(initialize);
        McpSchema.InitializeResult result = begun.initResult().block();
        sessions.add(begun.session());
        exchange.getResponseHeaders()
                .set(HttpHeaders.MCP_SESSION_ID, begun.session().getId());
        send(exchange, 200, json.writeValueAsBytes(McpSchema.JSONRPCResponse.result(request.id(), result)));
    }

    private void listen(HttpExchange exchange) throws IOException {
        if (!header(exchange, "Accept").contains(EVENTS)) {
            throw new Refused(406, "Accept must name text/event-stream");
        }
        McpStreamableServerSession session = session(exchange);
        EventChannel channel = new EventChannel(exchange, json);
        channel.begin();
        String last = header(exchange, HttpHeaders.LAST_EVENT_ID);
        if (!last.isEmpty()) {
            session.replay(last)
                    .toIterable()
                    .forEach(m -> channel.sendMessage(m).block());
        }
        McpStreamableServerSession.McpStreamableServerSessionStream stream = session.listeningStream(channel);
        try {
            channel.hold();
        } finally {
            stream.close();
        }
    }

    private void delete(HttpExchange exchange) throws IOException {
        McpStreamableServerSession session = session(exchange);
        sessions.remove(session.getId());
        session.delete().block();
        exchange.sendResponseHeaders(204, -1);
    }

    private McpStreamableServerSession session(HttpExchange exchange) {
        String id = header(exchange, HttpHeaders.MCP_SESSION_ID);
        if (id.isBlank()) {
            throw new Refused(400, "the header Mcp-Session-Id is missing; initialize a session first");
        }
        McpStreamableServerSession session = sessions.get(id);
        if (session == null) {
            throw new Refused(404, "there is no session %s; initialize another one".formatted(id));
        }
        return session;
    }

    static String header(HttpExchange exchange, String name) {
        List<String> values = exchange.getRequestHeaders().get(name);
        return values == null ? "" : String.join(", ", values);
    }

    private void refuse(HttpExchange exchange, Refusal refusal) throws IOException {
        if (exchange.getResponseCode() >= 0) {
            return; // the answer has begun
        }
        RequestGuard.drain(exchange); // a connection that is closed before would lose the answer
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("jsonrpc", "2.0");
        body.put("id", null);
        body.put("error", Map.of("code", McpSchema.ErrorCodes.INVALID_REQUEST, "message", refusal.message()));
        send(exchange, refusal.status(), json.writeValueAsBytes(body));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", JSON);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void setSessionFactory(McpStreamableServerSession.Factory sessionFactory) {
        factory = sessionFactory;
    }

    @Override
    public Mono<Void> notifyClients(String method, Object params) {
        return Mono.fromRunnable(
                () -> sessions.all().forEach(s -> Sessions.quietly(s.sendNotification(method, params))));
    }

    @Override
    public Mono<Void> notifyClient(String sessionId, String method, Object params) {
        McpStreamableServerSession session = sessions.get(sessionId);
        return session == null ? Mono.empty() : session.sendNotification(method, params);
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(() -> {
            closing = true;
            sessions.close();
            server.stop(0);
            threads.shutdownNow();
        });
    }

    /** A request that is refused. */
    static final class Refused extends RuntimeException {
        @Serial
        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        Refused(int status, String message) {
            super(message);
            this.refusal = new Refusal(status, message);
        }
    }

    /** Why a request is refused. */
    record Refusal(int status, String message) {}
}
