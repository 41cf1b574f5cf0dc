package org.menura.generate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.generate.load.ModelTokenizer;
import org.menura.model.load.ModelSource;

/** Models with several chat templates, as get_chat_template of transformers 5.24.0 chooses among them. */
class NamedChatTemplatesTest {
    private static final String CALLS = "{% for m in messages %}{{ m.content }}{% for c in m.tool_calls or [] %}<call>"
            + "{{ c.function | tojson }}</call>{% endfor %}{% endfor %}|{{ tools | length }}";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeModel() throws IOException {
        for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Files.copy(TestData.path("models/stories260K").resolve(file), folder.resolve(file));
        }
    }

    private ModelTokenizer text() {
        return new ModelTokenizer(ModelSource.open(folder));
    }

    private static String rendered(ChatRenderer chat) {
        return chat.render(List.of(Message.user("a")), false).text();
    }

    @Test
    void conversationsWithToolsHaveATemplateOfTheirOwn() throws IOException {
        Files.writeString(folder.resolve("chat_template.jinja"), "plain{{ messages[0].content }}");
        Path more = Files.createDirectory(folder.resolve("additional_chat_templates"));
        Files.writeString(more.resolve("tool_use.jinja"), CALLS);
        ChatRenderer chat = text().chat();
        assertEquals("plaina", rendered(chat));
        assertEquals("a|1", rendered(chat.withTools(List.of(Map.of("name", "look")))));
        assertEquals("plain{{ messages[0].content }}", text().chatTemplate());
        assertTrue(text().answers().callsTools(), "the form of calls is that of the template for tools");
        ChatRenderer given = text().withChatTemplate("given").chat();
        assertEquals("given", rendered(given.withTools(List.of(Map.of("name", "look")))));
    }

    @Test
    void theOneForToolsStandsForTheDefaultThatIsMissing() throws IOException {
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\"chat_template\": [{\"name\": \"tool_use\", \"template\": \"" + CALLS + "\"}]}");
        assertTrue(text().hasChatTemplate());
        assertEquals("a|0", rendered(text().chat()));
        assertEquals("a|1", rendered(text().chat().withTools(List.of(Map.of("name", "look")))));
    }

    @Test
    void templatesKnowAllNamedTokens() throws IOException {
        Files.writeString(folder.resolve("special_tokens_map.json"), """
                {"sep_token": "<sep>", "mask_token": {"content": "<mask>"}}""");
        Files.writeString(folder.resolve("tokenizer_config.json"), """
                {"cls_token": "<cls>", "image_token": "<img>", "extra_special_tokens": {"boi_token": "<boi>"},
                 "chat_template": "{{ sep_token ~ mask_token ~ cls_token ~ image_token ~ boi_token }}"}""");
        assertEquals("<sep><mask><cls><img><boi>", rendered(text().chat()));
    }
}
