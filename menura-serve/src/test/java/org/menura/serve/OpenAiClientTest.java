package org.menura.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.NotFoundException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.serve.model.ModelEntry;

/** OpenAI's own client for Java talks with the server. */
@Tag("slow")
class OpenAiClientTest {
    private static MenuraServer server;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        server = MenuraServer.start(
                TestModels.options(ModelEntry.of("nano", TestModels.NANO), ModelEntry.of("stories", TestModels.STORIES))
                        .withKey("secret"));
        client = OpenAIOkHttpClient.builder()
                .baseUrl(server.address() + "v1")
                .apiKey("secret")
                .maxRetries(0)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        server.close();
    }

    private static ChatCompletionCreateParams.Builder hello() {
        return ChatCompletionCreateParams.builder()
                .model("nano")
                .addSystemMessage("Be brief.")
                .addUserMessage("Hello!")
                .temperature(0.0)
                .maxCompletionTokens(12);
    }

    @Test
    void chatsAndStreamsAgree() {
        ChatCompletion whole = client.chat()
                .completions()
                .create(hello().logprobs(true).topLogprobs(2).build())
                .validate();
        String text = whole.choices().getFirst().message().content().orElseThrow();
        assertFalse(text.isEmpty());
        assertEquals(
                whole.usage().orElseThrow().completionTokens(),
                whole.choices()
                                .getFirst()
                                .logprobs()
                                .orElseThrow()
                                .content()
                                .orElseThrow()
                                .size()
                        + (whole.choices().getFirst().finishReason().asString().equals("stop") ? 1 : 0));
        StringBuilder streamed = new StringBuilder();
        long[] tokens = new long[1];
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(hello().streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            stream.stream().forEach(chunk -> {
                chunk.validate();
                chunk.choices().forEach(c -> c.delta().content().ifPresent(streamed::append));
                chunk.usage().ifPresent(u -> tokens[0] = u.completionTokens());
            });
        }
        assertEquals(text, streamed.toString());
        assertEquals(whole.usage().orElseThrow().completionTokens(), tokens[0]);
    }

    @Test
    void completionsHaveTheOlderShape() {
        Completion answer = client.completions()
                .create(CompletionCreateParams.builder()
                        .model("stories")
                        .prompt("Once upon a time")
                        .echo(true)
                        .logprobs(2)
                        .maxTokens(5)
                        .temperature(0.0)
                        .build());
        assertTrue(answer.choices().getFirst().text().startsWith("Once upon a time,"));
        assertEquals(
                10,
                answer.choices()
                        .getFirst()
                        .logprobs()
                        .orElseThrow()
                        .tokens()
                        .orElseThrow()
                        .size());
    }

    @Test
    void embeddingsAreVectors() {
        // This client asks for Base64 and decodes it.
        CreateEmbeddingResponse answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("nano")
                        .inputOfArrayOfStrings(List.of("Hello", "World"))
                        .dimensions(8)
                        .build());
        assertEquals(2, answer.data().size());
        assertEquals(8, answer.data().getFirst().embedding().size());
        double squares = answer.data().getFirst().embedding().stream()
                .mapToDouble(v -> (double) v * v)
                .sum();
        assertEquals(1, squares, 1e-5);
    }

    @Test
    void modelsAreListed() {
        List<String> names = client.models().list().items().stream()
                .map(m -> m.validate().id())
                .toList();
        assertEquals(List.of("nano", "stories"), names);
        assertEquals("stories", client.models().retrieve("stories").id());
    }

    @Test
    void errorsHaveTheirClasses() {
        BadRequestException wrong = assertThrows(
                BadRequestException.class,
                () -> client.chat()
                        .completions()
                        .create(hello().temperature(-3.0).build()));
        assertEquals("temperature", wrong.param().orElseThrow());
        assertThrows(
                NotFoundException.class,
                () -> client.chat().completions().create(hello().model("gpt-5").build()));
    }
}
