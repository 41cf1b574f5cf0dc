package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
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

/** ollama's routes. */
@Timeout(90)
@Tag("slow")
class OllamaRoutesTest {
    private static MenuraServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(TestModels.options(
                ModelEntry.of("nano", TestModels.NANO), ModelEntry.of("stories", TestModels.STORIES)));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void aChatIsALineForEachPiece() throws Exception {
        String chat = "{'model':'nano:latest','messages':[{'role':'user','content':'Hello!'}],"
                + "'options':{'temperature':0,'num_predict':12,'num_ctx':400}";
        JsonNode whole = client.post("/api/chat", chat + ",'stream':false}").json();
        List<JsonNode> lines = client.post("/api/chat", chat + "}").lines();
        String text = lines.stream().map(l -> l.at("/message/content").asText()).collect(Collectors.joining());
        assertEquals(whole.at("/message/content").asText(), text);
        assertFalse(text.isEmpty());
        assertTrue(lines.getLast().path("done").asBoolean());
        assertEquals(whole.path("eval_count"), lines.getLast().path("eval_count"));
        assertTrue(lines.getLast().path("eval_duration").asLong() > 0);
        assertFalse(lines.getFirst().path("done").asBoolean());
    }

    @Test
    void optionsOfEarlierVersionsArePassedOver() throws Exception {
        String asked =
                "{'model':'stories','prompt':'Once','raw':true,'stream':false,'options':{'temperature':0,'num_predict':5%s}}";
        JsonNode plain = client.post("/api/generate", asked.formatted("")).json();
        JsonNode old = client.post(
                        "/api/generate",
                        asked.formatted(
                                ",'penalize_newline':true,'num_gqa':8,'rope_frequency_base':1.1,'rope_frequency_scale':0.8"))
                .json();
        assertEquals(plain.path("response").asText(), old.path("response").asText());
        assertFalse(plain.path("response").asText().isEmpty());
    }

    @Test
    void textsAreGeneratedWithAndWithoutATemplate() throws Exception {
        JsonNode chat = client.post(
                        "/api/chat",
                        "{'model':'nano','messages':[{'role':'user','content':'Hello!'}],'stream':false,'options':{'temperature':0}}")
                .json();
        JsonNode text = client.post(
                        "/api/generate",
                        "{'model':'nano','prompt':'Hello!','stream':false,'options':{'temperature':0}}")
                .json();
        assertEquals(chat.at("/message/content"), text.path("response"));
        JsonNode raw = client.post(
                        "/api/generate",
                        "{'model':'stories','prompt':'Once upon a time','raw':true,'stream':false,'options':{'temperature':0,'num_predict':5}}")
                .json();
        JsonNode completion = client.post(
                        "/v1/completions",
                        "{'model':'stories','prompt':'Once upon a time','temperature':0,'max_tokens':5}")
                .json();
        assertEquals(completion.at("/choices/0/text"), raw.path("response"));
        assertEquals("length", raw.path("done_reason").asText());
    }

    @Test
    void textsAreEmbedded() throws Exception {
        JsonNode answer = client.post("/api/embed", "{'model':'nano','input':['a','b'],'dimensions':4}")
                .json();
        assertEquals(2, answer.path("embeddings").size());
        assertEquals(4, answer.at("/embeddings/0").size());
        JsonNode old =
                client.post("/api/embeddings", "{'model':'nano','prompt':'a'}").json();
        assertTrue(old.path("embedding").size() > 4);
    }

    @Test
    void modelsAreShownLoadedAndUnloaded() throws Exception {
        JsonNode tags = client.get("/api/tags").json();
        assertEquals(List.of("nano", "stories"), tags.path("models").findValuesAsText("name"));
        JsonNode show = client.post("/api/show", "{'model':'stories'}").json();
        assertEquals("llama", show.at("/details/family").asText());
        assertEquals(512, show.at("/model_info/llama.context_length").asInt());
        assertEquals("completion", show.at("/capabilities/0").asText());
        JsonNode loaded = client.post("/api/generate", "{'model':'stories','keep_alive':'1h'}")
                .json();
        assertEquals("load", loaded.path("done_reason").asText());
        assertTrue(client.get("/api/ps")
                .json()
                .path("models")
                .findValuesAsText("name")
                .contains("stories"));
        JsonNode gone = client.post("/api/generate", "{'model':'stories','keep_alive':0}")
                .json();
        assertEquals("unload", gone.path("done_reason").asText());
        long end = System.nanoTime() + 10_000_000_000L;
        while (client.get("/api/ps")
                .json()
                .path("models")
                .findValuesAsText("name")
                .contains("stories")) {
            assertTrue(System.nanoTime() < end, "the model stays");
            Thread.sleep(20);
        }
        assertEquals(
                200,
                client.post(
                                "/api/generate",
                                "{'model':'stories','prompt':'a','keep_alive':-1,'options':{'num_predict':1}}")
                        .status());
        assertFalse(client.get("/api/version").json().path("version").asText().isEmpty());
    }

    @Test
    void refusalsNameWhatIsMeant() throws Exception {
        Client.Answer option =
                client.post("/api/generate", "{'model':'nano','prompt':'a','options':{'temperature':'hot'}}");
        assertEquals(400, option.status());
        assertTrue(option.json().path("error").asText().contains("options.temperature"), option.text());
        assertEquals(501, client.post("/api/pull", "{'model':'x'}").status());
        Client.Answer small = client.post(
                "/api/chat",
                "{'model':'nano','messages':[{'role':'user','content':'Hello there, my old friend!'}],'options':{'num_ctx':4}}");
        assertEquals(400, small.status(), small.text());
    }

    @Test
    void whatAsksForNothingIsTaken() throws Exception {
        Client.Answer answer = client.post(
                "/api/chat",
                "{'model':'nano','messages':[{'role':'user','content':'Hi'}],'stream':false,'think':'max',"
                        + "'options':{'num_predict':2,'tfs_z':1.0}}");
        assertEquals(200, answer.status(), answer.text());
        assertEquals(
                400,
                client.post("/api/generate", "{'model':'nano','prompt':'Hi','options':{'tfs_z':0.5}}")
                        .status());
    }
}
