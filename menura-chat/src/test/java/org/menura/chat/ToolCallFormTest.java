package org.menura.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.menura.chat.template.ChatTemplate;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;

/** Templates take the arguments of calls as objects or as text; whoever asks may give either. */
class ToolCallFormTest {
    private static final String CALLS = "{% for m in messages %}{% for c in m.tool_calls or [] %}";
    private static final String END = "{% endfor %}{{ m.thinking }}{% endfor %}";
    private static final Tokenizer TOKENIZER = Tokenizers.fromFolder(Testdata.path("models/stories260K"));

    private static String render(String call, Object arguments) {
        Message asked = new Message(Role.ASSISTANT, List.of())
                .with("tool_calls", List.of(Map.of("function", Map.of("name", "look", "arguments", arguments))))
                .withReasoning("!");
        return new ChatRenderer(ChatTemplate.parse(CALLS + call + END), TOKENIZER)
                .render(List.of(asked), false)
                .text();
    }

    @Test
    void templatesGetTheFormThatTheyTake() {
        Map<String, Object> object = Map.of("at", List.of("home", true, 1));
        String text = "{\"at\": [\"home\", true, 1]}";
        for (Object given : new Object[] {object, text}) {
            assertEquals(text + "!", render("{{ c.function.arguments | tojson }}", given));
            assertEquals(text + "!", render("{{ c.function.arguments }}", given));
            assertEquals("```" + text + "!", render("{{ '```' + c.function.arguments }}", given));
            assertEquals("at!", render("{% for k, v in c.function.arguments.items() %}{{ k }}{% endfor %}", given));
        }
        assertEquals("no JSON!", render("{{ c.function.arguments }}", "no JSON"));
    }
}
