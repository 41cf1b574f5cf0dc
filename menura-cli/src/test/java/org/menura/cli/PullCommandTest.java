package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class PullCommandTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
    /** {@code printf hello | git hash-object --stdin} and {@code printf hello | sha256sum}. */
    private static final String TREE = """
        [{"type":"file","path":"config.json","size":5,"oid":"b6fc4c620b67d95f953a5c1c1230aaab5db5a1b0"},
         {"type":"file","path":"model.safetensors","size":5,"oid":"0","lfs":{"size":5,
          "oid":"2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"}}]\
        """;

    private static final Map<String, String> PAGES = Map.of(
            "/api/models/org/name/revision/v1",
            "{\"sha\":\"%s\"}".formatted(COMMIT),
            "/api/models/org/name/tree/" + COMMIT,
            TREE,
            "/org/name/resolve/" + COMMIT + "/config.json",
            "hello",
            "/org/name/resolve/" + COMMIT + "/model.safetensors",
            "hello");

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private HttpServer hub;

    @BeforeEach
    void open() throws IOException {
        hub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        hub.createContext("/", this::answer);
        hub.start();
    }

    @AfterEach
    void close() {
        hub.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            String page = PAGES.get(exchange.getRequestURI().getPath());
            if (page == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private int pull(String... more) {
        String address = "http://127.0.0.1:" + hub.getAddress().getPort() + "/";
        List<String> args = new ArrayList<>(
                List.of("pull", "--endpoint", address, "--output", folder.toString(), "--revision", "v1"));
        args.addAll(List.of(more));
        return Main.commandLine()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(args.toArray(String[]::new));
    }

    @Test
    void printsTheFolderAndALinePerFile() throws IOException {
        assertEquals(0, pull("org/name"), err::toString);
        assertEquals(folder.toString(), out.toString().strip());
        assertEquals("hello", Files.readString(folder.resolve("model.safetensors")));
        assertTrue(err.toString().contains("config.json  5 B"), err.toString());
        assertEquals(0, pull("org/name"), err::toString);
        assertTrue(err.toString().contains("config.json  5 B, there already"), err.toString());
    }

    @Test
    void printsTheFileThatWasNamed() {
        assertEquals(0, pull("org/name:*.json"), err::toString);
        assertEquals(folder.resolve("config.json").toString(), out.toString().strip());
        assertFalse(Files.exists(folder.resolve("model.safetensors")));
    }

    @Test
    void theTokenComesFromTheVariableThatIsNamed() {
        Map.Entry<String, String> variable = System.getenv().entrySet().stream()
                .filter(e -> e.getValue().matches("[\\x21-\\x7e]{1,1000}"))
                .findFirst()
                .orElseThrow();
        assertEquals(0, pull("org/name", "--token-env", variable.getKey()), err::toString);
        assertEquals("Bearer " + variable.getValue(), tokens.getFirst());
    }

    @Test
    void anUnknownModelIsOneSentenceAndExitCode1() {
        assertEquals(1, pull("org/other"));
        assertTrue(err.toString().startsWith("menura: there is no org/other"), err.toString());
        assertEquals(1, err.toString().lines().count(), err.toString());
    }

    @Test
    void wrongUsageIsExitCode2() {
        assertEquals(2, pull("gpt2"));
        assertTrue(err.toString().startsWith("menura: 'gpt2'"), err.toString());
        assertEquals(2, pull("org/name", "--token-env", "MENURA_NO_SUCH_VARIABLE"));
        assertEquals(2, pull("org/name", "--endpoint", "hub"));
        assertEquals(2, pull());
    }
}
