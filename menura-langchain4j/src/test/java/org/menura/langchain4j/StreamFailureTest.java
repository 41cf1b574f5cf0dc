package org.menura.langchain4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.LanguageModel;
import org.menura.generate.Menura;
import org.menura.scripted.Script;

/** Who waits for a stream hears of its end, whatever its handler does. */
@Tag("slow")
class StreamFailureTest {
    @Test
    void anAssertionOfTheHandlerEndsTheStream(@TempDir Path folder) {
        CompletableFuture<String> ended = new CompletableFuture<>();
        try (LanguageModel model =
                Menura.load(new Script().answer("Hello!", "hello").writeTo(folder))) {
            MenuraStreamingChatModel.builder().model(model).build().chat("hello", new StreamingChatResponseHandler() {
                @Override
                public void onPartialResponse(String text) {
                    throw new AssertionError("not " + text);
                }

                @Override
                public void onCompleteResponse(ChatResponse response) {
                    ended.complete("completed");
                }

                @Override
                public void onError(Throwable error) {
                    ended.completeExceptionally(error);
                }
            });
            ExecutionException e = assertThrows(ExecutionException.class, () -> ended.get(20, TimeUnit.SECONDS));
            assertEquals(
                    "not H",
                    assertInstanceOf(AssertionError.class, e.getCause()).getMessage());
        }
    }
}
