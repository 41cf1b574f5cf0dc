package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.generate.TokenScore;
import org.menura.generate.sample.SamplingParams;
import org.menura.generate.watermark.Watermarks;
import org.menura.serve.model.ModelEntry;

/** Continuations of texts over HTTP, and the scores of texts that were given. */
@Tag("slow")
class CompletionRoutesTest {
    private static final String PATH = "/v1/completions";
    private static final String ONCE = "Once upon a time there was a girl";

    private static MenuraServer server;
    private static Client client;
    private static LanguageModel model;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("stories", TestModels.STORIES)));
        client = new Client(server);
        model = Menura.load(TestModels.STORIES);
    }

    @AfterAll
    static void stop() {
        server.close();
        model.close();
    }

    private static JsonNode ok(String json) throws Exception {
        Client.Answer answer = client.post(PATH, json);
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    @Test
    void aTextGoesOnAsInJava() throws Exception {
        String expected =
                model.generate(ONCE, GenerationOptions.of(20).greedy()).text();
        JsonNode answer = ok("{'prompt':'%s','max_tokens':20,'temperature':0}".formatted(ONCE));
        assertEquals(expected, answer.at("/choices/0/text").asText());
        assertEquals("length", answer.at("/choices/0/finish_reason").asText());
        String streamed = client
                .post(PATH, "{'prompt':'%s','max_tokens':20,'temperature':0,'stream':true}".formatted(ONCE))
                .events()
                .stream()
                .map(e -> e.at("/choices/0/text").asText())
                .collect(Collectors.joining());
        assertEquals(expected, streamed);
    }

    /** Several choices share passes of the engine, and each has contexts of its own. */
    @Test
    void markedTextsAreAsInJava() throws Exception {
        SamplingParams params = SamplingParams.builder()
                .seed(7)
                .temperature(1)
                .watermark(Watermarks.parse("synthid:ngram=3,keys=1/2/3/4/5/6"))
                .build();
        JsonNode answer = ok(("{'prompt':'%s','max_tokens':20,'temperature':1,'seed':7,'n':2,"
                        + "'watermark':{'ngram_len':3,'keys':[1,2,3,4,5,6]}}")
                .formatted(ONCE));
        for (int i = 0; i < 2; i++) {
            SamplingParams own = params.toBuilder().seed(7 + i).build();
            String expected = model.generate(ONCE, GenerationOptions.of(20).withSampling(own))
                    .text();
            assertEquals(expected, answer.at("/choices/%d/text".formatted(i)).asText());
        }
        String plain = model.generate(
                        ONCE,
                        GenerationOptions.of(20)
                                .withSampling(params.toBuilder().watermark(null).build()))
                .text();
        assertNotEquals(plain, answer.at("/choices/0/text").asText());
    }

    @Test
    void withoutALimitSixteenTokensCome() throws Exception {
        JsonNode answer = ok("{'prompt':'%s','temperature':0}".formatted(ONCE));
        assertEquals(16, answer.at("/usage/completion_tokens").asInt());
    }

    @Test
    void echoWithLogProbsScoresATextAsTheModelDoes() throws Exception {
        List<TokenScore> scores = model.score(ONCE);
        Tokenizer tokenizer = model.loaded().text().tokenizer();
        int[] ids = model.loaded().text().prompt(ONCE);
        // As lm-evaluation-harness asks: token ids, one token more than is read.
        JsonNode answer = ok("{'prompt':[%s],'max_tokens':1,'temperature':0,'echo':true,'logprobs':1,'seed':1234}"
                .formatted(Arrays.stream(ids).mapToObj(String::valueOf).collect(Collectors.joining(","))));
        JsonNode probs = answer.at("/choices/0/logprobs");
        assertEquals(ids.length + 1, probs.path("token_logprobs").size());
        assertTrue(probs.at("/token_logprobs/0").isNull());
        assertTrue(probs.at("/top_logprobs/0").isNull());
        for (int i = 1; i < ids.length; i++) {
            double expected = scores.get(i - 1).logProb();
            double given = probs.path("token_logprobs").get(i).asDouble();
            assertEquals(expected, given, 1e-5);
            double best = 0;
            double likeliest = Double.NEGATIVE_INFINITY;
            for (JsonNode one : probs.path("top_logprobs").get(i)) {
                likeliest = Math.max(likeliest, one.asDouble());
                best = likeliest;
            }
            assertEquals(scores.get(i - 1).rank() == 1, best == given, "greedy where the rank is 1, at " + i);
        }
        assertTrue(answer.at("/choices/0/text").asText().startsWith(tokenizer.decode(ids, true)));
    }

    @Test
    void nothingIsWrittenWhereNoTokensAreWanted() throws Exception {
        JsonNode answer = ok("{'prompt':'%s','max_tokens':0,'echo':true,'logprobs':0}".formatted(ONCE));
        assertEquals(ONCE, answer.at("/choices/0/text").asText());
        assertEquals(0, answer.at("/usage/completion_tokens").asInt());
        assertEquals(
                model.loaded().text().prompt(ONCE).length,
                answer.at("/choices/0/logprobs/tokens").size());
    }

    @Test
    void manyPromptsAndChoicesComeInOrder() throws Exception {
        JsonNode answer = ok("{'prompt':['%s','Lily'],'n':2,'max_tokens':4,'temperature':0}".formatted(ONCE));
        JsonNode choices = answer.path("choices");
        assertEquals(4, choices.size());
        for (int i = 0; i < 4; i++) {
            assertEquals(i, choices.get(i).path("index").asInt());
        }
        assertEquals(choices.at("/0/text"), choices.at("/1/text"));
        String lily = model.generate("Lily", GenerationOptions.of(4).greedy()).text();
        assertEquals(lily, choices.at("/2/text").asText());
    }

    @Test
    void offsetsAreThoseOfTheText() throws Exception {
        JsonNode answer = ok("{'prompt':'Lily','max_tokens':6,'temperature':0,'logprobs':2}");
        JsonNode probs = answer.at("/choices/0/logprobs");
        String text = "Lily" + answer.at("/choices/0/text").asText();
        for (int i = 0; i < probs.path("tokens").size(); i++) {
            String token = probs.path("tokens").get(i).asText();
            assertTrue(text.startsWith(token, probs.path("text_offset").get(i).asInt()), token + " in " + text);
        }
    }

    @Test
    void tokenizersAreToldOf() throws Exception {
        JsonNode info = client.get("/tokenizer_info").json();
        assertEquals("<s>", info.path("bos_token").asText());
        assertEquals("</s>", info.path("eos_token").asText());
        JsonNode tokens = client.post("/tokenize", "{'prompt':'%s','add_special_tokens':false}".formatted(ONCE))
                .json();
        JsonNode text = client.post("/detokenize", "{'tokens':%s}".formatted(tokens.path("tokens")))
                .json();
        assertEquals(ONCE, text.path("prompt").asText().strip());
        // llama.cpp's field puts the texts of tokens together, as they stand within a text.
        assertEquals(" " + ONCE, text.path("content").asText());
        assertEquals(
                "<s> upon</s>",
                client.post("/detokenize", "{'tokens':[1,407,2]}")
                        .json()
                        .path("content")
                        .asText());
        JsonNode pieces = client.post("/tokenize", "{'content':'%s','with_pieces':true}".formatted(ONCE))
                .json();
        assertEquals(
                "[403,407,261,378,1,2,410,444]",
                client.post("/tokenize", "{'content':['Once upon a time',1,2,'x']}")
                        .json()
                        .path("tokens")
                        .toString()); // llama.cpp's
        StringBuilder joined = new StringBuilder();
        pieces.path("tokens").forEach(p -> joined.append(p.path("piece").asText()));
        assertEquals(ONCE, joined.toString().strip());
    }
}
