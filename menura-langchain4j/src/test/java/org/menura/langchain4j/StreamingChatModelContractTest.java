package org.menura.langchain4j;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.atLeast;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.LanguageModel;
import org.mockito.InOrder;

/** LangChain4j's contract of streaming chat models; its test of cancelling waits for half a minute and is elsewhere. */
@Tag("slow")
class StreamingChatModelContractTest extends AbstractStreamingChatModelIT {
    private static LanguageModel model;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = ScriptedChats.model(folder, ScriptedChats.script());
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Override
    protected List<StreamingChatModel> models() {
        return List.of(MenuraStreamingChatModel.builder().model(model).build());
    }

    @Override
    protected StreamingChatModel createModelWith(ChatRequestParameters parameters) {
        return MenuraStreamingChatModel.builder()
                .model(model)
                .defaultRequestParameters(parameters)
                .build();
    }

    @Override
    public StreamingChatModel createModelWith(ChatModelListener listener) {
        return MenuraStreamingChatModel.builder()
                .model(model)
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected String customModelName() {
        return ScriptedChats.ADAPTER;
    }

    @Override
    protected ChatRequestParameters createIntegrationSpecificParameters(int maxOutputTokens) {
        return ScriptedChats.atMost(maxOutputTokens);
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id) {
        io.verify(handler, atLeast(1)).onPartialToolCall(argThat(c -> c.index() == 0 && c.id().equals(id)), any());
        io.verify(handler).onCompleteToolCall(complete(0, id, "getWeather", "{\"city\": \"Munich\"}"));
    }

    @Override
    protected void verifyToolCallbacks(StreamingChatResponseHandler handler, InOrder io, String id1, String id2) {
        verifyToolCallbacks(handler, io, id1);
        io.verify(handler, atLeast(1)).onPartialToolCall(argThat(c -> c.index() == 1 && c.id().equals(id2)), any());
        io.verify(handler).onCompleteToolCall(complete(1, id2, "getTime", "{\"country\": \"France\"}"));
    }

    @Override
    protected boolean supportsStreamingCancellation() {
        return false; // see StreamingCancellationContractTest
    }

    @Override
    protected boolean supportsSingleImageInputAsBase64EncodedString() {
        return false; // the script sees nothing; VisionTest shows images to a model that does
    }

    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false; // nothing is fetched from a network
    }
}
