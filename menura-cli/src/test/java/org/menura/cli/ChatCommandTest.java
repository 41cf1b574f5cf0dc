package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

class ChatCommandTest {
    private static final String TEMPLATE =
            "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}assistant:";

    @TempDir
    private Path folder;

    @BeforeEach
    void copyModel() throws IOException {
        for (String file : List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
            Files.copy(Cli.stories().resolve(file), folder.resolve(file));
        }
        Files.writeString(folder.resolve("chat_template.jinja"), TEMPLATE);
    }

    @Test
    void aConversationHasTurnsAndCanBeSaved() {
        Path saved = folder.resolve("talk.json");
        Cli.Result result = Cli.typed(
                "Hello\nAnd then?\n/save " + saved + "\n/exit\nnever read\n",
                "chat",
                folder,
                "--system",
                "Be kind.",
                "-n",
                8,
                "--greedy");
        assertEquals(0, result.code(), result.err());
        JsonNode messages = Json.parse(saved);
        assertEquals(5, messages.size());
        assertEquals("system", messages.get(0).get("role").asText());
        assertEquals("And then?", messages.get(3).get("content").asText());
        assertTrue(result.out().contains(messages.get(4).get("content").asText()), result.out());
    }

    @Test
    void guessesChangeNoConversation() {
        String typed = "Hello\nAnd then?\n/reset\nHello\n";
        Object[] args = {"chat", folder, "-n", 20, "--seed", 5};
        Cli.Result plain = Cli.typed(typed, args);
        Cli.Result ahead = Cli.typed(typed, "chat", folder, "-n", 20, "--seed", 5, "--draft", Cli.stories());
        assertEquals(plain.out(), ahead.out());
        assertTrue(ahead.err().contains("accepted ("), ahead.err());
    }

    @Test
    void resetForgets() {
        Path saved = folder.resolve("talk.json");
        Cli.typed("Hello\n/reset\nHello again\n/save " + saved + "\n", "chat", folder, "-n", 4, "--greedy");
        assertEquals(2, Json.parse(saved).size());
    }

    @Test
    void whatATemplateRefusesEndsTheTurnOnly() throws IOException {
        Files.writeString(
                folder.resolve("chat_template.jinja"),
                "{% if messages[0].content == 'no' %}{{ raise_exception('not that') }}{% endif %}hi");
        Cli.Result result = Cli.typed("no\nyes\n", "chat", folder, "-n", 2);
        assertEquals(0, result.code(), result.err());
        assertTrue(result.err().contains("not that"), result.err());
        assertTrue(result.err().contains("tokens/s"), result.err());
    }

    @Test
    void aModelWithoutTemplateIsOneSentence() {
        Cli.Result result = Cli.typed("Hello\n", "chat", Cli.stories());
        assertEquals(1, result.code());
        assertTrue(result.err().contains("comes without a chat template"), result.err());
    }

    @Test
    void withoutAModelTheOneThatComesAlongTalks() {
        Cli.Result result = Cli.typed("Hello\n", "chat", "--greedy", "-n", 20, "-o", folder.resolve("drawn.png"));
        assertEquals(0, result.code(), result.err());
        assertTrue(result.out().length() > 10, result.out());
    }
}
