package org.menura.langchain4j;

import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelListenerIT;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;

/** LangChain4j's contract of listeners to chat models. */
class ChatModelListenerContractTest extends AbstractChatModelListenerIT {
    @TempDir
    Path folder;

    @Override
    protected ChatModel createModel(ChatModelListener listener) {
        return MenuraChatModel.builder()
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
    protected ChatModel createFailingModel(ChatModelListener listener) {
        return MenuraChatModel.builder()
                .model(ScriptedChats.model(folder, ScriptedChats.script().context(16)))
                .listeners(List.of(listener))
                .build();
    }

    @Override
    protected Class<? extends Exception> expectedExceptionClass() {
        return InvalidRequestException.class; // the prompt is longer than the context
    }
}
