package org.menura.agent.mind;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.menura.chat.Message;
import org.menura.chat.MessageJson;
import org.menura.chat.ToolCall;
import org.menura.chat.tool.ToolDefinition;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/**
 * A mind behind OpenAI's HTTP API: {@code menura serve}, llama.cpp, vLLM, OpenAI. It can't be forced, forked, scored or replayed, and
 * says so; {@link #checked} asks it again where its answers leave their form.
 */
public final class RemoteMind implements Mind {
    /** How often {@link #checked} asks. */
    private static final int TRIES = 3;

    private static final Duration WITHIN = Duration.ofMinutes(10);
    private static final int MOST_TRIES_OF_A_BUSY_SERVER = 4;
    private static final int MOST_SHOWN = 300;
    private static final JsonMapper MAPPER = new JsonMapper();

    private final URI endpoint;
    private final String model;
    private final @Nullable String key;
    private final HttpClient client;

    private RemoteMind(URI endpoint, String model, @Nullable String key) {
        this.endpoint = endpoint;
        this.model = model;
        this.key = key;
        this.client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    }

    /**
     * Creates a mind whose answers are checked, and asked for again if they don't have their form.
     *
     * @param base address of the API, such as {@code http://localhost:8080/v1}
     * @param model name of the model there
     * @param key of the API; null for none
     */
    public static Mind checked(URI base, String model, @Nullable String key) {
        return new ValidatingMind(unchecked(base, model, key), TRIES);
    }

    /** Creates a mind whose answers may have another form than was asked for; see {@link #checked}. */
    public static RemoteMind unchecked(URI base, String model, @Nullable String key) {
        String path = base.toString();
        URI endpoint = URI.create((path.endsWith("/") ? path : path + "/") + "chat/completions");
        return new RemoteMind(endpoint, model, key);
    }

    @Override
    public String name() {
        return model;
    }

    /** Returns none. */
    @Override
    public Set<Capability> capabilities() {
        return EnumSet.noneOf(Capability.class);
    }

    @Override
    public Thought think(Prompt prompt, Ask ask, long seed) throws InterruptedException {
        ObjectNode body =
                JsonNodeFactory.instance.objectNode().put("model", model).put("seed", seed & 0x7FFF_FFFF);
        ArrayNode messages = body.putArray("messages");
        prompt.messages().forEach(m -> messages.add(message(m)));
        List<ToolDefinition> tools = prompt.tools();
        switch (ask) {
            case Ask.Text(int most) -> {
                if (most < Integer.MAX_VALUE) {
                    body.put("max_tokens", most);
                }
            }
            case Ask.Choice(List<String> options) -> {
                ObjectNode schema = JsonNodeFactory.instance.objectNode().put("type", "object");
                ArrayNode values =
                        schema.putObject("properties").putObject("answer").putArray("enum");
                options.forEach(values::add);
                schema.putArray("required").add("answer");
                schema.put("additionalProperties", false);
                format(body, schema);
            }
            case Ask.Quote(List<String> documents, int most) -> {
                body.put("max_tokens", most);
                StringBuilder text = new StringBuilder("Answer with a quote, word for word and nothing else, from:\n");
                documents.forEach(d -> text.append(d).append('\n'));
                messages.add(message(Message.user(text.toString())));
            }
            case Ask.Json(JsonNode schema) -> format(body, schema);
            case Ask.Calls calls -> {
                tools = calls.tools();
                body.put("tool_choice", calls.min() > 0 ? "required" : "auto");
                body.put("parallel_tool_calls", calls.max() > 1);
            }
        }
        if (!tools.isEmpty()) {
            ArrayNode all = body.putArray("tools");
            tools.forEach(t -> all.add(tool(t)));
            if (!(ask instanceof Ask.Calls)) {
                body.put("tool_choice", "none");
            }
        }
        return thought(send(body), ask);
    }

    private static void format(ObjectNode body, JsonNode schema) {
        ObjectNode format = body.putObject("response_format").put("type", "json_schema");
        format.putObject("json_schema")
                .put("name", "answer")
                .put("strict", true)
                .set("schema", schema);
    }

    private static JsonNode tool(ToolDefinition tool) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "function");
        json.putObject("function")
                .put("name", tool.name())
                .put("description", tool.description())
                .set("parameters", tool.parameters());
        return json;
    }

    /** A message as the API has it: arguments of calls are text. */
    private static JsonNode message(Message message) {
        ObjectNode json = MAPPER.valueToTree(MessageJson.write(message));
        for (JsonNode call : json.path("tool_calls")) {
            if (call.path("function") instanceof ObjectNode function
                    && function.path("arguments").isObject()) {
                function.put("arguments", function.get("arguments").toString());
            }
        }
        return json;
    }

    private JsonNode send(ObjectNode body) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(endpoint)
                .timeout(WITHIN)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        for (int i = 1; ; i++) {
            HttpResponse<String> response;
            try {
                response = client.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            } catch (HttpTimeoutException e) {
                throw MindException.silent("%s does not answer at %s: %s".formatted(model, endpoint, e), e);
            } catch (IOException e) {
                throw MindException.away("%s does not answer at %s: %s".formatted(model, endpoint, e), e);
            }
            int status = response.statusCode();
            boolean busy = status == 429 || status >= 502 && status <= 504;
            if (busy && i < MOST_TRIES_OF_A_BUSY_SERVER) {
                Thread.sleep(Duration.ofMillis(500L << i));
                continue;
            }
            if (status != 200) {
                String message = "%s at %s answers with the status %d: %s"
                        .formatted(model, endpoint, status, shown(response.body()));
                throw busy ? MindException.away(message, null) : MindException.silent(message, null);
            }
            try {
                return Json.parse(response.body(), "the answer of " + endpoint);
            } catch (FormatException e) {
                throw MindException.silent("%s at %s: %s".formatted(model, endpoint, e.getMessage()), e);
            }
        }
    }

    private static String shown(String text) {
        return text.length() > MOST_SHOWN ? text.substring(0, MOST_SHOWN) + "…" : text;
    }

    private Thought thought(JsonNode answer, Ask ask) {
        JsonNode message = answer.path("choices").path(0).path("message");
        if (!message.isObject()) {
            throw MindException.silent(
                    "%s at %s gives no message: %s".formatted(model, endpoint, shown(answer.toString())), null);
        }
        String text = message.path("content").asText("");
        List<ToolCall> calls = new ArrayList<>();
        for (JsonNode call : message.path("tool_calls")) {
            calls.add(new ToolCall(
                    call.path("id").textValue(),
                    call.path("function").path("name").asText(),
                    arguments(call.path("function").path("arguments"))));
        }
        if (ask instanceof Ask.Choice) {
            text = choice(text);
        } else if (ask instanceof Ask.Quote || ask instanceof Ask.Json) {
            text = text.strip();
        }
        String reasoning = message.path("reasoning_content").textValue();
        int cached = answer.path("usage")
                .path("prompt_tokens_details")
                .path("cached_tokens")
                .asInt(0);
        int prompt = answer.path("usage").path("prompt_tokens").asInt(0);
        int answered = answer.path("usage").path("completion_tokens").asInt(0);
        return new Thought(
                text, reasoning, calls, new int[0], new double[0], Math.max(0, prompt - cached), Math.max(0, answered));
    }

    private static String choice(String text) {
        try {
            return Json.parse(text, "a choice").path("answer").asText(text.strip());
        } catch (FormatException e) {
            return text.strip();
        }
    }

    /** Arguments that are no JSON object are handed on under a name that no schema has, so that the check says what is wrong. */
    private static Map<String, @Nullable Object> arguments(JsonNode given) {
        try {
            JsonNode json = given.isTextual() ? Json.parse(given.asText(), "arguments") : given;
            return json.isObject() ? Json.members(json) : Map.of("(no object)", given.asText());
        } catch (FormatException e) {
            return Map.of("(no JSON)", given.asText());
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
