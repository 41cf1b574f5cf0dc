package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.embed.Embedder;
import org.menura.generate.session.Session;
import org.menura.serve.model.ModelEntry;

/** Sessions that are saved and gone on with, the hidden states of texts, and the order of documents. */
@Tag("slow")
class StateRoutesTest {
    private static final String ONCE = "Once upon a time";

    @TempDir
    private Path folder;

    @Test
    void aSavedSessionGoesOnAfterTheServerWasStartedAnew() throws Exception {
        ServerOptions options =
                TestModels.options(ModelEntry.of("stories", TestModels.STORIES)).withSessions(folder);
        String whole;
        String first;
        try (MenuraServer server = MenuraServer.start(options)) {
            Client client = new Client(server);
            whole = client.post("/v1/completions", "{'prompt':'%s','max_tokens':20,'temperature':0}".formatted(ONCE))
                    .json()
                    .at("/choices/0/text")
                    .asText();
            first = client.post(
                            "/v1/completions",
                            "{'prompt':'%s','max_tokens':8,'temperature':0,'save_session':'lily'}".formatted(ONCE))
                    .json()
                    .at("/choices/0/text")
                    .asText();
        }
        try (MenuraServer server = MenuraServer.start(options)) {
            Client client = new Client(server);
            assertEquals(
                    "lily", client.get("/v1/sessions").json().at("/data/0/id").asText());
            String begin = ONCE + first;
            JsonNode tooShort = client.post(
                            "/v1/completions", "{'prompt':%s,'session':'lily'}".formatted(new TextNode(begin)))
                    .error();
            assertEquals("session_mismatch", tooShort.path("code").asText());
            String more = whole.substring(first.length());
            String next = more.substring(0, more.indexOf(' ', 1));
            Client.Answer rest = client.post(
                    "/v1/completions",
                    "{'prompt':%s,'max_tokens':4,'temperature':0,'session':'lily'}"
                            .formatted(new TextNode(begin + next)));
            assertEquals(200, rest.status(), rest.text());
            String text = rest.json().at("/choices/0/text").asText();
            assertTrue((begin + next + text).startsWith(ONCE + whole.substring(0, (first + next).length())), text);
            assertTrue((ONCE + whole).startsWith(begin + next + text) || text.length() > 0);
            assertEquals(
                    404,
                    client.post("/v1/completions", "{'prompt':'a','session':'other'}")
                            .status());
            assertEquals(
                    400,
                    client.post("/v1/completions", "{'prompt':'a','session':'../x'}")
                            .status());
            assertEquals(
                    "session_mismatch",
                    client.post("/v1/completions", "{'prompt':'Lily went home','session':'lily'}")
                            .error()
                            .path("code")
                            .asText());
            assertEquals(200, deleted(server, "lily"));
            assertEquals(404, deleted(server, "lily"));
        }
    }

    private static int deleted(MenuraServer server, String name) throws Exception {
        var request = HttpRequest.newBuilder(server.address().resolve("/v1/sessions/" + name))
                .DELETE()
                .build();
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    @Test
    void sessionsNeedAFolder() throws Exception {
        try (MenuraServer server = MenuraServer.start(TestModels.options(ModelEntry.of(TestModels.STORIES)))) {
            Client client = new Client(server);
            assertEquals(400, client.get("/v1/sessions").status());
            assertEquals(
                    "save_session",
                    client.post("/v1/completions", "{'prompt':'a','save_session':'b'}")
                            .error()
                            .path("param")
                            .asText());
        }
    }

    @Test
    void hiddenStatesAreThoseOfTheModel() throws Exception {
        try (MenuraServer server = MenuraServer.start(TestModels.options(ModelEntry.of(TestModels.STORIES)));
                LanguageModel model = Menura.load(TestModels.STORIES)) {
            Client client = new Client(server);
            JsonNode answer = client.post("/v1/hidden_states", "{'input':'%s'}".formatted(ONCE))
                    .json();
            int[] ids = model.loaded().text().prompt(ONCE);
            Session session = model.newSession();
            session.feed(ids);
            JsonNode rows = answer.at("/hidden_states/norm");
            assertEquals(ids.length, rows.size());
            float[] last = session.hidden();
            for (int i = 0; i < last.length; i++) {
                assertEquals(last[i], rows.get(ids.length - 1).get(i).floatValue(), 1e-5);
            }
            Client.Answer unknown = client.post("/v1/hidden_states", "{'input':'a','names':['nothing']}");
            assertEquals(400, unknown.status());
            assertTrue(unknown.error().path("message").asText().contains("embeddings"), unknown.text());
            assertEquals(
                    200,
                    client.post(
                                    "/v1/hidden_states",
                                    "{'input':[1,2],'names':['embeddings'],'encoding_format':'base64'}")
                            .status());
        }
    }

    @Test
    void documentsAreRanked() throws Exception {
        List<String> documents = List.of("a blue sky over the sea", "a red cat", "2+2");
        try (MenuraServer server = MenuraServer.start(TestModels.options(ModelEntry.of(TestModels.NANO)));
                LanguageModel model = Menura.load(TestModels.NANO)) {
            Client client = new Client(server);
            JsonNode answer = client.post(
                            "/v1/rerank",
                            "{'query':'a red cat','documents':['a blue sky over the sea',{'text':'a red cat'},'2+2'],'top_n':2,'return_documents':true}")
                    .json();
            List<Double> scores = model.rerank("a red cat", documents).values();
            JsonNode results = answer.path("results");
            assertEquals(2, results.size());
            for (JsonNode result : results) {
                int index = result.path("index").asInt();
                assertEquals(scores.get(index), result.path("relevance_score").asDouble(), 1e-3);
                assertEquals(documents.get(index), result.at("/document/text").asText());
            }
            assertTrue(results.at("/0/relevance_score").asDouble()
                    >= results.at("/1/relevance_score").asDouble());
            assertEquals(
                    "documents",
                    client.post("/v1/rerank", "{'query':'a'}")
                            .error()
                            .path("param")
                            .asText());
        }
    }

    @Test
    void pairsAreScoredAndTextsEmbeddedAsOtherServersSayIt() throws Exception {
        try (MenuraServer server = MenuraServer.start(TestModels.options(ModelEntry.of(TestModels.NANO)));
                LanguageModel model = Menura.load(TestModels.NANO)) {
            Client client = new Client(server);
            List<Double> scores =
                    model.rerank("a red cat", List.of("a blue sky", "a cat")).values();
            JsonNode one = client.post("/score", "{'text_1':'a red cat','text_2':['a blue sky','a cat']}")
                    .json();
            JsonNode several = client.post(
                            "/v1/score", "{'text_1':['a red cat','a red cat'],'text_2':['a blue sky','a cat']}")
                    .json();
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        scores.get(i), one.path("data").get(i).path("score").asDouble(), 1e-3);
                assertEquals(
                        scores.get(i), several.path("data").get(i).path("score").asDouble(), 1e-3);
                assertEquals(i, several.path("data").get(i).path("index").asInt());
            }
            assertEquals(
                    "text_2",
                    client.post("/score", "{'text_1':['a','b'],'text_2':['c']}")
                            .error()
                            .path("param")
                            .asText());

            JsonNode vectors = client.post("/embed", "{'inputs':['a red cat','a cat'],'truncate':true}")
                    .json();
            JsonNode embeddings = client.post("/v1/embeddings", "{'input':['a red cat','a cat']}")
                    .json();
            assertEquals(2, vectors.size());
            assertEquals(embeddings.at("/data/1/embedding"), vectors.get(1));
            assertEquals(
                    embeddings.at("/data/0/embedding"),
                    client.post("/embed", "{'inputs':'a red cat'}").json().get(0));
            JsonNode raw = client.post("/embed", "{'inputs':'a red cat','normalize':false}")
                    .json()
                    .get(0);
            double length = length(raw);
            assertTrue(Math.abs(length - 1) > 0.1, "length " + length);
            assertEquals(
                    raw.get(2).asDouble() / length,
                    embeddings.at("/data/0/embedding/2").asDouble(),
                    1e-5);
            assertEquals(
                    raw,
                    client.post("/embedding", "{'content':'a red cat','embd_normalize':-1}")
                            .json()
                            .at("/0/embedding/0"));
        }
    }

    private static double length(JsonNode vector) {
        double squares = 0;
        for (JsonNode v : vector) {
            squares += v.asDouble() * v.asDouble();
        }
        return Math.sqrt(squares);
    }

    @Test
    void textsAreRankedAsTextEmbeddingsInferenceSaysIt() throws Exception {
        List<String> texts = List.of("a blue sky over the sea", "a red cat");
        try (MenuraServer server = MenuraServer.start(TestModels.options(ModelEntry.of(TestModels.NANO)));
                LanguageModel model = Menura.load(TestModels.NANO)) {
            Client client = new Client(server);
            String body = "{'query':'a red cat','texts':['a blue sky over the sea','a red cat'],'return_text':true%s}";
            for (boolean raw : new boolean[] {false, true}) {
                JsonNode answer = client.post("/rerank", body.formatted(raw ? ",'raw_scores':true" : ""))
                        .json();
                List<Double> scores = raw
                        ? model.reranker().logits("a red cat", texts).values()
                        : model.rerank("a red cat", texts).values();
                assertEquals(2, answer.size());
                assertTrue(answer.at("/0/score").asDouble()
                        >= answer.at("/1/score").asDouble());
                for (JsonNode one : answer) {
                    int index = one.path("index").asInt();
                    assertEquals(scores.get(index), one.path("score").asDouble(), 1e-3);
                    assertEquals(texts.get(index), one.path("text").asText());
                }
            }
        }
    }

    @Test
    void tokensAreEmbeddedAsTheyAre() throws Exception {
        try (MenuraServer server = MenuraServer.start(TestModels.options(ModelEntry.of(TestModels.NANO)));
                LanguageModel model = Menura.load(TestModels.NANO)) {
            Client client = new Client(server);
            int[] ids = model.loaded().text().tokenizer().encode("a red cat", true, false);
            int[] fewer = Arrays.copyOfRange(ids, 1, ids.length);
            JsonNode answer = client.post(
                            "/v1/embeddings",
                            "{'input':['a red cat',%s,%s]}".formatted(Arrays.toString(ids), Arrays.toString(fewer)))
                    .json();
            assertEquals(3 * ids.length - 1, answer.at("/usage/prompt_tokens").asInt());
            List<float[]> expected = model.embedder().ofIds(List.of(ids, fewer));
            for (int i = 0; i < 3; i++) {
                float[] vector = Embedder.unit(expected.get(i / 2).clone());
                assertEquals(
                        vector[0],
                        answer.at("/data/%d/embedding/0".formatted(i)).asDouble(),
                        1e-4);
            }
            JsonNode own = client.post(
                            "/embedding", "{'content':%s,'embd_normalize':1}".formatted(Arrays.toString(ids)))
                    .json();
            double sum = 0;
            for (JsonNode value : own.at("/0/embedding/0")) {
                sum += Math.abs(value.asDouble());
            }
            assertEquals(1, sum, 1e-4);
            assertEquals(
                    "input[1]",
                    client.post("/v1/embeddings", "{'input':[[1],[]]}")
                            .error()
                            .path("param")
                            .asText());
        }
    }

    @Test
    void llamaCppsOwnRoutesAreServed() throws Exception {
        try (MenuraServer server =
                MenuraServer.start(TestModels.options(ModelEntry.of("stories", TestModels.STORIES)))) {
            Client client = new Client(server);
            JsonNode completion = client.post(
                            "/completion", "{'prompt':'%s','n_predict':5,'temperature':0,'n_probs':2}".formatted(ONCE))
                    .json();
            JsonNode openai = client.post(
                            "/v1/completions", "{'prompt':'%s','max_tokens':5,'temperature':0}".formatted(ONCE))
                    .json();
            assertEquals(openai.at("/choices/0/text"), completion.path("content"));
            assertEquals("limit", completion.path("stop_type").asText());
            assertEquals(5, completion.path("completion_probabilities").size());
            assertEquals(
                    "input_suffix",
                    client.post("/infill", "{'input_prefix':'a','input_suffix':'b'}")
                            .error()
                            .path("param")
                            .asText());
            JsonNode props = client.get("/props").json();
            assertEquals(512, props.path("n_ctx").asInt());
            assertTrue(props.at("/default_generation_settings/params/top_k").isNumber());
        }
    }
}
