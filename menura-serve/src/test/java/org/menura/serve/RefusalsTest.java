package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.menura.serve.model.ModelEntry;

/** Nothing is passed over in silence: what can't be honoured is refused, and the error names it. */
@Tag("slow")
class RefusalsTest {
    private static MenuraServer server;
    private static Client client;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(
                TestModels.options(ModelEntry.of("nano", TestModels.NANO), ModelEntry.of("stories", TestModels.STORIES))
                        .withBytes(200_000, 10_000, 10_000, 1_000));
        client = new Client(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "{}                                                        | messages                     | missing_required_parameter",
                "{'messages':[]}                                           | messages                     | -",
                "{'messages':'Hi'}                                         | messages                     | -",
                "{'messages':[{'role':'user'}]}                            | messages[0].content          | missing_required_parameter",
                "{'messages':[{'content':'Hi'}]}                           | messages[0].role             | missing_required_parameter",
                "{'messages':[{'role':'user','content':7}]}                | messages[0].content          | -",
                "{'messages':[{'role':'user','content':[{'type':'x'}]}]}   | messages[0].content[0].type  | unsupported_parameter",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'http://a.b/c.png'}}]}]} | messages[0].content[0].image_url | unsupported_image_url",
                "{'messages':[{'role':'user','content':[{'type':'image','path':'/etc/passwd'}]}]} | messages[0].content[0] | unsupported_parameter",
                "{HI,'temperature':'hot'}                                  | temperature                  | -",
                "{HI,'temperature':-1}                                     | temperature                  | -",
                "{HI,'top_p':2}                                            | top_p                        | -",
                "{HI,'n':0}                                                | n                            | -",
                "{HI,'max_tokens':1.5}                                     | max_tokens                   | -",
                "{HI,'seed':'x'}                                           | seed                         | -",
                "{HI,'stop':['']}                                          | stop                         | -",
                "{HI,'stop':7}                                             | stop                         | -",
                "{HI,'logit_bias':{'a':1}}                                 | logit_bias                   | -",
                "{HI,'logit_bias':{'99999999':1}}                          | logit_bias                   | -",
                "{HI,'top_logprobs':3}                                     | top_logprobs                 | -",
                "{HI,'logprobs':true,'top_logprobs':1000}                  | top_logprobs                 | -",
                "{HI,'response_format':{'type':'xml'}}                     | response_format.type         | -",
                "{HI,'response_format':{'type':'json_schema'}}             | response_format.schema       | missing_required_parameter",
                "{HI,'grammar':'root ::= \"a\"','guided_regex':'a'}        | guided_regex                 | -",
                "{HI,'tool_choice':'required'}                             | tool_choice                  | -",
                "{HI,'tools':[{'type':'web_search'}]}                      | tools[0].type                | unsupported_parameter",
                "{HI,'tools':[{'type':'function','function':{}}]}          | tools[0].function.name       | missing_required_parameter",
                "{HI,'tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':{'type':'function','function':{'name':'g'}}} | tool_choice | -",
                "{HI,'functions':[{'name':'f'}]}                           | functions                    | unsupported_parameter",
                "{HI,'stream_options':{'include_usage':true}}              | stream_options               | -",
                "{HI,'stream':true,'stream_options':{'x':1}}               | stream_options.x             | unknown_parameter",
                "{HI,'use_beam_search':true}                               | use_beam_search              | unsupported_parameter",
                "{HI,'min_tokens':3}                                       | min_tokens                   | unsupported_parameter",
                "{HI,'mirostat':1}                                         | mirostat                     | unsupported_parameter",
                "{HI,'watermark':7}                                        | watermark                    | -",
                "{HI,'watermark':{'greenlist_ratio':2}}                    | watermark                    | -",
                "{HI,'watermark':{'bais':2}}                               | watermark                    | -",
                "{HI,'watermark':'kgw:bias=x'}                             | watermark                    | -",
                "{HI,'samplers':['nonsense']}                              | samplers                     | -",
                "{HI,'chat_template':'{% if %}'}                           | chat_template                | -",
                "{HI,'nonsense':1}                                         | nonsense                     | unknown_parameter",
                "{HI,'modalities':['audio']}                               | modalities                   | unsupported_modality",
                "{HI,'continue_final_message':true}                        | continue_final_message       | -",
            })
    void refused(String body, String param, String code) throws Exception {
        String json = body.replace("HI", "'messages':[{'role':'user','content':'Hi'}]")
                .replace("\"", "\\\"");
        Client.Answer answer = client.post("/v1/chat/completions", json);
        JsonNode error = answer.error();
        assertEquals(400, answer.status(), answer.text());
        assertEquals(param, error.path("param").textValue(), answer.text());
        if (code != null) {
            assertEquals(code, error.path("code").textValue(), answer.text());
        }
        assertEquals("invalid_request_error", error.path("type").asText());
        assertFalse(error.path("message").asText().isBlank());
    }

    @Test
    void whatAsksForNothingIsAccepted() throws Exception {
        Client.Answer answer = client.post(
                "/v1/chat/completions",
                "{'messages':[{'role':'developer','content':'Be brief.'},{'role':'user','content':[{'type':'text','text':'Hi'}]}],"
                        + "'max_completion_tokens':2,'user':'me','metadata':{'a':'b'},'store':true,'service_tier':'auto',"
                        + "'seed':null,'tools':[],'functions':[],'use_beam_search':false,'modalities':['text']}");
        assertEquals(200, answer.status(), answer.text());
    }

    @Test
    void aPromptThatDoesNotFitIsRefused() throws Exception {
        String words = "word ".repeat(2000);
        Client.Answer chat =
                client.post("/v1/chat/completions", "{'messages':[{'role':'user','content':'%s'}]}".formatted(words));
        assertEquals(400, chat.status());
        assertEquals("context_length_exceeded", chat.error().path("code").asText());
        assertEquals("messages", chat.error().path("param").asText());
        Client.Answer text = client.post("/v1/completions", "{'model':'stories','prompt':'%s'}".formatted(words));
        assertEquals(400, text.status());
        assertEquals("context_length_exceeded", text.error().path("code").asText());
        assertEquals("prompt", text.error().path("param").asText());
    }

    @Test
    void picturesAndGrammarsAreBounded() throws Exception {
        Client.Answer picture = client.post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,%s'}}]}]}"
                        .formatted("A".repeat(20_000)));
        assertEquals(413, picture.status(), picture.text());
        Client.Answer grammar = client.post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':'Hi'}],'grammar':'%s'}".formatted("a".repeat(2_000)));
        assertEquals(400, grammar.status());
        assertEquals("grammar_too_large", grammar.error().path("code").asText());
        Client.Answer body = client.post("/v1/completions", "{'prompt':'%s'}".formatted("a".repeat(300_000)));
        assertEquals(413, body.status());
    }

    @Test
    void modelsWithoutASenseOrATemplateSaySo() throws Exception {
        String png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC";
        Client.Answer picture = client.post(
                "/v1/chat/completions",
                "{'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,%s'}}]}]}"
                        .formatted(png));
        assertEquals(400, picture.status());
        assertEquals("unsupported_modality", picture.error().path("code").asText());
        Client.Answer chat =
                client.post("/v1/chat/completions", "{'model':'stories','messages':[{'role':'user','content':'Hi'}]}");
        assertEquals(400, chat.status());
        assertEquals("no_chat_template", chat.error().path("code").asText());
        Client.Answer sound = client.post("/v1/images/generations", "{'model':'nano','prompt':'a cat'}");
        assertEquals("unsupported_modality", sound.error().path("code").asText());
        assertEquals(501, client.post("/v1/audio/speech", "{}").status());
    }

    @Test
    void damagedBodiesAndUnknownRoutesAreErrors() throws Exception {
        assertEquals(
                "invalid_json",
                client.post("/v1/completions", "{'prompt':")
                        .error()
                        .path("code")
                        .asText());
        assertEquals(400, client.post("/v1/completions", "[1]").status());
        assertEquals(404, client.get("/v1/nothing").status());
        assertEquals(405, client.get("/v1/completions").status());
        assertEquals(404, client.post("/v1/complitions", "{}").status());
        assertEquals(
                "unknown_url",
                client.post("/v1/complitions", "{}").error().path("code").asText());
        assertEquals(405, client.post("/v1/models/nano", "{}").status());
        Client.Answer model = client.post("/v1/completions", "{'model':'other','prompt':'a'}");
        assertEquals(404, model.status());
        assertEquals("model_not_found", model.error().path("code").asText());
        assertTrue(model.error().path("message").asText().contains("nano, stories"));
    }

    @Test
    void eachApiHasItsFormOfErrors() throws Exception {
        JsonNode anthropic = client.post("/v1/messages", "{'messages':[]}").json();
        assertEquals("error", anthropic.path("type").asText());
        assertEquals("invalid_request_error", anthropic.at("/error/type").asText());
        JsonNode ollama = client.post("/api/chat", "{'model':'other'}").json();
        assertTrue(ollama.path("error").asText().contains("there is no model 'other'"));
    }

    @Test
    void aPathThatIsNotServedIsToldAsSuch() throws Exception {
        assertEquals(
                "there is no route GET /v1/nothing",
                client.get("/v1/nothing").error().path("message").asText());
        assertEquals(
                "not_found_error",
                client.get("/v1/messages/batches").json().at("/error/type").asText());
        assertEquals(
                "there is no route GET /api/nothing",
                client.get("/api/nothing").json().path("error").asText());
        String twice = client.post("/v1/v1/chat/completions", "{}")
                .error()
                .path("message")
                .asText();
        assertTrue(twice.contains("there is /v1/chat/completions: check the base address"), twice);
    }

    @Test
    void whatLeavesNothingToSayIsTheRequestsError() throws Exception {
        Client.Answer none = client.post("/v1/completions", "{'prompt':'Hi','guided_regex':'(?=a)b','max_tokens':4}");
        assertEquals(400, none.status(), none.text());
        assertTrue(none.error().path("message").asText().contains("the constraint allows no token"), none.text());
        Client.Answer noChoice = client.post("/v1/completions", "{'prompt':'Hi','guided_choice':[]}");
        assertEquals("guided_choice", noChoice.error().path("param").asText(), noChoice.text());
        assertEquals(400, noChoice.status());
    }

    @Test
    void messagesOfNoBlocksAreRefusedByName() throws Exception {
        Client.Answer user = client.post("/v1/messages", "{'max_tokens':4,'messages':[{'role':'user','content':[]}]}");
        assertEquals(400, user.status(), user.text());
        assertTrue(user.json().at("/error/message").asText().contains("'messages[0].content'"), user.text());
        Client.Answer assistant =
                client.post("/v1/messages", "{'max_tokens':4,'messages':[{'role':'assistant','content':[]}]}");
        assertEquals(400, assistant.status(), assistant.text());
    }

    @Test
    void bodiesThatAreCompressedAreRefused() throws Exception {
        Client.Answer answer = client.post("/v1/completions", "{'prompt':'Hi'}", "Content-Encoding", "gzip");
        assertEquals(415, answer.status(), answer.text());
        assertTrue(answer.error().path("message").asText().contains("'gzip'"), answer.text());
    }
}
