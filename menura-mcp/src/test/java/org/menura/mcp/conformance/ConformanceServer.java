package org.menura.mcp.conformance;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.menura.mcp.http.StreamableHttp;

/**
 * The server that the protocol's conformance suite asks for, on Menura's transport. The suite calls tools, prompts and
 * resources of fixed names, which a server of models does not have.
 */
public final class ConformanceServer {
    private ConformanceServer() {}

    /** Serves until the process is killed; the port is the argument. */
    public static void main(String[] args) throws IOException, InterruptedException {
        StreamableHttp transport = start(args.length == 0 ? 8080 : Integer.parseInt(args[0]));
        System.err.println("listening at http://localhost:" + transport.port() + StreamableHttp.ENDPOINT);
        new CountDownLatch(1).await();
    }

    /** Starts a server. */
    static StreamableHttp start(int port) throws IOException {
        McpJsonMapper json = new JacksonMcpJsonMapper(new ObjectMapper());
        StreamableHttp transport = StreamableHttp.open(new InetSocketAddress("localhost", port), null, json);
        McpSyncServer _ = McpServer.sync(transport)
                .serverInfo("menura-conformance", "1.0.0")
                .jsonMapper(json)
                .jsonSchemaValidator(new Accepting())
                .validateToolInputs(false)
                .requestTimeout(Duration.ofSeconds(30))
                .capabilities(ServerCapabilities.builder()
                        .completions()
                        .resources(true, false)
                        .tools(false)
                        .prompts(false)
                        .build())
                .tools(ConformanceTools.all())
                .prompts(ConformancePrompts.all())
                .resources(ConformanceResources.all())
                .resourceTemplates(ConformanceResources.templates())
                .completions(ConformancePrompts.completions())
                .build();
        transport.start();
        return transport;
    }

    private static final class Accepting implements JsonSchemaValidator {
        @Override
        public ValidationResponse validate(Map<String, Object> schema, Object content) {
            return ValidationResponse.asValid(null);
        }
    }
}
