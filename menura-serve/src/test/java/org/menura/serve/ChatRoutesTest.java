package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.generate.GenerationOptions;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.serve.model.ModelEntry;

/** Answers in conversations over HTTP: what OpenAI's clients ask for. */
@Tag("slow")
class ChatRoutesTest {
    private static final String CHAT = "/v1/chat/completions";
    private static final String HELLO = "'messages':[{'role':'user','content':'Hello!'}]";

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

    private static JsonNode answer(String fields) throws Exception {
        Client.Answer answer = client.post(CHAT, "{%s,%s}".formatted(HELLO, fields));
        assertEquals(200, answer.status(), answer.text());
        return answer.json();
    }

    private static String content(JsonNode answer) {
        return answer.at("/choices/0/message/content").asText();
    }

    @Test
    void theAnswerIsThatOfTheModelInJava() throws Exception {
        JsonNode answer = answer("'temperature':0,'max_tokens':30");
        try (LanguageModel model = Menura.load(TestModels.NANO)) {
            String expected = model.newChat(null, GenerationOptions.of(30).greedy())
                    .say("Hello!", _ -> {})
                    .text();
            assertEquals(expected, content(answer));
        }
        assertEquals("chat.completion", answer.path("object").asText());
        assertEquals("assistant", answer.at("/choices/0/message/role").asText());
        assertEquals(
                answer.at("/usage/prompt_tokens").asInt()
                        + answer.at("/usage/completion_tokens").asInt(),
                answer.at("/usage/total_tokens").asInt());
        assertTrue(answer.path("system_fingerprint").asText().startsWith("mn-"));
    }

    @Test
    void piecesOfAStreamAddUpToTheAnswer() throws Exception {
        String how = "'temperature':0,'max_tokens':20";
        String whole = content(answer(how));
        List<JsonNode> events = client.post(
                        CHAT, "{%s,%s,'stream':true,'stream_options':{'include_usage':true}}".formatted(HELLO, how))
                .events();
        StringBuilder text = new StringBuilder();
        List<String> reasons = new ArrayList<>();
        for (JsonNode event : events) {
            assertEquals("chat.completion.chunk", event.path("object").asText());
            text.append(event.at("/choices/0/delta/content").asText());
            if (event.at("/choices/0/finish_reason").isTextual()) {
                reasons.add(event.at("/choices/0/finish_reason").asText());
            }
        }
        assertEquals(whole, text.toString());
        assertEquals("assistant", events.getFirst().at("/choices/0/delta/role").asText());
        assertEquals(1, reasons.size());
        assertTrue(events.getLast().path("choices").isEmpty());
        assertTrue(events.getLast().at("/usage/completion_tokens").asInt() > 0);
    }

    @Test
    void seedsDecideAboutChoices() throws Exception {
        String how = "'seed':7,'temperature':1.5,'top_k':0,'top_p':1,'min_p':0,'max_tokens':12,'n':3";
        JsonNode first = answer(how).path("choices");
        JsonNode again = answer(how).path("choices");
        assertEquals(3, first.size());
        assertNotEquals(first.at("/0/message/content"), first.at("/1/message/content"));
        for (int i = 0; i < 3; i++) {
            assertEquals(i, first.get(i).path("index").asInt());
            assertEquals(first.get(i).at("/message/content"), again.get(i).at("/message/content"));
        }
        assertNotEquals(
                first.at("/0/message/content"), answer(how.replace("7", "8")).at("/choices/0/message/content"));
    }

    @Test
    void logProbsTellOfEachTokenAndItsAlternatives() throws Exception {
        JsonNode answer = answer("'temperature':0,'max_tokens':5,'logprobs':true,'top_logprobs':3");
        JsonNode entries = answer.at("/choices/0/logprobs/content");
        StringBuilder text = new StringBuilder();
        for (JsonNode entry : entries) {
            assertEquals(3, entry.path("top_logprobs").size());
            assertEquals(entry.path("logprob"), entry.at("/top_logprobs/0/logprob"), "greedy is the likeliest");
            assertTrue(entry.path("logprob").asDouble() <= 0);
            assertTrue(entry.path("bytes").size() > 0);
            text.append(entry.path("token").asText());
        }
        assertEquals(content(answer), text.toString());
        List<JsonNode> streamed = new ArrayList<>();
        client.post(
                        CHAT,
                        "{%s,'temperature':0,'max_tokens':5,'logprobs':true,'top_logprobs':3,'stream':true}"
                                .formatted(HELLO))
                .events()
                .forEach(e -> e.at("/choices/0/logprobs/content").forEach(streamed::add));
        assertEquals(entries.size(), streamed.size());
        assertEquals(entries.get(0), streamed.getFirst());
    }

    @Test
    void stopStringsEndTheText() throws Exception {
        String whole = content(answer("'temperature':0,'max_tokens':30"));
        String stop = whole.substring(5, 8);
        JsonNode answer = answer("'temperature':0,'max_tokens':30,'stop':['%s']".formatted(stop));
        assertEquals(whole.substring(0, whole.indexOf(stop)), content(answer));
        assertEquals("stop", answer.at("/choices/0/finish_reason").asText());
    }

    @Test
    void biasesForbidTokens() throws Exception {
        JsonNode first = answer("'temperature':0,'max_tokens':1,'logprobs':true");
        int id = first.at("/choices/0/logprobs/content/0/id").asInt();
        JsonNode other =
                answer("'temperature':0,'max_tokens':1,'logprobs':true,'logit_bias':{'%d':-100}".formatted(id));
        assertNotEquals(id, other.at("/choices/0/logprobs/content/0/id").asInt());
    }

    @Test
    void anAnswerGoesOnWithItsBeginning() throws Exception {
        String whole = content(answer("'temperature':0,'max_tokens':12"));
        String begin = whole.substring(0, whole.indexOf(' ', 3));
        Client.Answer answer = client.post(
                CHAT,
                ("{'messages':[{'role':'user','content':'Hello!'},{'role':'assistant','content':'%s'}],'temperature':0,"
                                + "'max_tokens':12,'continue_final_message':true,'add_generation_prompt':false}")
                        .formatted(begin));
        assertEquals(200, answer.status(), answer.text());
        assertFalse(content(answer.json()).isEmpty());
        assertEquals(whole, (begin + content(answer.json())).substring(0, whole.length()));
    }

    @Test
    void theFirstModelAnswersWhoNamesNone() throws Exception {
        assertEquals("nano", answer("'max_tokens':1").path("model").asText());
        assertEquals(
                404, client.post(CHAT, "{%s,'model':'gpt-5'}".formatted(HELLO)).status());
        assertEquals(
                200,
                client.post(CHAT, "{%s,'model':'nano:latest','max_tokens':1}".formatted(HELLO))
                        .status());
    }

    @Test
    void templatesAndTokensAreToldOf() throws Exception {
        JsonNode prompt =
                client.post("/apply-template", "{%s}".formatted(HELLO)).json().path("prompt");
        assertEquals("<|endoftext|><|user|>Hello!<|assistant|>", prompt.asText());
        JsonNode tokens = client.post("/tokenize", "{%s}".formatted(HELLO)).json();
        String back = client.post("/detokenize", "{'tokens':%s}".formatted(tokens.path("tokens")))
                .json()
                .path("prompt")
                .asText();
        assertEquals(prompt.asText(), back);
        assertEquals(
                tokens.path("count").asInt(),
                answer("'max_tokens':1").at("/usage/prompt_tokens").asInt());
    }

    /** llama.cpp's server asks templates for no reasoning then; clients send its default, -1, too. */
    @Test
    void noTokensOfReasoningAreNoReasoning() throws Exception {
        String asked = "{%s,'chat_template':'{{ enable_thinking }}','%s':%d}";
        for (String name : List.of("reasoning_budget_tokens", "thinking_budget_tokens", "thinking_token_budget")) {
            assertEquals(
                    "False",
                    client.post("/apply-template", asked.formatted(HELLO, name, 0))
                            .json()
                            .path("prompt")
                            .asText());
            assertEquals(
                    "",
                    client.post("/apply-template", asked.formatted(HELLO, name, -1))
                            .json()
                            .path("prompt")
                            .asText());
            assertEquals(
                    name,
                    client.post("/apply-template", asked.formatted(HELLO, name, 5))
                            .error()
                            .path("param")
                            .asText());
        }
    }
}
