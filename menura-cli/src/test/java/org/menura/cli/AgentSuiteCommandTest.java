package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

@Tag("slow")
class AgentSuiteCommandTest {
    @TempDir
    private Path folder;

    private Path data() throws IOException {
        Path data = Files.createDirectories(folder.resolve("data"));
        Files.writeString(data.resolve("simple_python.jsonl"), """
                {"id": "s_0", "question": [[{"role": "user", "content": "2 + 3?"}]], "function": [{"name": "add", "description": "Adds.", "parameters": {"type": "dict", "properties": {"a": {"type": "integer"}, "b": {"type": "integer"}}, "required": ["a", "b"]}}], "ground_truth": [{"add": {"a": [2], "b": [3]}}]}
                """);
        Files.writeString(data.resolve("irrelevance.jsonl"), """
                {"id": "i_0", "question": [[{"role": "user", "content": "Who was it?"}]], "function": [{"name": "add", "description": "Adds.", "parameters": {"type": "dict", "properties": {"a": {"type": "integer"}}, "required": ["a"]}}]}
                """);
        return data;
    }

    @Test
    void suitesAreListed() {
        Cli.Result result = Cli.run("agent", "suite");
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("bfcl-auto"), result.out());
    }

    @Test
    void eachAgentStandsInEachTable() throws IOException {
        Path out = folder.resolve("out");
        Cli.Result result =
                Cli.run("agent", "suite", "bfcl", "--data", data(), "--agent", "oracle", "-k", 2, "-o", out);
        assertEquals(0, result.code(), result.err());
        for (String row :
                List.of("| all | oracle | 2 | 1.000 |", "| all | null | 2 | 0.500 |", "| all | random | 2 |")) {
            assertTrue(result.out().contains(row), result.out());
        }
        assertTrue(Files.isDirectory(out.resolve("bfcl")), result.out());
        Cli.Result json = Cli.run("agent", "suite", "bfcl", "--data", data(), "--agent", "null", "--json", "-L", 1);
        JsonNode parsed = Json.parse(json.out(), "the output");
        assertEquals(1.0, parsed.at("/agents/null/irrelevance/score").asDouble());
        assertEquals(0.0, parsed.at("/agents/null/simple_python/score").asDouble());
        assertEquals(1.0, parsed.at("/agents/oracle/all/pass^k/1").asDouble());
        assertEquals(1, parsed.path("limit").asInt());
    }

    @Test
    @Tag("slow")
    void aModelAnswersInEachWay() throws IOException {
        Path model = Cli.repository().resolve("models/stories260K");
        for (List<String> how : List.of(List.<String>of(), List.of("--free"), List.of("--thought"))) {
            List<Object> arguments = new java.util.ArrayList<>(List.of(
                    "agent",
                    "suite",
                    "bfcl",
                    "--data",
                    data(),
                    "--agent",
                    model,
                    "--chat-template",
                    "chatml",
                    "--max-tokens",
                    60,
                    "--json"));
            arguments.addAll(how);
            Cli.Result result = Cli.run(arguments.toArray());
            assertEquals(0, result.code(), result.err());
            JsonNode parsed = Json.parse(result.out(), "the output");
            String agent = parsed.path("agent").asText();
            JsonNode all = parsed.path("agents").path(agent).path("all");
            assertTrue(all.path("tokens").asDouble() > 0, result.out());
            if (how.isEmpty()) {
                assertEquals(1.0, all.at("/metrics/known names").asDouble(), result.out());
            }
        }
    }

    @Test
    void aServerAnswers() throws IOException {
        byte[] answer = """
                {"choices": [{"message": {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type": "function",
                  "function": {"name": "add", "arguments": "{\\"a\\": 2, \\"b\\": 3}"}}]}, "finish_reason": "tool_calls"}]}""".getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/v1/chat/completions", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        try {
            String address =
                    "http://localhost:%d/v1#some".formatted(server.getAddress().getPort());
            Cli.Result result = Cli.run("agent", "suite", "bfcl", "--data", data(), "--agent", address, "--json");
            assertEquals(0, result.code(), result.err());
            JsonNode groups = Json.parse(result.out(), "the output").at("/agents/some");
            assertEquals(1.0, groups.at("/simple_python/score").asDouble(), result.out());
            assertEquals(0.0, groups.at("/irrelevance/score").asDouble(), result.out());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aServerThatIsNotThereIsNotMeasured() throws IOException {
        Path out = folder.resolve("out");
        Cli.Result result =
                Cli.run("agent", "suite", "bfcl", "--data", data(), "--agent", "http://localhost:1/v1#some", "-o", out);
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().contains("some came to the end of none of 2 trials"), result.err());
        assertTrue(result.err().contains("does not answer at http://localhost:1/v1"), result.err());
        try (Stream<Path> files = Files.list(out.resolve("bfcl"))) {
            assertTrue(
                    files.allMatch(f -> f.getFileName().toString().startsWith(".trials-")), "no results are written");
        }
    }

    @Test
    void twoTasksOfOneIdAreRefused() throws IOException {
        Path file = data().resolve("irrelevance.jsonl");
        Files.writeString(file, Files.readString(file).repeat(3));
        Cli.Result result = Cli.run("agent", "suite", "bfcl", "--data", file.getParent(), "--agent", "oracle");
        assertEquals(1, result.code(), result.out());
        assertTrue(result.err().contains("irrelevance.jsonl, line 2: the id i_0 is there twice"), result.err());
    }

    @Test
    void twoRunsStandBesideEachOther() throws IOException {
        for (String agent : List.of("null", "oracle")) {
            Cli.run("agent", "suite", "bfcl", "--data", data(), "--agent", agent, "-o", folder.resolve(agent));
        }
        Cli.Result result = Cli.run("agent", "suite", "compare", folder.resolve("null"), folder.resolve("oracle"));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().contains("| all | 2 | 0.500 | 1.000 | +0.500 |"), result.out());
        assertTrue(result.out().contains("- s_0, better by B"), result.out());
        assertTrue(result.out().contains("\"name\":\"add\""), result.out());
        Cli.Result nothing = Cli.run("agent", "suite", "compare", folder.resolve("null"), data());
        assertEquals(1, nothing.code());
        assertTrue(nothing.err().contains("holds no trials_DATE.jsonl"), nothing.err());
    }

    @Test
    void mistakesAreSentences() throws IOException {
        Cli.Result unknown = Cli.run("agent", "suite", "chess", "--data", data());
        assertEquals(1, unknown.code());
        assertTrue(unknown.err().contains("there is no suite chess; there are bfcl, bfcl-auto"), unknown.err());
        Cli.Result none = Cli.run("agent", "suite", "bfcl");
        assertEquals(2, none.code());
        assertTrue(none.err().contains("--data FOLDER"), none.err());
        Path empty = Files.createDirectories(folder.resolve("empty"));
        Cli.Result other = Cli.run("agent", "suite", "bfcl", "--data", empty);
        assertEquals(1, other.code());
        assertTrue(
                other.err().contains(empty + " holds no files of the suite bfcl: it needs CATEGORY.jsonl"),
                other.err());
        Cli.Result household = Cli.run("agent", "suite", "household", "--data", empty);
        assertTrue(
                household.err().contains("it needs scenes.jsonl, affordances.json, split.json, goals.json"),
                household.err());
    }
}
