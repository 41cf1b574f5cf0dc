package org.menura.mcp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolRequest;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ImageContent;
import io.modelcontextprotocol.spec.McpSchema.ReadResourceRequest;
import io.modelcontextprotocol.spec.McpSchema.TextContent;
import io.modelcontextprotocol.spec.McpSchema.TextResourceContents;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.image.ImageFiles;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.Painter;
import org.menura.scripted.Script;
import org.menura.search.FolderSearch;
import org.menura.tensor.cpu.CpuBackend;

/** The official client calls models as tools. */
@Tag("slow")
class ModelServerTest {
    private static LanguageModel scripted;
    private static LanguageModel stories;
    private static FolderSearch search;
    private static ModelServer.Running running;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        scripted = Menura.load(new Script()
                .answer("{\"city\": \"Berlin\"}", "capital of Germany")
                .answer("Arr!", "pirate", "Say hello")
                .answer("Hello.", "Say hello")
                .writeTo(folder.resolve("scripted")));
        stories = Menura.load(path("models/stories260K"));
        Path notes = Files.createDirectories(folder.resolve("notes"));
        Files.writeString(notes.resolve("cats.txt"), "A cat sat on a mat.\n");
        Files.writeString(notes.resolve("rain.txt"), "It rained all day.\n");
        search = FolderSearch.open(notes, null, path("models/stories260K"), new CpuBackend(1));
        running = new ModelServer("1.0")
                .language(scripted)
                .embedder(stories.embedder())
                .painter(Painter.open(path("models/nano-omni/generator")))
                .search(search)
                .http(new InetSocketAddress("localhost", 0), "secret");
    }

    @AfterAll
    static void stop() {
        running.close();
        search.close();
        scripted.close();
        stories.close();
    }

    static Path path(String name) {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder.resolve(name);
    }

    private static McpSyncClient client() {
        McpSyncClient client = McpClient.sync(
                        HttpClientStreamableHttpTransport.builder("http://localhost:" + running.port())
                                .jsonMapper(new JacksonMcpJsonMapper(new ObjectMapper()))
                                .requestBuilder(HttpRequest.newBuilder().header("Authorization", "Bearer secret"))
                                .build())
                .jsonSchemaValidator(new TrustedSchemas())
                .requestTimeout(Duration.ofMinutes(5))
                .build();
        client.initialize();
        return client;
    }

    private static CallToolResult call(String tool, Map<String, Object> arguments) {
        try (McpSyncClient client = client()) {
            return client.callTool(
                    CallToolRequest.builder(tool).arguments(arguments).build());
        }
    }

    private static String text(CallToolResult result) {
        return ((TextContent) result.content().getFirst()).text();
    }

    @Test
    void toolsAreThoseOfTheModels() {
        try (McpSyncClient client = client()) {
            Set<String> names = client.listTools().tools().stream()
                    .map(McpSchema.Tool::name)
                    .collect(Collectors.toSet());
            assertEquals(Set.of("generate", "embed", "draw", "search"), names);
        }
    }

    @Test
    void aTextIsGenerated() {
        assertEquals("Hello.", text(call("generate", Map.of("prompt", "Say hello"))));
        assertEquals("Arr!", text(call("generate", Map.of("prompt", "Say hello", "system", "You are a pirate"))));
        assertEquals("He", text(call("generate", Map.of("prompt", "Say hello", "max_tokens", 2))));
        assertEquals("Hel", text(call("generate", Map.of("prompt", "Say hello", "stop", List.of("lo")))));
    }

    @Test
    void anAnswerKeepsToASchema() {
        Map<String, Object> schema = Map.of(
                "type",
                "object",
                "properties",
                Map.of("city", Map.of("type", "string")),
                "required",
                List.of("city"),
                "additionalProperties",
                false);
        CallToolResult result = call("generate", Map.of("prompt", "What is the capital of Germany?", "schema", schema));
        assertEquals(Map.of("city", "Berlin"), result.structuredContent());
    }

    @Test
    void textsAreEmbedded() {
        CallToolResult result = call("embed", Map.of("texts", List.of("one", "two")));
        Map<?, ?> content = (Map<?, ?>) result.structuredContent();
        assertEquals(64, content.get("dimensions"));
        assertEquals(2, ((List<?>) assertNotNullOf(content.get("embeddings"))).size());
    }

    private static Object assertNotNullOf(Object value) {
        assertNotNull(value);
        return value;
    }

    @Test
    @Tag("slow")
    void anImageIsDrawn() {
        CallToolResult result = call("draw", Map.of("prompt", "a red heart", "steps", 2));
        ImageContent image = (ImageContent) result.content().getFirst();
        assertTrue(ImageFiles.read(Base64.getDecoder().decode(image.data()), "the image")
                        .width()
                > 0);
    }

    @Test
    void aFolderIsSearched() {
        CallToolResult result = call("search", Map.of("query", "A cat sat on a mat.", "limit", 1));
        Map<?, ?> content = (Map<?, ?>) result.structuredContent();
        Map<?, ?> hit = (Map<?, ?>) ((List<?>) assertNotNullOf(content.get("hits"))).getFirst();
        assertEquals("cats.txt", hit.get("file"));
    }

    @Test
    void whatIsWrongWithACallIsItsResult() {
        CallToolResult unknown = call("generate", Map.of("prompt", "hi", "top_q", 3));
        assertTrue(unknown.isError());
        assertTrue(text(unknown).contains("top_q"), text(unknown));
        assertTrue(text(call("generate", Map.of())).contains("prompt is missing"));
        assertTrue(
                text(call("generate", Map.of("prompt", "hi", "max_tokens", 0))).contains("at least 1"));
        assertTrue(text(call("embed", Map.of("texts", "one"))).contains("list of strings"));
        assertTrue(text(call("generate", Map.of("prompt", "x".repeat(10_000)))).contains("context"));
    }

    @Test
    void modelsAreResources() {
        try (McpSyncClient client = client()) {
            McpSchema.Resource resource = client.listResources().resources().getFirst();
            assertEquals("menura://models/scripted", resource.uri());
            TextResourceContents contents = (TextResourceContents) client.readResource(
                            ReadResourceRequest.builder(resource.uri()).build())
                    .contents()
                    .getFirst();
            assertTrue(contents.text().contains("\"context_length\":8192"), contents.text());
        }
    }

    @Test
    void foreignRequestsAreRefused() throws Exception {
        assertEquals(401, status(Map.of()));
        assertEquals(401, status(Map.of("Authorization", "Bearer wrong")));
        assertEquals(403, status(Map.of("Authorization", "Bearer secret", "Origin", "http://evil.example")));
        assertEquals(400, status(Map.of("Authorization", "Bearer secret", "Mcp-Protocol-Version", "1999-01-01")));
        assertEquals(400, status(Map.of("Authorization", "Bearer secret")));
        assertEquals(404, status(Map.of("Authorization", "Bearer secret", "Mcp-Session-Id", "none")));
    }

    private static int status(Map<String, String> headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:%d/mcp".formatted(running.port())))
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"jsonrpc\": \"2.0\", \"id\": 1, \"method\": \"tools/list\"}"));
        headers.forEach(request::header);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static final String HELLO = """
            {"jsonrpc":"2.0","id":"a","method":"initialize","params":{"protocolVersion":"2025-03-26","capabilities":{},"clientInfo":{"name":"shell","version":"1"}}}
            {"jsonrpc":"2.0","method":"notifications/initialized"}
            """;

    /** Returns what a server of streams answers to some lines, by the answers' ids. */
    private static Map<String, JsonNode> answers(String lines) throws IOException, InterruptedException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ModelServer.Running server = new ModelServer("1.0")
                .language(scripted)
                .stdio(new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)), out)) {
            assertTimeoutPreemptively(Duration.ofSeconds(60), server::await);
        }
        Map<String, JsonNode> answers = new HashMap<>();
        for (String line : out.toString(StandardCharsets.UTF_8).lines().toList()) {
            JsonNode answer = new ObjectMapper().readTree(line);
            answers.put(answer.get("id").asText(), answer);
        }
        return answers;
    }

    /** The specification of JSON-RPC 2.0 names the codes. */
    @Test
    void linesThatAreNoMessagesAreAnsweredAndReadingGoesOn() throws Exception {
        String ping = "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"ping\"}";
        Map<String, Integer> codes = Map.of(
                "{bad json",
                -32700,
                "hello",
                -32700,
                ping.formatted(5) + ping.formatted(6),
                -32700,
                "{\"jsonrpc\":\"2.0\"}",
                -32600,
                "{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"ping\"}",
                -32600,
                "[]",
                -32600,
                "3",
                -32600,
                "null",
                -32600);
        for (Map.Entry<String, Integer> line : codes.entrySet()) {
            Map<String, JsonNode> answers = answers(HELLO + line.getKey() + "\n" + ping.formatted(9));
            assertEquals(Set.of("a", "null", "9"), answers.keySet(), line.getKey());
            assertEquals(line.getValue(), answers.get("null").at("/error/code").asInt(), line.getKey());
            assertTrue(answers.get("9").has("result"), line.getKey());
        }
        assertEquals(
                Set.of("a", "9"), answers(HELLO + "\n \r\n" + ping.formatted(9)).keySet());
        String batch = "[" + ping.formatted(7) + ", 3, " + ping.formatted(8) + "]\n";
        assertEquals(
                Set.of("a", "7", "8", "null", "9"),
                answers(HELLO + batch + ping.formatted(9) + "\n").keySet());
    }

    @Test
    void whatIsAskedBeforeTheSessionBeginsDoesNotKeepTheServerFromEnding() throws Exception {
        Map<String, JsonNode> answers = answers("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\n");
        assertEquals(-32600, answers.get("1").at("/error/code").asInt());
        assertTrue(answers("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\n" + HELLO)
                .get("1")
                .has("result"));
        assertTrue(answers("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}\n" + HELLO
                        + "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}\n")
                .get("1")
                .has("result"));
    }

    @Test
    void aServerNeedsAModel() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new ModelServer("1.0").stdio(InputStream.nullInputStream(), System.out));
        assertFalse(running.port() == 0);
    }
}
