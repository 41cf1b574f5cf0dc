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

    private static String turn(String template, List<Content> content) {
        Message asked = new Message(Role.ASSISTANT, content)
                .with("tool_calls", List.of(Map.of("function", Map.of("name", "look", "arguments", Map.of("a", 1)))));
        return new ChatRenderer(ChatTemplate.parse(template), TOKENIZER)
                .render(List.of(asked), false)
                .text();
    }

    /** DeepSeek-R1-Distill's template tells turns by null, GLM-4.7's and MiniMax-M2's write it, others refuse it. */
    @Test
    void contentThatThereIsNoneOfIsNullWhereTheTemplateTakesThat() {
        String calls = CALLS + "{{ c.function.arguments }}{% endfor %}";
        String telling = calls + "{% if m.content is not none %}[{{ m.content }}]{% endif %}{% endfor %}";
        assertEquals("{\"a\": 1}", turn(telling, List.of()));
        assertEquals("{\"a\": 1}[]", turn(telling, List.of(new Content.Text(""))));
        assertEquals("{\"a\": 1}[b]", turn(telling, List.of(new Content.Text("b"))));
        for (String other : List.of("m.content", "m.content + ''", "m.content.strip()")) {
            assertEquals("{\"a\": 1}[]", turn(calls + "[{{ " + other + " }}]{% endfor %}", List.of()));
        }
    }
}
