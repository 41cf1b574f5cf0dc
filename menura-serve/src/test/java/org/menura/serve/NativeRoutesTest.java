package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.menura.serve.model.ModelEntry;

/** What clients of llama.cpp's server ask for by its own names. */
@Tag("slow")
@Timeout(120)
class NativeRoutesTest {
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

    private static JsonNode complete(String prompt, String more) throws Exception {
        Client.Answer answer =
                client.post("/completion", "{'prompt':%s,'n_predict':5,'temperature':0%s}".formatted(prompt, more));
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    @Test
    void eachPromptOfAListIsContinued() throws Exception {
        JsonNode both = complete("['Once upon','The bird']", "");
        assertEquals(2, both.size(), both.toString());
        assertEquals(complete("'Once upon'", "").path("content"), both.at("/0/content"));
        assertEquals(complete("'The bird'", "").path("content"), both.at("/1/content"));
        assertEquals(1, both.at("/1/index").asInt());
        JsonNode ids = complete("[[461,458],'The bird']", "");
        assertEquals(complete("[461,458]", "").path("content"), ids.at("/0/content"));
        assertEquals(both.at("/1/content"), ids.at("/1/content"));
        assertEquals(2, complete("'Once upon'", ",'n':2").size());
    }

    @Test
    void aListOfIdsAndTextsIsOnePrompt() throws Exception {
        JsonNode one = complete("[461,' upon a']", "");
        assertEquals(4, one.path("tokens_evaluated").asInt() + 1, one.toString());
    }

    @Test
    void onlyTheFieldsThatAreAskedForAreTold() throws Exception {
        JsonNode told = complete("'Once upon'", ",'response_fields':['content','timings/predicted_n','none']");
        assertEquals(2, told.size(), told.toString());
        assertEquals(5, told.path("timings/predicted_n").asInt());
    }

    @Test
    void aStreamTellsTokensAndTimesOfEachPrompt() throws Exception {
        String asked =
                "{'prompt':['Once upon','The bird'],'n_predict':5,'temperature':0,'stream':true,'timings_per_token':true}";
        List<JsonNode> events = client.post("/completion", asked).events();
        JsonNode whole = complete("['Once upon','The bird']", ",'return_tokens':true");
        for (int i = 0; i < 2; i++) {
            int index = i;
            List<JsonNode> pieces = events.stream()
                    .filter(e ->
                            e.path("index").asInt() == index && !e.path("stop").asBoolean())
                    .toList();
            assertEquals(
                    whole.at("/%d/content".formatted(i)).asText(),
                    pieces.stream().map(e -> e.path("content").asText()).collect(Collectors.joining()));
            assertEquals(
                    whole.at("/%d/tokens/0".formatted(i)), pieces.getFirst().at("/tokens/0"));
            assertEquals(1, pieces.getFirst().at("/timings/predicted_n").asInt());
            assertTrue(pieces.getLast().at("/timings/predicted_ms").asDouble() > 0);
        }
    }

    @Test
    void pathsWithoutAVersionLeadToTheSame() throws Exception {
        String hi = "'messages':[{'role':'user','content':'Hi'}]";
        JsonNode chat = client.post("/chat/completions", "{%s,'max_tokens':3}".formatted(hi))
                .json();
        assertEquals("chat.completion", chat.path("object").asText());
        JsonNode count = client.post("/v1/chat/completions/input_tokens", "{%s,'stream':true}".formatted(hi))
                .json();
        assertEquals(chat.at("/usage/prompt_tokens"), count.path("input_tokens"));
        assertEquals(
                "response",
                client.post("/responses", "{'input':'Hi','max_output_tokens':2}")
                        .json()
                        .path("object")
                        .asText());
        assertEquals(
                1,
                client.post("/v1/reranking", "{'query':'a','documents':['b']}")
                        .json()
                        .path("results")
                        .size());
    }

    /** The letters are those of llama.cpp's common_sampler_type_to_chr. */
    @Test
    void samplersAreNamesOrLetters() throws Exception {
        String asked = "{'prompt':'Once upon','n_predict':8,'temperature':9,'top_k':1,'seed':3,'samplers':%s}";
        String first = client.post("/completion", asked.formatted("['top_k','temperature']"))
                .json()
                .path("content")
                .asText();
        assertEquals(
                first,
                client.post("/completion", asked.formatted("'edskypmxt'"))
                        .json()
                        .path("content")
                        .asText());
        assertEquals(
                first,
                client.post("/completion", asked.formatted("'top_k;temperature'"))
                        .json()
                        .path("content")
                        .asText());
        assertNotEquals(
                first,
                client.post("/completion", asked.formatted("'pt'"))
                        .json()
                        .path("content")
                        .asText());
        assertEquals(400, client.post("/completion", asked.formatted("'kq'")).status());
    }
}
