package org.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.scripted.Script;

/** The programs in docs/langchain4j.md run, and are those that it prints. */
@Tag("slow")
class LangChain4jGuideTest {
    private static final Pattern QUOTE = Pattern.compile("<!-- from: (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder.resolve("testdata"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException(
                    "no folder testdata above " + Path.of("").toAbsolutePath());
        }
        return folder;
    }

    @FunctionalInterface
    private interface Program {
        void main(String[] args) throws Exception;
    }

    private static String printed(Program program, Path model) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.main(new String[] {model.toString()});
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Test
    void theGuideQuotesThePrograms() throws IOException {
        Matcher m = QUOTE.matcher(Files.readString(root().resolve("docs/langchain4j.md")));
        int count = 0;
        while (m.find()) {
            String source = Files.readString(root().resolve(m.group(1)));
            assertTrue(source.contains(m.group(2).stripTrailing()), m.group(1) + " is not as the guide has it");
            count++;
        }
        assertTrue(count >= 5, "the guide quotes " + count);
    }

    @Test
    void theAgentCallsItsToolAndAnswersInRecords(@TempDir Path folder) throws Exception {
        Path model = new Script()
                .answer("{\"city\": \"Berlin\", \"inhabitants\": 3700000}", "capital of Germany")
                .answer("It is sunny in Munich.", "weather in Munich", "<tool_response>\nsunny")
                .answer(
                        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Munich\"}}\n</tool_call>",
                        "weather in Munich")
                .writeTo(folder.resolve("model"));
        assertEquals(
                "It is sunny in Munich.\nCapital[city=Berlin, inhabitants=3700000]\n",
                printed(TravelAgent::main, model).replace("\r", ""));
    }

    @Test
    void agentsGoOverInBothDirections(@TempDir Path folder) throws Exception {
        Path model = new Script()
                .answer("Booked.", "Book Aula", "<tool_response>\nbooked Aula")
                .answer(
                        "<tool_call>\n{\"name\": \"book\", \"arguments\": {\"room\": \"Aula\"}}\n</tool_call>",
                        "Book Aula")
                .answer("It is sunny in Munich.", "weather in Munich", "<tool_response>\nsunny")
                .answer(
                        "<tool_call>\n{\"name\": \"weather\", \"arguments\": {\"city\": \"Munich\"}}\n</tool_call>",
                        "weather in Munich")
                .writeTo(folder.resolve("model"));
        assertEquals(
                "Booked.\nIt is sunny in Munich.\n",
                printed(RoomAgents::main, model).replace("\r", ""));
    }

    @Test
    void aStoryIsStreamed() throws Exception {
        assertFalse(printed(Stories::main, root().resolve("models/nano")).isBlank());
    }

    @Test
    void aNoteIsFound() throws Exception {
        assertEquals(
                "The cat sleeps.",
                printed(Notes::main, root().resolve("models/stories260K")).strip());
    }
}
