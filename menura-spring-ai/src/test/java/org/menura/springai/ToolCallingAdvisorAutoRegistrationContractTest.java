package org.menura.springai;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.LanguageModel;
import org.springframework.ai.chat.model.ChatModel;
import org.springframework.ai.test.chat.client.advisor.AbstractToolCallingAdvisorAutoRegistrationIT;

/** Spring AI's tests of models whose tools its advisors call. */
@Tag("slow")
class ToolCallingAdvisorAutoRegistrationContractTest extends AbstractToolCallingAdvisorAutoRegistrationIT {
    private static LanguageModel model;

    @BeforeAll
    static void load(@TempDir Path folder) {
        model = ScriptedChats.model(folder);
    }

    @AfterAll
    static void close() {
        model.close();
    }

    @Override
    protected ChatModel getChatModel() {
        return MenuraChatModel.builder().model(model).build();
    }
}
