package org.menura.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.common.AbstractStreamingChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's contract of listeners to streaming chat models. */
@Tag("slow")
class StreamingChatModelListenerContractTest extends AbstractStreamingChatModelListenerIT {
    @TempDir
    Path folder;

    @Override
    protected StreamingChatModel createModel(ChatModelListener listener) {
        return MenuraStreamingChatModel.builder()
                .model(ScriptedChats.model(folder, ScriptedChats.script()))
                .temperature(temperature())
                .topP(topP())
                .maxOutputTokens(maxTokens())
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected String modelName() {
        return ScriptedChats.NAME;
    }

    @Override
    protected StreamingChatModel createFailingModel(ChatModelListener listener) {
        return MenuraStreamingChatModel.builder()
                .model(ScriptedChats.model(folder, ScriptedChats.script().context(16)))
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return InvalidRequestException.class; // the prompt is longer than the context
    }
}
