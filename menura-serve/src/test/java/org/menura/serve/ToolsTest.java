package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.json.Json;
import org.menura.generate.LoadOptions;
import org.menura.serve.model.ModelEntry;

/** Calls of tools, forced from a model that has never heard of any, in the forms of several families. */
@Tag("slow")
@Timeout(120)
class ToolsTest {
    private static final String WEATHER = """
            {"name":"get_weather","description":"Weather of a city","parameters":{"type":"object",
             "properties":{"city":{"type":"string","enum":["Oslo","Rome"],"description":"which"},"days":{"type":"integer","minimum":1,"maximum":7,"description":"how many"}},
             "required":["city","days"],"additionalProperties":false}}""";
    private static final String TIME = """
            {"name":"get_time","description":"The time","parameters":{"type":"object","properties":{"utc":{"type":"boolean","description":"of Greenwich"}},"required":["utc"],
             "additionalProperties":false}}""";

    private static MenuraServer server;
    private static Client client;

    private static String template(String family) {
        try {
            Path folder = Path.of("../testdata/templates", family);
            try (var files = Files.list(folder)) {
                return Files.readString(files.filter(f -> f.toString().endsWith(".jinja"))
                        .findFirst()
                        .orElseThrow());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @TempDir
    private static Path folder;

    /** The chat model with a context that templates with tools fit into. */
    private static Path longer() throws IOException {
        Path out = Files.createDirectories(folder.resolve("nano"));
        for (String file :
                List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json", "generation_config.json")) {
            Files.copy(TestModels.NANO.resolve(file), out.resolve(file));
        }
        ObjectNode config = (ObjectNode) Json.parse(TestModels.NANO.resolve("config.json"));
        config.put("max_position_embeddings", 4096);
        Files.writeString(out.resolve("config.json"), config.toString());
        return out;
    }

    @BeforeAll
    static void start() throws IOException {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("nano", longer()))
                .withLoad(
                        LoadOptions.defaults().withThreads(2).withChatTemplate(template("Qwen-Qwen2.5-7B-Instruct"))));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static ObjectNode request(String... more) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        out.put("seed", 5).put("max_tokens", 160);
        out.putArray("messages").addObject().put("role", "user").put("content", "Weather in Oslo?");
        for (String tool : List.of(WEATHER, TIME)) {
            out.withArray("tools").addObject().put("type", "function").set("function", Json.parse(tool, "a tool"));
        }
        for (int i = 0; i < more.length; i += 2) {
            out.set(more[i], Json.parse(more[i + 1], more[i]));
        }
        return out;
    }

    private static void assertValid(String name, String arguments) {
        JsonNode json = Json.parse(arguments, "arguments");
        if (name.equals("get_weather")) {
            assertTrue(List.of("Oslo", "Rome").contains(json.path("city").asText()), arguments);
            assertTrue(json.path("days").asInt() >= 1 && json.path("days").asInt() <= 7, arguments);
            assertEquals(2, json.size());
        } else {
            assertEquals("get_time", name);
            assertTrue(json.path("utc").isBoolean(), arguments);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Qwen-Qwen2.5-7B-Instruct",
                "NousResearch-Hermes-3-Llama-3.1-8B-tool_use",
                "meta-llama-Llama-3.2-3B-Instruct",
                "Qwen3-Coder",
                "mistralai-Mistral-Nemo-Instruct-2407",
            })
    void requiredCallsComeInEachFamilysForm(String family) throws Exception {
        ObjectNode request = request("tool_choice", "\"required\"").put("chat_template", template(family));
        request.put("parallel_tool_calls", false);
        Client.Answer answer = client.post("/v1/chat/completions", request);
        assertEquals(200, answer.status(), answer.text());
        JsonNode choice = answer.json().at("/choices/0");
        assertEquals("tool_calls", choice.path("finish_reason").asText(), answer.text());
        JsonNode calls = choice.at("/message/tool_calls");
        assertEquals(1, calls.size(), answer.text());
        assertEquals("function", calls.at("/0/type").asText());
        assertFalse(calls.at("/0/id").asText().isEmpty());
        assertValid(
                calls.at("/0/function/name").asText(),
                calls.at("/0/function/arguments").asText());
    }

    @Test
    void aNamedToolIsTheOneThatIsCalled() throws Exception {
        for (String name : List.of("get_weather", "get_time")) {
            Client.Answer answer = client.post(
                    "/v1/chat/completions",
                    request("tool_choice", "{\"type\":\"function\",\"function\":{\"name\":\"%s\"}}".formatted(name)));
            assertEquals(200, answer.status(), answer.text());
            JsonNode calls = answer.json().at("/choices/0/message/tool_calls");
            assertTrue(calls.size() >= 1, answer.text());
            for (JsonNode call : calls) {
                assertEquals(name, call.at("/function/name").asText());
            }
        }
    }

    @Test
    void streamsOfCallsAddUpAndCarryLogProbs() throws Exception {
        ObjectNode request = request("tool_choice", "\"required\"", "logprobs", "true", "parallel_tool_calls", "false");
        JsonNode whole = client.post("/v1/chat/completions", request).json().at("/choices/0");
        List<JsonNode> events =
                client.post("/v1/chat/completions", request.put("stream", true)).events();
        StringBuilder arguments = new StringBuilder();
        List<String> names = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        int probs = 0;
        for (JsonNode event : events) {
            JsonNode call = event.at("/choices/0/delta/tool_calls/0");
            if (call.has("id")) {
                names.add(call.at("/function/name").asText());
                assertEquals("function", call.path("type").asText());
            }
            arguments.append(call.at("/function/arguments").asText());
            probs += event.at("/choices/0/logprobs/content").size();
            if (event.at("/choices/0/finish_reason").isTextual()) {
                reasons.add(event.at("/choices/0/finish_reason").asText());
            }
        }
        assertEquals(List.of(whole.at("/message/tool_calls/0/function/name").asText()), names);
        assertEquals(whole.at("/message/tool_calls/0/function/arguments").asText(), arguments.toString());
        assertEquals(List.of("tool_calls"), reasons);
        assertEquals(whole.at("/logprobs/content").size(), probs);
        assertTrue(probs > 5);
    }

    @Test
    void noneMeansNoCall() throws Exception {
        JsonNode choice = client.post("/v1/chat/completions", request("tool_choice", "\"none\""))
                .json()
                .at("/choices/0");
        assertFalse(choice.path("message").has("tool_calls"), choice.toString());
    }

    @Test
    void resultsOfToolsAreShownToTheModel() throws Exception {
        String asked = "{'messages':[{'role':'user','content':'Weather in Oslo?'},{'role':'assistant','content':null,"
                + "'tool_calls':[{'id':'a1','type':'function','function':{'name':'get_weather','arguments':'{\\'city\\':\\'Oslo\\'}'}}]},"
                + "{'role':'tool','tool_call_id':'a1','content':'-3 degrees'}]}";
        String json = asked.replace("\\'", "\\\"");
        String prompt =
                client.post("/apply-template", json).json().path("prompt").asText();
        assertTrue(prompt.contains("-3 degrees"), prompt);
        assertTrue(prompt.contains("\"arguments\": {\"city\": \"Oslo\"}"), prompt);
    }

    @Test
    void allApisCallTools() throws Exception {
        ObjectNode anthropic =
                JsonNodeFactory.instance.objectNode().put("model", "nano").put("max_tokens", 160);
        anthropic.putArray("messages").addObject().put("role", "user").put("content", "Weather in Oslo?");
        ObjectNode tool = (ObjectNode) Json.parse(WEATHER, "a tool");
        anthropic.putArray("tools").addObject().put("name", "get_weather").set("input_schema", tool.get("parameters"));
        anthropic.putObject("tool_choice").put("type", "any").put("disable_parallel_tool_use", true);
        JsonNode message = client.post("/v1/messages", anthropic).json();
        assertEquals("tool_use", message.path("stop_reason").asText(), message.toString());
        JsonNode use = message.path("content").get(message.path("content").size() - 1);
        assertEquals("tool_use", use.path("type").asText());
        assertValid(use.path("name").asText(), use.path("input").toString());
        StringBuilder json = new StringBuilder();
        List<String> types = new ArrayList<>();
        for (JsonNode event :
                client.post("/v1/messages", anthropic.put("stream", true)).events()) {
            types.add(event.path("type").asText());
            json.append(event.at("/delta/partial_json").asText());
        }
        assertValid("get_weather", json.toString());
        assertEquals("message_stop", types.getLast());

        ObjectNode responses =
                JsonNodeFactory.instance.objectNode().put("input", "Weather?").put("tool_choice", "required");
        responses.putArray("tools").add(tool.deepCopy().put("type", "function"));
        responses.put("parallel_tool_calls", false);
        JsonNode response = client.post("/v1/responses", responses).json();
        JsonNode item = response.path("output").get(response.path("output").size() - 1);
        assertEquals("function_call", item.path("type").asText(), response.toString());
        assertValid(item.path("name").asText(), item.path("arguments").asText());
    }

    @Test
    void aFunctionWithoutParametersIsCalledWithNone() throws Exception {
        for (int seed = 0; seed < 3; seed++) {
            Client.Answer answer = client.post(
                    "/v1/chat/completions",
                    ("{'messages':[{'role':'user','content':'Go'}],'temperature':1,'seed':%d,'max_tokens':60,"
                                    + "'parallel_tool_calls':false,'tool_choice':'required',"
                                    + "'tools':[{'type':'function','function':{'name':'go_on'}}]}")
                            .formatted(seed));
            JsonNode call = answer.json().at("/choices/0/message/tool_calls/0/function");
            assertEquals("go_on", call.path("name").asText(), answer.text());
            assertTrue(
                    Json.parse(call.path("arguments").asText(), "the arguments").isEmpty(), answer.text());
        }
    }
}
