package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.BadRequestException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.serve.model.ModelEntry;

/** Anthropic's own client for Java talks with the server. */
@Tag("slow")
class AnthropicClientTest {
    private static MenuraServer server;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(
                TestModels.options(ModelEntry.of("nano", TestModels.NANO)).withKey("secret"));
        client = AnthropicOkHttpClient.builder()
                .baseUrl(server.address().toString().replaceAll("/$", ""))
                .apiKey("secret")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static MessageCreateParams.Builder hello() {
        return MessageCreateParams.builder()
                .model("nano")
                .system("Be brief.")
                .addUserMessage("Hello!")
                .putAdditionalBodyProperty("temperature", JsonValue.from(0))
                .maxTokens(12);
    }

    @Test
    void messagesAndStreamsAgree() {
        Message whole = client.messages().create(hello().build()).validate();
        String text = whole.content().getFirst().asText().text();
        assertFalse(text.isEmpty());
        StringBuilder streamed = new StringBuilder();
        List<String> kinds = new ArrayList<>();
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(hello().build())) {
            stream.stream().forEach(event -> {
                event.validate();
                event.contentBlockDelta()
                        .ifPresent(d -> streamed.append(d.delta().asText().text()));
                event.messageStart().ifPresent(_ -> kinds.add("start"));
                event.contentBlockStart().ifPresent(_ -> kinds.add("block"));
                event.contentBlockStop().ifPresent(_ -> kinds.add("block-end"));
                event.messageDelta().ifPresent(d -> {
                    kinds.add("delta");
                    assertEquals(whole.usage().outputTokens(), d.usage().outputTokens());
                    assertEquals(whole.stopReason(), d.delta().stopReason());
                });
                event.messageStop().ifPresent(_ -> kinds.add("stop"));
            });
        }
        assertEquals(text, streamed.toString());
        assertEquals(List.of("start", "block", "block-end", "delta", "stop"), kinds);
    }

    @Test
    void stopSequencesAreTold() {
        String text = client.messages()
                .create(hello().build())
                .content()
                .getFirst()
                .asText()
                .text();
        String stop = text.substring(2, 4);
        Message stopped = client.messages().create(hello().addStopSequence(stop).build());
        assertEquals(StopReason.STOP_SEQUENCE, stopped.stopReason().orElseThrow());
        assertEquals(stop, stopped.stopSequence().orElseThrow());
        assertEquals(text.substring(0, 2), stopped.content().getFirst().asText().text());
    }

    @Test
    void tokensAreCountedAsTheyAreRead() {
        long counted = client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model("nano")
                        .system("Be brief.")
                        .addUserMessage("Hello!")
                        .build())
                .inputTokens();
        Message answer = client.messages().create(hello().build());
        long read = answer.usage().inputTokens()
                + answer.usage().cacheReadInputTokens().orElse(0L);
        assertEquals(read, counted);
    }

    @Test
    void theAnswerMayBeBegun() {
        Message answer = client.messages()
                .create(hello().addAssistantMessage("Good").maxTokens(3).build());
        assertTrue(answer.usage().outputTokens() > 0);
    }

    @Test
    void errorsHaveTheirClasses() {
        assertThrows(
                BadRequestException.class,
                () -> client.messages()
                        .create(hello().putAdditionalBodyProperty("temperature", JsonValue.from(-3))
                                .build()));
    }
}
