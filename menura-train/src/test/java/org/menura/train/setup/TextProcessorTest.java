package org.menura.train.setup;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.ChatRenderer;
import org.menura.chat.Message;
import org.menura.train.TestData;
import org.menura.train.recipe.Recipe;

class TextProcessorTest {
    private static final String RECIPE = """
            model: {checkpoint: %s}
            data: {path: talks.jsonl, format: chat}
            objective: {name: causal-lm}
            steps: 1
            """;

    @TempDir
    private Path folder;

    private ChatRenderer chat(String tokenizer) throws IOException {
        for (String file : List.of("config.json", "tokenizer.json", "model.safetensors")) {
            Files.copy(TestData.path("models/stories260K").resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("tokenizer_config.json"), tokenizer);
        Files.writeString(folder.resolve("talks.jsonl"), "{\"messages\": []}");
        Recipe recipe = Recipe.parse(RECIPE.formatted(folder), "recipe", folder);
        return Objects.requireNonNull(TextProcessor.of(ModelFiles.of(recipe.model(), recipe.tokenizer()))
                .chat());
    }

    private static String rendered(ChatRenderer chat) {
        return chat.render(List.of(Message.user("a")), false).text();
    }

    /** As transformers 5.24 chooses where a conversation has tools. */
    @Test
    void conversationsWithToolsAreLearnedByTheirOwnTemplate() throws IOException {
        ChatRenderer chat = chat("""
                {"chat_template": [{"name": "default", "template": "plain"},
                   {"name": "tool_use", "template": "{{ tools | length }} tools"}]}""");
        assertEquals("plain", rendered(chat));
        assertEquals("1 tools", rendered(chat.withTools(List.of(Map.of("name", "look")))));
    }

    @Test
    void templatesKnowAllNamedTokens() throws IOException {
        ChatRenderer chat = chat("""
                {"sep_token": "<sep>", "image_token": "<img>", "chat_template": "{{ sep_token ~ image_token }}"}""");
        assertEquals("<sep><img>", rendered(chat));
    }
}
