package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

/** A client that starts the command and talks to its streams. */
@Tag("slow")
class McpCommandTest {
    private static final String BEGIN = """
            {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {"protocolVersion": "2025-11-25", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}}
            {"jsonrpc": "2.0", "method": "notifications/initialized"}
            """;

    private static List<JsonNode> answers(String requests, Object... arguments) {
        Cli.Result result = Cli.typed(BEGIN + requests, arguments);
        assertEquals(0, result.code(), result.err());
        List<JsonNode> out = new ArrayList<>();
        result.out().lines().forEach(line -> out.add(Json.parse(line, "a line of the answer")));
        return out;
    }

    private static JsonNode answer(List<JsonNode> answers, int id) {
        return answers.stream()
                .filter(a -> a.path("id").asInt() == id)
                .findFirst()
                .orElseThrow(() -> new AssertionError("no answer to " + id + " in " + answers));
    }

    @Test
    void modelsAreToolsOnTheStandardStreams() {
        List<JsonNode> answers = answers("""
                {"jsonrpc": "2.0", "id": 2, "method": "tools/list"}
                {"jsonrpc": "2.0", "id": 3, "method": "tools/call", "params": {"name": "generate", "arguments": {"prompt": "Tell me a story", "max_tokens": 8, "temperature": 0}}}
                """, "mcp", Cli.repository().resolve("models/nano"));
        assertEquals("menura", answer(answers, 1).at("/result/serverInfo/name").asText());
        assertEquals("generate", answer(answers, 2).at("/result/tools/0/name").asText());
        assertTrue(!answer(answers, 3).at("/result/content/0/text").asText().isBlank(), answers.toString());
    }

    /** What docs/mcp.md shows of a shell, with the command of this process. */
    @Test
    void theGuidesShellWorks() throws IOException {
        String guide = Files.readString(Cli.repository().resolve("docs/mcp.md"));
        Matcher shown = Pattern.compile(
                        "<!-- run -->\n```sh\n\\./menura mcp (\\S+) <<'END'\n(.*?)END\n```", Pattern.DOTALL)
                .matcher(guide);
        assertTrue(shown.find());
        Cli.Result result = Cli.typed(shown.group(2), "mcp", Cli.repository().resolve(shown.group(1)));
        assertEquals(0, result.code(), result.err());
        JsonNode last = Json.parse(result.out().lines().toList().getLast(), "the last line");
        assertEquals(2, last.path("id").asInt());
        assertTrue(last.at("/result/content/0/text").asText().length() > 10, result.out());
    }

    @Test
    void aFolderIsSearchedByItsMeaning(@TempDir Path folder) {
        Cli.Result wrong = Cli.run("mcp", "--search", folder);
        assertEquals(2, wrong.code());
        assertTrue(wrong.err().contains("--embed"), wrong.err());
        List<JsonNode> answers = answers(
                "{\"jsonrpc\": \"2.0\", \"id\": 2, \"method\": \"tools/list\"}\n",
                "mcp",
                "--search",
                folder,
                "--embed",
                Cli.repository().resolve("models/stories260K"));
        assertEquals(2, answer(answers, 2).at("/result/tools").size());
    }

    @Test
    void aPortMustBeOne() {
        Cli.Result result = Cli.run("mcp", Cli.repository().resolve("models/nano"), "--http", "host:99999");
        assertEquals(2, result.code());
        assertTrue(result.err().contains("65535"), result.err());
    }
}
