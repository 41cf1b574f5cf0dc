package org.menura.mcp;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.json.McpJsonMapper;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpServerFeatures.SyncResourceSpecification;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.StdioServerTransportProvider;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.menura.generate.LanguageModel;
import org.menura.generate.Painter;
import org.menura.generate.SpeechRecognizer;
import org.menura.generate.embed.Embedder;
import org.menura.generate.load.LoadedModel;
import org.menura.mcp.http.StreamableHttp;
import org.menura.mcp.tool.DrawTool;
import org.menura.mcp.tool.EmbedTool;
import org.menura.mcp.tool.GenerateTool;
import org.menura.mcp.tool.ModelTool;
import org.menura.mcp.tool.ReadableFiles;
import org.menura.mcp.tool.SearchTool;
import org.menura.mcp.tool.TranscribeTool;
import org.menura.search.FolderSearch;

/**
 * A server of the Model Context Protocol (2025-11-25) whose tools are models of this process:
 *
 * <pre>{@code
 * ModelServer server = new ModelServer("1.0").language(model).painter(painter);
 * try (ModelServer.Running running = server.http(new InetSocketAddress("localhost", 8081), null)) {
 *     …
 * }
 * }</pre>
 *
 * <p>Tools are there for the models that were added: {@code generate}, {@code embed}, {@code transcribe}, {@code draw},
 * {@code search}; the models themselves are resources, {@code menura://models/NAME}.
 */
public final class ModelServer {
    private static final Duration TIMEOUT = Duration.ofMinutes(60);
    private static final String NAME = "menura";
    private static final int MAX_LINE = 64 << 20;

    private final String version;
    private final McpJsonMapper json = new JacksonMcpJsonMapper(new ObjectMapper());
    private final List<ModelTool> tools = new ArrayList<>();
    private final List<SyncResourceSpecification> resources = new ArrayList<>();

    /** A server that runs. */
    public static final class Running implements AutoCloseable {
        private final McpSyncServer server;
        private final int port;
        private final CountDownLatch ended;

        private Running(McpSyncServer server, int port, CountDownLatch ended) {
            this.server = server;
            this.port = port;
            this.ended = ended;
        }

        /** Returns the port that the server listens at; 0 for one on streams. */
        public int port() {
            return port;
        }

        /** Waits until the input ends or the server is closed. */
        public void await() throws InterruptedException {
            ended.await();
        }

        /** Ends all sessions and closes the server. */
        @Override
        public void close() {
            server.closeGracefully();
            ended.countDown();
        }
    }

    /**
     * Creates a server without tools.
     *
     * @param version that the server says it has
     */
    public ModelServer(String version) {
        this.version = version;
    }

    /** Adds a language model: the tool {@code generate}, if it has a chat template, and a resource. */
    public ModelServer language(LanguageModel model) {
        if (model.loaded() instanceof LoadedModel.Decoder decoder
                && decoder.text().hasChatTemplate()) {
            tools.add(new GenerateTool(model));
        }
        resources.add(ModelResource.of(model));
        return this;
    }

    /** Adds the tool {@code embed}. */
    public ModelServer embedder(Embedder embedder) {
        tools.add(new EmbedTool(embedder));
        return this;
    }

    /**
     * Adds the tool {@code transcribe}.
     *
     * @param folders that recordings may be read from; without one, calls carry them in Base64
     */
    public ModelServer speech(SpeechRecognizer recognizer, Path... folders) {
        tools.add(new TranscribeTool(recognizer, new ReadableFiles(List.of(folders))));
        return this;
    }

    /** Adds the tool {@code draw}. */
    public ModelServer painter(Painter painter) {
        tools.add(new DrawTool(painter));
        return this;
    }

    /** Adds the tool {@code search}, which brings the index up to date at each call. */
    public ModelServer search(FolderSearch search) {
        tools.add(new SearchTool(search));
        return this;
    }

    /**
     * Serves one client on streams, a message per line, as programs do that a client starts. It ends with the input,
     * once all requests are answered ({@link Running#await}).
     */
    public Running stdio(InputStream in, OutputStream out) {
        Lines lines = new Lines(in, out, json, MAX_LINE);
        McpSyncServer server =
                built(McpServer.sync(new StdioServerTransportProvider(json, lines.in(), lines.out(), MAX_LINE)));
        return new Running(server, 0, lines.ended());
    }

    /**
     * Serves any number of clients by HTTP, at the path {@code /mcp}.
     *
     * @param address to listen at, port 0 for a free one; at a loopback address, requests to other hosts are refused
     * @param key that clients give as {@code Authorization: Bearer KEY}; null for none
     * @throws IOException if the port is taken
     */
    public Running http(InetSocketAddress address, @Nullable String key) throws IOException {
        StreamableHttp transport = StreamableHttp.open(address, key, json);
        McpSyncServer server = built(McpServer.sync(transport));
        transport.start();
        return new Running(server, transport.port(), new CountDownLatch(1));
    }

    private McpSyncServer built(McpServer.SyncSpecification<?> server) {
        if (tools.isEmpty()) {
            throw new IllegalArgumentException("a server needs a model that does something; add one");
        }
        return server.serverInfo(NAME, version)
                .jsonMapper(json)
                .jsonSchemaValidator(new TrustedSchemas())
                .validateToolInputs(false)
                .requestTimeout(TIMEOUT)
                .capabilities(ServerCapabilities.builder()
                        .tools(false)
                        .resources(false, false)
                        .build())
                .tools(tools.stream().map(ModelTool::specification).toList())
                .resources(resources)
                .build();
    }
}
