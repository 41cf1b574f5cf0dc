package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;
import org.menura.serve.model.ModelEntry;

/** The Responses API. */
@Tag("slow")
class ResponseRoutesTest {
    private static MenuraServer server;
    private static Client client;
    private static OpenAIClient openai;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(TestModels.options(ModelEntry.of("nano", TestModels.NANO)));
        client = new Client(server);
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(server.address() + "v1")
                .apiKey("none")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        openai.close();
        server.close();
    }

    private static ResponseCreateParams.Builder hello() {
        return ResponseCreateParams.builder()
                .model("nano")
                .instructions("Be brief.")
                .input("Hello!")
                .temperature(0.0)
                .maxOutputTokens(12);
    }

    private static String text(Response response) {
        return response.output()
                .getFirst()
                .asMessage()
                .content()
                .getFirst()
                .asOutputText()
                .text();
    }

    @Test
    void responsesAreThoseOfChats() throws Exception {
        Response response = openai.responses().create(hello().build()).validate();
        JsonNode chat = client.post(
                        "/v1/chat/completions",
                        "{'messages':[{'role':'system','content':'Be brief.'},{'role':'user','content':'Hello!'}],'temperature':0,'max_tokens':12}")
                .json();
        assertEquals(chat.at("/choices/0/message/content").asText(), text(response));
        assertEquals(
                chat.at("/usage/completion_tokens").asLong(),
                response.usage().orElseThrow().outputTokens());
    }

    @Test
    void streamsTellOfEachStep() {
        Response whole = openai.responses().create(hello().build());
        StringBuilder text = new StringBuilder();
        List<String> kinds = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        try (StreamResponse<ResponseStreamEvent> stream = openai.responses().createStreaming(hello().build())) {
            stream.stream().forEach(event -> {
                event.validate();
                event.created().ifPresent(e -> numbers.add(e.sequenceNumber()));
                event.created().ifPresent(_ -> kinds.add("created"));
                event.outputItemAdded().ifPresent(_ -> kinds.add("item"));
                event.contentPartAdded().ifPresent(_ -> kinds.add("part"));
                event.outputTextDelta().ifPresent(d -> text.append(d.delta()));
                event.outputTextDone().ifPresent(d -> assertEquals(text.toString(), d.text()));
                event.outputItemDone().ifPresent(_ -> kinds.add("item-end"));
                event.completed().ifPresent(_ -> kinds.add("end"));
                event.incomplete().ifPresent(_ -> kinds.add("end"));
            });
        }
        assertEquals(text(whole), text.toString());
        assertEquals(List.of("created", "item", "part", "item-end", "end"), kinds);
        assertEquals(List.of(0L), numbers);
    }

    @Test
    void aConversationGoesOnByItsId() throws Exception {
        Response first = openai.responses().create(hello().build());
        Response second = openai.responses()
                .create(hello().input("And you?").previousResponseId(first.id()).build());
        JsonNode chat = client.post(
                        "/v1/chat/completions",
                        JsonNodeFactory.instance
                                .objectNode()
                                .put("temperature", 0)
                                .put("max_tokens", 12)
                                .set(
                                        "messages",
                                        Json.parse(
                                                "[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"Hello!\"},"
                                                        + "{\"role\":\"assistant\",\"content\":%s},{\"role\":\"user\",\"content\":\"And you?\"}]"
                                                                .formatted(new TextNode(text(first))),
                                                "messages")))
                .json();
        assertEquals(chat.at("/choices/0/message/content").asText(), text(second));
        assertEquals(first.id(), openai.responses().retrieve(first.id()).id());
        openai.responses().delete(first.id());
        Client.Answer gone =
                client.post("/v1/responses", "{'input':'Hi','previous_response_id':'%s'}".formatted(first.id()));
        assertEquals(404, gone.status());
        assertEquals("previous_response_id", gone.error().path("param").asText());
    }

    @Test
    void tokensAreCountedAndRefusalsNamed() throws Exception {
        JsonNode count =
                client.post("/v1/responses/input_tokens", "{'input':'Hello!'}").json();
        assertTrue(count.path("input_tokens").asInt() > 2);
        assertEquals(
                "background",
                client.post("/v1/responses", "{'input':'Hi','background':true}")
                        .error()
                        .path("param")
                        .asText());
        assertEquals(
                "truncation",
                client.post("/v1/responses", "{'input':'Hi','truncation':'auto'}")
                        .error()
                        .path("param")
                        .asText());
        assertEquals(
                "tools[0].type",
                client.post("/v1/responses", "{'input':'Hi','tools':[{'type':'web_search'}]}")
                        .error()
                        .path("param")
                        .asText());
        assertFalse(client.post("/v1/responses", "{'input':[{'type':'item_reference','id':'x'}]}")
                .error()
                .path("message")
                .asText()
                .isBlank());
    }
}
