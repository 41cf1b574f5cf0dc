package org.menura.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.common.AbstractChatModelIT;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.LanguageModel;

/** LangChain4j's contract of chat models. */
@Tag("slow")
class ChatModelContractTest extends AbstractChatModelIT {
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
    protected List<ChatModel> models() {
        return List.of(MenuraChatModel.builder().model(model).build());
    }

    @Override
    protected ChatModel createModelWith(ChatRequestParameters parameters) {
        return MenuraChatModel.builder()
                .model(model)
                .defaultRequestParameters(parameters)
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
    protected boolean supportsSingleImageInputAsBase64EncodedString() {
        return false; // the script sees nothing; VisionTest shows images to a model that does
    }

    @Override
    protected boolean supportsSingleImageInputAsPublicURL() {
        return false; // nothing is fetched from a network
    }
}
