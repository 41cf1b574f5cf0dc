package org.menura.mcp.client;

import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.TypeRef;
import io.modelcontextprotocol.spec.McpClientTransport;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCMessage;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.menura.sandbox.SandboxProcess;
import reactor.core.publisher.Mono;

/**
 * The protocol over standard input and output of a program: a message a line. The library's own starts the program itself, outside of any sandbox, and
 * waits without bound for it to end.
 */
final class ProcessTransport implements McpClientTransport {
    private static final int MOST_BYTES = 16 << 20; // of a line

    private final SandboxProcess process;
    private final McpJsonMapper json;
    private final Object writing = new Object();
    private volatile Consumer<Throwable> onError = _ -> {};
    private volatile boolean closed;

    ProcessTransport(SandboxProcess process, McpJsonMapper json) {
        this.process = process;
        this.json = json;
    }

    @Override
    public void setExceptionHandler(Consumer<Throwable> handler) {
        onError = handler;
    }

    @Override
    public Mono<Void> connect(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        return Mono.fromRunnable(
                () -> Thread.ofVirtual().name("menura-mcp-reader").start(() -> read(handler)));
    }

    private void read(Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        try (InputStream in = new BufferedInputStream(process.output())) {
            for (String line = line(in); line != null; line = line(in)) {
                if (!line.isBlank()) {
                    receive(line, handler);
                }
            }
            fail(new IOException("the server has ended" + said()));
        } catch (IOException e) {
            fail(e);
        }
    }

    private void receive(String line, Function<Mono<JSONRPCMessage>, Mono<JSONRPCMessage>> handler) {
        try {
            handler.apply(Mono.just(McpSchema.deserializeJsonRpcMessage(json, line)))
                    .subscribe(_ -> {}, this::fail);
        } catch (IOException | RuntimeException e) {
            // A server that prints something else on its output is told of, and goes on.
            fail(new IOException("the server wrote a line that is no message: " + shortened(line), e));
        }
    }

    private void fail(Throwable why) {
        if (!closed) {
            onError.accept(why);
        }
    }

    private static String shortened(String line) {
        return line.length() > 200 ? line.substring(0, 200) + "…" : line;
    }

    /** Returns the last words on standard error, for messages. */
    String said() {
        String errors = process.errors().strip();
        return errors.isEmpty()
                ? ""
                : ": " + errors.lines().reduce((_, last) -> last).orElse("");
    }

    private static @Nullable String line(InputStream in) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return out.size() == 0 ? null : out.toString(StandardCharsets.UTF_8);
            }
            if (out.size() >= MOST_BYTES) {
                throw new IOException("the server wrote a line of more than %d MiB".formatted(MOST_BYTES >> 20));
            }
            out.write(b);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public Mono<Void> sendMessage(JSONRPCMessage message) {
        return Mono.fromCallable(() -> {
            byte[] line = (json.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
            synchronized (writing) {
                OutputStream out = process.input();
                out.write(line);
                out.flush();
            }
            return (Void) null;
        });
    }

    @Override
    public Mono<Void> closeGracefully() {
        return Mono.fromRunnable(() -> {
            closed = true;
            process.close();
        });
    }

    @Override
    public <T> T unmarshalFrom(Object data, TypeRef<T> type) {
        return json.convertValue(data, type);
    }
}
