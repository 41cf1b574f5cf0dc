package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.format.json.Json;
import org.menura.serve.model.ModelEntry;

/** Answers in a form that was asked for, by all names that clients have for it. */
@Tag("slow")
class FormsTest {
    private static final String SCHEMA = "{'type':'object','properties':{'ok':{'type':'boolean'},'n':{'type':'integer',"
            + "'minimum':0,'maximum':9}},'required':['ok','n'],'additionalProperties':false}";

    private static MenuraServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("nano", TestModels.NANO)));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static JsonNode chat(String fields) throws Exception {
        Client.Answer answer = client.post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':'Hello!'}],'seed':1,'max_tokens':60,%s}".formatted(fields));
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'response_format':{'type':'json_schema','json_schema':{'name':'a','strict':true,'schema':SCHEMA}}",
                "'response_format':{'type':'json_object','schema':SCHEMA}",
                "'json_schema':SCHEMA",
                "'guided_json':SCHEMA",
                "'structured_outputs':{'json':SCHEMA}",
            })
    void jsonOfASchema(String form) throws Exception {
        JsonNode answer = chat(form.replace("SCHEMA", SCHEMA));
        JsonNode json = Json.parse(answer.at("/choices/0/message/content").asText(), "the answer");
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
        assertTrue(json.path("ok").isBoolean());
        assertTrue(json.path("n").isIntegralNumber() && json.path("n").asInt() < 10);
        assertEquals(2, json.size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'grammar':'root ::= \\\"yes\\\" | \\\"no\\\"'",
                "'guided_grammar':'root ::= \\\"yes\\\" | \\\"no\\\"'",
                "'guided_regex':'yes|no'",
                "'guided_choice':['yes','no']",
                "'structured_outputs':{'choice':['yes','no']}",
                "'structured_outputs':{'regex':'yes|no'}",
            })
    void oneOfTwoWords(String form) throws Exception {
        JsonNode answer = chat(form);
        assertTrue(
                Set.of("yes", "no")
                        .contains(answer.at("/choices/0/message/content").asText()),
                answer.toString());
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
    }

    @Test
    void streamsChoicesAndLogProbsGoWithForms() throws Exception {
        List<JsonNode> events = client.post(
                        "/v1/chat/completions",
                        "{'messages':[{'role':'user','content':'Hello!'}],'seed':1,'n':2,'logprobs':true,'stream':true,'guided_json':%s}"
                                .formatted(SCHEMA))
                .events();
        for (int choice = 0; choice < 2; choice++) {
            int index = choice;
            String text = events.stream()
                    .filter(e -> e.at("/choices/0/index").asInt() == index)
                    .map(e -> e.at("/choices/0/delta/content").asText())
                    .collect(Collectors.joining());
            assertTrue(Json.parse(text, "the answer").path("ok").isBoolean(), text);
        }
        assertTrue(events.stream()
                .anyMatch(e -> e.at("/choices/0/logprobs/content/0/logprob").isNumber()));
    }

    @Test
    void completionsAndOllamaTakeForms() throws Exception {
        JsonNode completion = client.post(
                        "/v1/completions", "{'prompt':'Is it?','guided_choice':['yes','no'],'max_tokens':20}")
                .json();
        assertTrue(Set.of("yes", "no").contains(completion.at("/choices/0/text").asText()), completion.toString());
        JsonNode chat = client.post(
                        "/api/chat",
                        "{'model':'nano','messages':[{'role':'user','content':'Hi'}],'stream':false,'format':%s}"
                                .formatted(SCHEMA))
                .json();
        assertTrue(Json.parse(chat.at("/message/content").asText(), "the answer")
                .path("ok")
                .isBoolean());
        JsonNode message = client.post(
                        "/v1/messages",
                        "{'model':'nano','max_tokens':60,'messages':[{'role':'user','content':'Hi'}],'output_config':{'format':{'type':'json_schema','schema':%s}}}"
                                .formatted(SCHEMA))
                .json();
        assertTrue(Json.parse(message.at("/content/0/text").asText(), "the answer")
                .path("ok")
                .isBoolean());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'response_format':{'type':'json_schema','json_schema':{'name':'a','schema':{'type':'nonsense'}}} @ response_format.json_schema.schema",
                "'guided_json':{'$ref':'http://example.com/x'} @ guided_json",
                "'guided_regex':'(a' @ guided_regex",
                "'grammar':'root ::= missing' @ grammar",
                "'json_schema':7 @ json_schema",
            })
    void whatCantBeEnforcedIsRefused(String form) throws Exception {
        String[] parts = form.split(" @ ");
        Client.Answer answer = client.post(
                "/v1/chat/completions", "{'messages':[{'role':'user','content':'Hi'}],%s}".formatted(parts[0]));
        assertEquals(400, answer.status(), answer.text());
        assertEquals(parts[1], answer.error().path("param").asText(), answer.text());
        assertFalse(answer.error().path("message").asText().isBlank());
    }

    @Test
    void whoAsksForLogProbabilitiesGetsTheSameText() throws Exception {
        String form = "'json_schema':{'type':'object','properties':{'greeting':{'enum':['good morning','good night']},"
                + "'weather_is':{'enum':['sunny','rainy']}},'required':['greeting','weather_is'],'additionalProperties':false}";
        for (int seed = 1; seed < 6; seed++) {
            String asked = form + ",'temperature':1,'seed':" + seed;
            JsonNode plain = chat(asked);
            JsonNode told = chat(asked + ",'logprobs':true,'top_logprobs':1");
            assertEquals(plain.at("/choices/0/message"), told.at("/choices/0/message"));
            assertEquals(plain.at("/usage/completion_tokens"), told.at("/usage/completion_tokens"));
            assertFalse(told.at("/choices/0/logprobs/content").isEmpty());
        }
    }
}
