package org.menura.mcp.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpError;
import io.modelcontextprotocol.spec.McpSchema;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.menura.agent.act.Tool;
import org.menura.sandbox.SandboxProcess;

/**
 * A server of the Model Context Protocol whose tools an agent may call:
 *
 * <pre>{@code
 * SandboxProcess program = Sandbox.open().start(SandboxCommand.of("my-server").limits(Limits.lasting()));
 * try (McpServer server = McpServer.of(program, "my-server", Options.standard())) {
 *     Agent agent = Agent.of(mind, server.tools());
 * }
 * }</pre>
 *
 * <p>What a server says is text of others ({@link org.menura.agent.act.Origin#OUTSIDE}). Its tools are pinned by hash; every call has a deadline. When it is
 * closed, its program's input is closed, then it is asked to end, then killed, within five seconds.
 */
public final class McpServer implements AutoCloseable {
    private static final McpJsonMapper JSON = new JacksonMcpJsonMapper(new ObjectMapper());
    private static final JsonSchemaValidator UNCHECKED = (_, _) -> JsonSchemaValidator.ValidationResponse.asValid(null);
    private static final Duration START = Duration.ofSeconds(60); // of a program that begins
    private static final Duration LAST_WORDS = Duration.ofMillis(300); // an answer may come just before the end
    private static final int MOST_PAGES = 100; // of a list of tools

    private final String name;
    private final Options options;
    private final McpSyncClient client;
    private final @Nullable SandboxProcess process;
    private final List<McpSchema.Tool> listed;
    private volatile boolean stale;

    /**
     * How a server is used.
     *
     * @param deadline of each call
     * @param pins of what it says of its tools
     * @param trusted whether its hints count that a tool only reads, or may be called again; else each call may do something each time
     */
    public record Options(Duration deadline, Pins pins, boolean trusted) {
        private static final Duration MINUTE = Duration.ofMinutes(1);

        /** Creates options of a minute for each call, pins of this process, and no trust. */
        public static Options standard() {
            return new Options(MINUTE, Pins.ofProcess(), false);
        }

        /** Returns a copy with another deadline. */
        public Options withDeadline(Duration other) {
            return new Options(other, pins, trusted);
        }

        /** Returns a copy with other pins. */
        public Options withPins(Pins others) {
            return new Options(deadline, others, trusted);
        }

        /** Returns a copy that believes the server's hints. */
        public Options trusting() {
            return new Options(deadline, pins, true);
        }
    }

    private McpServer(String name, McpClientTransport transport, @Nullable SandboxProcess process, Options options)
            throws IOException, InterruptedException {
        this.name = name;
        this.options = options;
        this.process = process;
        this.client = McpClient.sync(transport)
                .clientInfo(
                        McpSchema.Implementation.builder("menura", version()).build())
                .jsonSchemaValidator(UNCHECKED)
                .requestTimeout(options.deadline())
                .initializationTimeout(START)
                .toolsChangeConsumer(_ -> stale = true)
                .build();
        try {
            answered(client::initialize);
            listed = list();
            List<String> changed = options.pins().changed(name, listed);
            if (!changed.isEmpty()) {
                throw new ToolsChangedException(options.pins().refusal(name, changed));
            }
        } catch (RuntimeException e) {
            IOException fault = fault("can't be used", e);
            close();
            throw fault;
        } catch (IOException | InterruptedException e) {
            close();
            throw e;
        }
    }

    /** Waits for an answer, but not for that of a program which has ended. */
    private <T> T answered(Supplier<T> question) throws IOException, InterruptedException {
        SandboxProcess program = process;
        if (program == null) {
            return question.get();
        }
        CompletableFuture<T> answer = new CompletableFuture<>();
        Thread.ofVirtual().name("menura-mcp-call").start(() -> {
            try {
                answer.complete(question.get());
            } catch (RuntimeException | Error e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            var _ = CompletableFuture.anyOf(answer, program.onExit()).get();
            return answer.get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            throw new UncheckedIOException(new IOException("it has ended"));
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException runtime -> throw runtime;
                case Error error -> throw error;
                case null, default -> throw new IllegalStateException(e);
            }
        }
    }

    private static String version() {
        String version = McpServer.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /**
     * Speaks to a program on its standard input and output, and ends it when this is closed.
     *
     * @param name by which it is pinned
     * @throws ToolsChangedException if it describes its tools otherwise than they are pinned
     * @throws IOException if it does not speak the protocol
     */
    public static McpServer of(SandboxProcess program, String name, Options options)
            throws IOException, InterruptedException {
        return new McpServer(name, new ProcessTransport(program, JSON), program, options);
    }

    /**
     * Speaks to a server over HTTP (streamable HTTP).
     *
     * @param key sent as {@code Authorization: Bearer}; null for none
     * @throws ToolsChangedException if it describes its tools otherwise than they are pinned
     * @throws IOException if it can't be reached or does not speak the protocol
     */
    public static McpServer http(URI address, @Nullable String key, Options options)
            throws IOException, InterruptedException {
        String path = address.getRawPath();
        HttpRequest.Builder request = HttpRequest.newBuilder();
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        String base = address.getScheme() + "://" + address.getRawAuthority();
        var builder = HttpClientStreamableHttpTransport.builder(base)
                .jsonMapper(JSON)
                .requestBuilder(request)
                .connectTimeout(options.deadline());
        String query = address.getRawQuery();
        builder.endpoint((path == null || path.isEmpty() ? "/" : path) + (query == null ? "" : "?" + query));
        return new McpServer(address.toString(), builder.build(), null, options);
    }

    /** Returns the name by which it is pinned. */
    public String name() {
        return name;
    }

    /**
     * Returns its tools, as they are pinned, by names that models may write. Where two tools come to the same name, the later one is
     * numbered.
     */
    public List<Tool> tools() {
        Map<String, Tool> out = new LinkedHashMap<>();
        Set<String> known = new HashSet<>();
        for (McpSchema.Tool tool : listed) {
            if (known.add(tool.name())) {
                String name = McpTool.offered(tool.name(), "");
                for (int n = 2; out.containsKey(name); n++) {
                    name = McpTool.offered(tool.name(), "_" + n);
                }
                out.put(name, new McpTool(this, tool, name, options.trusted()));
            }
        }
        return List.copyOf(out.values());
    }

    private List<McpSchema.Tool> list() throws IOException, InterruptedException {
        List<McpSchema.Tool> out = new ArrayList<>();
        String cursor = null;
        for (int page = 0; page < MOST_PAGES; page++) {
            String from = cursor;
            McpSchema.ListToolsResult result =
                    answered(() -> from == null ? client.listTools() : client.listTools(from));
            out.addAll(result.tools());
            cursor = result.nextCursor();
            if (cursor == null || cursor.isEmpty()) {
                return out;
            }
        }
        throw new IOException("the server '%s' lists its tools without an end".formatted(name));
    }

    /** Calls a tool by the server's own name for it. */
    McpSchema.CallToolResult call(String tool, Map<String, Object> arguments) throws IOException, InterruptedException {
        try {
            if (stale) {
                List<String> changed = options.pins().changed(name, list());
                if (!changed.isEmpty()) {
                    throw new ToolsChangedException(options.pins().refusal(name, changed));
                }
                stale = false;
            }
            McpSchema.CallToolRequest request =
                    McpSchema.CallToolRequest.builder(tool).arguments(arguments).build();
            return answered(() -> client.callTool(request));
        } catch (McpError e) {
            if (e.getJsonRpcError() == null) {
                throw fault("did not answer a call of " + tool, e);
            }
            // The server has answered that it does not make this call: a result, which tells an agent what is wrong.
            return McpSchema.CallToolResult.builder()
                    .addTextContent(reason(e))
                    .isError(true)
                    .build();
        } catch (RuntimeException e) {
            throw fault("did not answer a call of " + tool, e);
        }
    }

    /** Returns the message of what lies deepest, as the library wraps it in words of its own. */
    private static String reason(Throwable e) {
        String reason = String.valueOf(e.getMessage());
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            String message = cause.getMessage();
            reason = message == null || message.isBlank() ? reason : message;
        }
        return reason;
    }

    private IOException fault(String what, RuntimeException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof TimeoutException) {
                return new IOException(
                        "the server '%s' %s within %d s"
                                .formatted(name, what, options.deadline().toSeconds()),
                        e);
            }
        }
        SandboxProcess program = process;
        if (program == null) {
            return new IOException("the server '%s' %s: %s".formatted(name, what, reason(e)), e);
        }
        String code = "";
        try {
            code = " with code " + program.onExit().get(LAST_WORDS.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException _) {
            // It is alive, or its end is not known.
            code = "";
        }
        String said = program.errors().strip();
        return new IOException(
                "the server '%s' %s%s"
                        .formatted(
                                name,
                                code.isEmpty() ? what + ": " + reason(e) : "has ended" + code,
                                said.isEmpty() ? "" : "; it said: " + said),
                e);
    }

    /** Ends the connection, and the program within five seconds. */
    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
        client.close();
    }
}
