package org.menura.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.json.Json;

@Tag("slow")
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
    void answersKeepToAForm() {
        Path saved = folder.resolve("talk.json");
        String typed = "Is rain wet?\nAnd the sun?\n/regen\n/save " + saved + "\n";
        Cli.Result result = Cli.typed(typed, "chat", folder, "--choices", "yes,no", "--seed", 1);
        assertEquals(0, result.code(), result.err());
        JsonNode messages = Json.parse(saved);
        assertEquals(4, messages.size());
        for (int i : new int[] {1, 3}) {
            assertTrue(
                    List.of("yes", "no").contains(messages.get(i).get("content").asText()), messages.toString());
        }
        Cli.Result drafted =
                Cli.typed(typed, "chat", folder, "--choices", "yes,no", "--seed", 1, "--draft", Cli.stories());
        assertEquals(0, drafted.code(), drafted.err());
        assertEquals(messages, Json.parse(saved));
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

    @Test
    void pipedTurnsGetAnswersAndNothingElse() {
        Cli.Result result = Cli.typed("Hello\n", "chat", folder, "-n", 4, "--greedy");
        assertEquals(0, result.code(), result.err());
        assertFalse(result.out().contains(">"), result.out());
        assertEquals(1, result.out().strip().lines().count(), result.out());
        Cli.Result joined = Cli.typed("Hel\\\nlo\n\"\"\"\na\n\nb\n\"\"\"\n", "chat", folder, "-n", 4, "--greedy");
        assertEquals(2, joined.err().split("tokens/s", -1).length - 1, joined.err());
    }

    @Test
    void whatBeginsWithASlashIsNeverSaid() {
        Cli.Result result = Cli.typed("/foo\n/hlep\n/help\n/bye\nnever\n", "chat", folder, "-n", 4);
        assertEquals(0, result.code(), result.err());
        assertEquals("", result.out());
        assertTrue(result.err().contains("there is no command /foo"), result.err());
        assertTrue(result.err().contains("did you mean /help?"), result.err());
        assertTrue(result.err().contains("gives the last answer anew"), result.err());
    }

    @Test
    void savedConversationsGoOnWithTheirPictures() throws IOException {
        Path saved = folder.resolve("talk.json");
        Cli.Result first = Cli.typed(
                "/image " + Cli.data("images/rgb.png") + "\n<image> What?\n/save " + saved + "\n/save " + saved + "\n",
                "chat",
                "--greedy",
                "-n",
                3);
        assertEquals(0, first.code(), first.err());
        assertTrue(first.err().contains("rgb.png goes with the next turn"), first.err());
        assertTrue(
                Json.parse(saved).at("/0/content/0/image_url/url").asText().startsWith("data:image/png;base64,"),
                first.err());
        Path again = folder.resolve("again.json");
        Cli.Result second = Cli.typed("/load " + saved + "\n/save " + again + "\n", "chat", "--greedy");
        assertTrue(second.err().contains("2 messages from"), second.err());
        assertEquals(Files.readString(saved), Files.readString(again));
        Files.writeString(saved, "somebody's");
        Cli.Result kept =
                Cli.typed("/save " + saved + "\n/save " + folder + "/no/x\n/load " + saved + "\n", "chat", folder);
        assertTrue(kept.err().contains("exists already"), kept.err());
        assertTrue(kept.err().contains("no such file or folder: " + folder + "/no\n"), kept.err());
        assertTrue(kept.err().contains("not valid JSON"), kept.err());
        assertEquals("somebody's", Files.readString(saved));
    }

    @Test
    void aFullContextSlidesAndSaysSoOnce() {
        String typed = "Tell me a story about a dog and a cat.\n".repeat(6) + "/show\n";
        Cli.Result result = Cli.typed(typed, "chat", folder, "--system", "Be kind.", "-c", 120, "-n", 24, "--greedy");
        assertEquals(0, result.code(), result.err());
        assertEquals(6, result.err().split("tokens/s", -1).length - 1, result.err());
        assertEquals(1, result.err().split("/reset", -1).length - 1, result.err());
        assertTrue(result.err().contains("context of 120 tokens is full"), result.err());
        assertTrue(result.err().contains("not shown to the model"), result.err());
    }
}
