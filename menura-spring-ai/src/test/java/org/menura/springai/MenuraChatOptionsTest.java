package org.menura.springai;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.menura.chat.tool.ToolChoice;
import org.springframework.ai.chat.prompt.ChatOptions;
import org.springframework.ai.test.options.AbstractChatOptionsTests;

/** Spring AI's tests of options. */
class MenuraChatOptionsTest extends AbstractChatOptionsTests<MenuraChatOptions, MenuraChatOptions.Builder> {
    @Override
    protected Class<MenuraChatOptions> getConcreteOptionsClass() {
        return MenuraChatOptions.class;
    }

    @Override
    protected MenuraChatOptions.Builder readyToBuildBuilder() {
        return MenuraChatOptions.builder()
                .model("m")
                .temperature(0.5)
                .seed(7L)
                .minP(0.1)
                .repeatPenalty(1.1)
                .thinking(true)
                .toolChoice(ToolChoice.REQUIRED)
                .parallelToolCalls(false)
                .outputSchema("{}")
                .stopSequences(List.of("end"));
    }

    @Test
    void whatIsGivenOverridesWhatIsNot() {
        MenuraChatOptions defaults = readyToBuildBuilder().build();
        MenuraChatOptions portable =
                defaults.overriddenBy(ChatOptions.builder().temperature(0.9).build());
        assertEquals(0.9, portable.getTemperature());
        assertEquals(7L, portable.getSeed());
        assertEquals("m", portable.getModel());
        MenuraChatOptions own =
                defaults.overriddenBy(MenuraChatOptions.builder().seed(8L).build());
        assertEquals(8L, own.getSeed());
        assertEquals(0.5, own.getTemperature());
        assertEquals(ToolChoice.REQUIRED, own.getToolChoice());
        assertEquals(defaults, defaults.overriddenBy(null));
        assertNull(MenuraChatOptions.builder().build().getSeed());
    }
}
