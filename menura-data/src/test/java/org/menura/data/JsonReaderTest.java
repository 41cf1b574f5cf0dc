package org.menura.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.chat.Content;
import org.menura.chat.Message;
import org.menura.chat.Role;
import org.menura.format.FormatException;
import org.menura.format.Modality;
import org.menura.format.image.Image;

class JsonReaderTest {
    @TempDir
    Path folder;

    private <T> List<T> read(Function<Path, Cursor<T>> reader, String text) {
        try {
            return TestData.all(reader.apply(Files.writeString(folder.resolve("data.jsonl"), text)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(Function<Path, ? extends Cursor<?>> reader, String text, String... parts)
            throws IOException {
        Path file = Files.writeString(folder.resolve("data.jsonl"), text);
        TestData.assertRefused(
                () -> {
                    try (Cursor<?> cursor = reader.apply(file)) {
                        while (cursor.next() != null) {}
                    }
                },
                parts);
    }

    @Test
    void textsOfAField() throws IOException {
        assertEquals(
                List.of("a\nb", ""),
                read(JsonReader.texts("body"), "{\"body\":\"a\\nb\",\"x\":1}\r\n\n{\"body\":\"\"}"));
        assertRefused(
                JsonReader.texts("text"),
                "{\"text\":\"a\"}\n\n{\"body\":\"a\"}",
                "data.jsonl, line 3",
                "'text' is missing");
        assertRefused(JsonReader.texts("text"), "{\"text\":[1]}", "line 1", "is a list", "string is needed");
        assertRefused(
                JsonReader.texts("text"),
                "{\"text\":\"a\"}\n{\"text\":\"b\"",
                "data.jsonl, line 2, column",
                "not valid JSON");
        assertRefused(JsonReader.texts("text"), "[1]", "line 1", "no JSON object");
        assertRefused(JsonReader.texts("text"), "{\"text\":\"a\"} {}", "line 1", "JSON");
    }

    @Test
    void conversations() throws IOException {
        String line = """
                {"messages":[{"role":"user","content":"2+2?"},{"role":"assistant","content":null,"tool_calls":[{"id":7}]}]}
                """;
        List<Message> messages =
                read(JsonReader.chats("messages"), line).getFirst().messages();
        assertEquals(Message.user("2+2?"), messages.get(0));
        assertEquals(
                new Message(Role.ASSISTANT, List.of(), Map.of("tool_calls", List.of(Map.of("id", 7)))),
                messages.get(1));
        assertRefused(JsonReader.chats("messages"), "{\"messages\":[]}", "is empty");
        assertRefused(
                JsonReader.chats("messages"),
                "\n{\"messages\":[{\"role\":\"user\",\"content\":\"a\"},{\"role\":\"user\",\"content\":null}]}",
                "line 2",
                "message 2 of 'messages'");
    }

    private List<Message> chat(String line) {
        return read(JsonReader.chats("messages"), line).getFirst().messages();
    }

    @Test
    void conversationsOfOtherForms() throws IOException {
        List<Message> expected = List.of(Message.user("2+2?"), Message.assistant("4"));
        assertEquals(expected, chat("{\"prompt\":\"2+2?\",\"completion\":\" 4\"}"));
        String turns = "{\"role\":\"user\",\"content\":\"2+2?\"}";
        assertEquals(expected, chat("{\"prompt\":[%s],\"completion\":\"4\"}".formatted(turns)));
        assertEquals(expected, chat("{\"instruction\":\"2+2?\",\"input\":\"\",\"output\":\"4\"}"));
        String alpaca = "{\"system\":\"Be short.\",\"instruction\":\"Add\",\"input\":\"2, 2\",\"output\":\"4\"}";
        assertEquals(
                List.of(Message.system("Be short."), Message.user("Add\n\n2, 2"), Message.assistant("4")),
                chat(alpaca));
        String shared =
                "{\"conversations\":[{\"from\":\"human\",\"value\":\"2+2?\"},{\"from\":\"gpt\",\"value\":\"4\"}]}";
        assertEquals(expected, chat(shared));
        assertEquals(expected, chat(shared.replace("}]}", "}],\"messages\":null}")));
        assertRefused(
                JsonReader.chats("messages"), shared.replace("gpt", "judge"), "line 1", "turn 2", "'from' is 'judge'");
        assertRefused(JsonReader.chats("messages"), "{\"text\":\"a\"}", "'messages' is missing");
        assertRefused(JsonReader.chats("talk"), shared, "'talk' is missing");
    }

    @Test
    void whatConversationsOfOtherFormsBeginWith() throws IOException {
        List<Message> expected = List.of(Message.system("Be short."), Message.user("2+2?"), Message.assistant("4"));
        String turns = "{\"from\":\"human\",\"value\":\"2+2?\"},{\"from\":\"gpt\",\"value\":\"4\"}";
        String shared = "{\"system\":\"Be short.\",\"conversations\":[%s]}".formatted(turns);
        assertEquals(expected, chat(shared));
        String own = shared.replace("[{", "[{\"from\":\"system\",\"value\":\"Be short.\"},{");
        assertEquals(expected, chat(own));
        assertRefused(JsonReader.chats("messages"), shared.replace("gpt", "judge"), "turn 2");
        String alpaca =
                "{\"instruction\":\"2+2?\",\"output\":\"4\",\"system\":\"Be short.\",\"history\":[[\"1+1?\",\"2\"]]}";
        List<Message> before = List.of(Message.user("1+1?"), Message.assistant("2"));
        List<Message> all = new ArrayList<>(expected);
        all.addAll(1, before);
        assertEquals(all, chat(alpaca));
        assertRefused(JsonReader.chats("messages"), alpaca.replace(",\"2\"]", "]"), "line 1", "'history'", "pairs");
    }

    @Test
    void whatTemplatesAreGiven() throws IOException {
        String tool = "{\"type\":\"function\",\"function\":{\"name\":\"add\"}}";
        Conversation.Given given = new Conversation.Given(
                List.of(Map.of("type", "function", "function", Map.of("name", "add"))),
                Map.of("enable_thinking", false));
        String asked = "[{\"role\":\"user\",\"content\":\"2+2?\"}]";
        String said = "[{\"role\":\"assistant\",\"content\":\"4\"}]";
        String more = "\"tools\":[%s],\"chat_template_kwargs\":{\"enable_thinking\":false}".formatted(tool);
        String written = "\"tools\":\"[%s]\",\"chat_template_kwargs\":\"{\\\"enable_thinking\\\":false}\""
                .formatted(tool.replace("\"", "\\\""));
        for (String fields : List.of(more, written)) {
            String chat = "{\"prompt\":%s,\"completion\":%s,%s}".formatted(asked, said, fields);
            Conversation.Chat read = read(JsonReader.chats("messages"), chat).getFirst();
            assertEquals(given, read.given());
            assertEquals(1, read.asked());
            String pair = "{\"prompt\":%s,\"chosen\":%s,\"rejected\":%s,%s}"
                    .formatted(asked, said, said.replace("4", "5"), fields);
            Preference preference = read(JsonReader.preferences(), pair).getFirst();
            for (Conversation part : List.of(preference.prompt(), preference.chosen(), preference.rejected())) {
                assertEquals(given, ((Conversation.Chat) part).given());
            }
        }
        String bare = "{\"messages\":%s,\"tools\":%%s}".formatted(said);
        for (String nothing : List.of("[]", "null", "\"\"")) {
            Conversation.Chat read =
                    read(JsonReader.chats("messages"), bare.formatted(nothing)).getFirst();
            assertEquals(Conversation.Given.NOTHING, read.given());
            assertEquals(0, read.asked());
        }
        assertRefused(JsonReader.chats("messages"), bare.formatted("[1]"), "line 1", "'tools'", "list of objects");
        assertRefused(JsonReader.chats("messages"), bare.formatted("\"add\""), "line 1", "'tools'", "no JSON");
    }

    @Test
    void entriesOfAList() throws IOException {
        String first = "{\"text\": \"a ] , } \\\" \\\\\"}";
        String list = "\ufeff [\n  %s,\n  {\"text\":\n [1, {\"b\": []}]}, {\"text\": \"c\"}\n]\n".formatted(first);
        assertRefused(JsonReader.texts("text"), list, "line 3", "'text'");
        assertEquals(
                List.of("a ] , } \" \\", "c"),
                read(
                        JsonReader.texts("text"),
                        list.replace("[1, {\"b\": []}]", "\"c\"").replace("}, {\"text\": \"c\"}", "}")));
        assertEquals(List.of(), read(JsonReader.texts("text"), "[ ]"));
        assertRefused(JsonReader.texts("text"), "[" + first + ",", "line 1", "breaks off");
        assertRefused(JsonReader.texts("text"), "[" + first, "line 1", "breaks off");
        assertRefused(JsonReader.texts("text"), "[" + first + "]\n\n{}", "line 3", "follows the list");
        assertRefused(JsonReader.texts("text"), "[" + first + " " + first + "]", "line 1", "not valid JSON");
        assertRefused(JsonReader.texts("text"), "[\"a\"]", "line 1", "no JSON object");
        assertRefused(JsonReader.texts("text"), "[]]", "line 1", "follows the list");
    }

    @Test
    void indexedEntriesOfAList() throws IOException {
        String list = "[{\"prompt\": \"a\"},\n {\"prompt\": \"[b\", \"n\": [1, 2]}\n, {\"prompt\": 5}]";
        Path file = Files.writeString(folder.resolve("list.json"), list);
        IndexedJson<RolloutPrompt> indexed = IndexedJson.prompts(List.of(file), "prompt");
        assertEquals(3, indexed.count());
        assertEquals(new Conversation.Plain("[b"), indexed.get(1).prompt());
        assertEquals(List.of(1, 2), indexed.get(1).fields().get("n"));
        assertTrue(assertThrows(FormatException.class, () -> indexed.get(2))
                .getMessage()
                .contains("line 3"));
        Files.writeString(file, list.substring(0, 30));
        assertThrows(FormatException.class, () -> IndexedJson.prompts(List.of(file), "prompt"));
    }

    private Path chats() throws IOException {
        return parquet("chats.parquet");
    }

    private Path parquet(String name) throws IOException {
        try (InputStream in = JsonReaderTest.class.getResourceAsStream("/parquet/" + name)) {
            return Files.write(folder.resolve(name), Objects.requireNonNull(in).readAllBytes());
        }
    }

    /** A file of two rows by pyarrow 26.0.1, with a list of pictures as Hugging Face's data sets have them, and TRL's places for them. */
    @Test
    void picturesWithinAParquetFile() throws IOException {
        try (Cursor<Conversation.Chat> rows = JsonReader.chats("messages").apply(parquet("pictures.parquet"))) {
            Conversation.Chat first = Objects.requireNonNull(rows.next());
            List<Content> parts = first.messages().getFirst().content();
            Path red =
                    assertInstanceOf(Content.MediaFile.class, parts.getFirst()).file();
            assertTrue(red.toString().endsWith(".png"), red.toString());
            Image picture = new MediaFiles().picture(red);
            assertEquals(4, picture.width());
            assertEquals(3, picture.height());
            assertEquals(new Content.Text("Which colour?"), parts.get(1));
            Conversation.Chat second = Objects.requireNonNull(rows.next());
            List<Content> two = second.messages().getFirst().content();
            assertEquals(parts.getFirst(), two.get(1), "the same picture is the same file");
            assertNotEquals(two.get(0), two.get(1));
            assertNull(rows.next());
        }
    }

    @Test
    void picturesBesideMessages() throws IOException {
        Path file = folder.resolve("beside.jsonl");
        String line = "{\"images\": [\"a.png\"], \"messages\": [{\"role\": \"user\", \"content\": %s}]}\n";
        Files.writeString(
                file,
                line.formatted("\"<image>What?\"")
                        + line.formatted("\"What?\"")
                        + line.formatted(
                                "[{\"type\": \"image\", \"path\": \"a.png\"}, {\"type\": \"text\", \"text\": \"What?\"}]")
                        + line.formatted("\"<image><image>What?\""));
        List<Content> expected =
                List.of(new Content.MediaFile(Modality.IMAGE, folder.resolve("a.png")), new Content.Text("What?"));
        try (Cursor<Conversation.Chat> rows = JsonReader.chats("messages").apply(file)) {
            for (int i = 0; i < 3; i++) {
                Conversation.Chat chat = Objects.requireNonNull(rows.next());
                assertEquals(expected, chat.messages().getFirst().content());
            }
            FormatException e = assertThrows(FormatException.class, rows::next);
            assertTrue(e.getMessage().contains("line 4: there are more places <image> than pictures"), e.getMessage());
        }
    }

    /** A file of two rows by pyarrow 26.0.1, with the columns of UltraFeedback. */
    @Test
    void rowsOfAParquetFile() throws IOException {
        try (Cursor<Conversation.Chat> rows = JsonReader.chats("messages").apply(chats())) {
            assertEquals(new Conversation.Chat(List.of(Message.user("2+2?"), Message.assistant("4"))), rows.next());
            Conversation.Chat second = Objects.requireNonNull(rows.next());
            assertEquals(Message.system("Be short."), second.messages().getFirst());
            assertNull(rows.next());
        }
        try (Cursor<Preference> rows = JsonReader.preferences().apply(chats())) {
            Preference pair = Objects.requireNonNull(rows.next());
            assertEquals(new Conversation.Chat(List.of(Message.user("2+2?"))), pair.prompt());
            assertEquals(new Conversation.Chat(List.of(Message.assistant("5"))), pair.rejected());
        }
        try (Cursor<String> rows = JsonReader.texts("text").apply(chats())) {
            FormatException e = assertThrows(FormatException.class, rows::next);
            assertTrue(e.getMessage().contains("chats.parquet, line 1"), e.getMessage());
        }
        IndexedJson<RolloutPrompt> prompts = IndexedJson.prompts(List.of(chats()), "prompt");
        assertEquals(2, prompts.count());
        assertEquals(new Conversation.Plain("Name a lyrebird."), prompts.get(1).prompt());
        assertEquals(7.0, prompts.get(1).fields().get("score"));
    }

    @Test
    void rowsOfACsvFile() throws IOException {
        Path file = folder.resolve("alpaca.csv");
        Files.writeString(file, "instruction,input,output\nAdd,\"2, 2\",4\n\"Name a\nbird\",,Menura\n");
        try (Cursor<Conversation.Chat> rows = JsonReader.chats("messages").apply(file)) {
            assertEquals(
                    new Conversation.Chat(List.of(Message.user("Add\n\n2, 2"), Message.assistant("4"))), rows.next());
            assertEquals(
                    new Conversation.Chat(List.of(Message.user("Name a\nbird"), Message.assistant("Menura"))),
                    rows.next());
            assertNull(rows.next());
        }
        Files.writeString(file, "text\na,b\n");
        try (Cursor<String> rows = JsonReader.texts("text").apply(file)) {
            assertTrue(
                    assertThrows(FormatException.class, rows::next).getMessage().contains("2 columns"));
        }
        Files.writeString(file, "");
        try (Cursor<String> rows = JsonReader.texts("text").apply(file)) {
            assertNull(rows.next());
        }
    }

    @Test
    void conversationsAboutPictures() throws IOException {
        String line = """
                {"image":"a.png","conversations":[{"from":"human","value":"<image>\\nWhat is this?"},{"from":"gpt","value":"A lyrebird."}]}
                """;
        Message asked = chat(line).getFirst();
        assertEquals(2, asked.content().size());
        assertEquals(1, asked.media().size());
        assertEquals(new Content.Text("What is this?"), asked.content().get(1));
        assertEquals(List.of(List.of(folder.resolve("a.png"))), read(JsonReader.media(), line));
        assertRefused(
                JsonReader.chats("messages"),
                line.replace("<image>", ""),
                "pictures that are named: 1, places <image> for them: 0");
        assertRefused(JsonReader.chats("messages"), line.replace("<image>", "<image><image>"), "more places");
    }

    @Test
    void preferencesWithPrompt() throws IOException {
        Preference plain = read(JsonReader.preferences(), "{\"prompt\":\"p\",\"chosen\":\"a\",\"rejected\":\"b\"}")
                .getFirst();
        assertEquals(new Conversation.Plain("p"), plain.prompt());
        assertEquals(new Conversation.Plain("a"), plain.chosen());
        String chat = "[{\"role\":\"%s\",\"content\":\"%s\"}]";
        Preference turns = read(
                        JsonReader.preferences(),
                        "{\"prompt\":%s,\"chosen\":%s,\"rejected\":%s}"
                                .formatted(
                                        chat.formatted("user", "q"),
                                        chat.formatted("assistant", "a"),
                                        chat.formatted("assistant", "b")))
                .getFirst();
        assertEquals(new Conversation.Chat(List.of(Message.assistant("b"))), turns.rejected());
        assertRefused(
                JsonReader.preferences(),
                "{\"prompt\":\"p\",\"chosen\":\"a\",\"rejected\":%s}".formatted(chat.formatted("user", "q")),
                "both");
        assertRefused(JsonReader.preferences(), "{\"chosen\":\"a\"}", "'rejected' is missing");
    }

    @Test
    void preferencesWhosePromptIsWhatTheyShare() throws IOException {
        Preference plain = read(
                        JsonReader.preferences(),
                        "{\"chosen\":\"Human: hi Assistant: hello you\",\"rejected\":\"Human: hi Assistant: help\"}")
                .getFirst();
        assertEquals(new Conversation.Plain("Human: hi Assistant:"), plain.prompt());
        assertEquals(new Conversation.Plain(" hello you"), plain.chosen());
        assertEquals(new Conversation.Plain(" help"), plain.rejected());
        String turns = """
                {"chosen":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}],\
                "rejected":[{"role":"user","content":"q"},{"role":"assistant","content":"b"}]}""";
        Preference chat = read(JsonReader.preferences(), turns).getFirst();
        assertEquals(new Conversation.Chat(List.of(Message.user("q"))), chat.prompt());
        assertEquals(new Conversation.Chat(List.of(Message.assistant("a"))), chat.chosen());
        assertRefused(JsonReader.preferences(), turns.replace("\"b\"", "\"a\""), "line 1", "must differ");
    }

    @Test
    void preferencesOfMessagesWithAPromptOfText() throws IOException {
        String both = """
                {"prompt":"q","chosen":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"a"}],\
                "rejected":[{"role":"system","content":"s"},{"role":"user","content":"q"},{"role":"assistant","content":"b"}]}""";
        Preference repeated = read(JsonReader.preferences(), both).getFirst();
        assertEquals(new Conversation.Chat(List.of(Message.system("s"), Message.user("q"))), repeated.prompt());
        assertEquals(new Conversation.Chat(List.of(Message.assistant("b"))), repeated.rejected());
        String answers = """
                {"prompt":"q","chosen":[{"role":"assistant","content":"a"}],"rejected":[{"role":"assistant","content":"b"}]}""";
        Preference alone = read(JsonReader.preferences(), answers).getFirst();
        assertEquals(new Conversation.Chat(List.of(Message.user("q"))), alone.prompt());
        assertEquals(new Conversation.Chat(List.of(Message.assistant("a"))), alone.chosen());
        assertRefused(JsonReader.preferences(), both.replace("\"b\"", "\"a\""), "line 1", "must differ");
    }

    @Test
    void promptsKeepOtherFields() throws IOException {
        String lines = """
                {"prompt":"2+2?","answer":4,"tests":["x"],"note":null}

                {"prompt":[{"role":"user","content":"é"}]}
                """;
        List<RolloutPrompt> prompts = read(JsonReader.prompts("prompt"), lines);
        assertEquals(4, prompts.getFirst().fields().get("answer"));
        assertEquals(List.of("x"), prompts.getFirst().fields().get("tests"));
        assertInstanceOf(Conversation.Chat.class, prompts.get(1).prompt());

        IndexedJson<RolloutPrompt> indexed = IndexedJson.prompts(List.of(folder.resolve("data.jsonl")), "prompt");
        assertEquals(2, indexed.count());
        assertEquals(prompts.get(1), indexed.get(1));
        assertEquals(prompts.get(0), indexed.get(0));
    }

    @Test
    void indexedLinesAreCheckedToo() throws IOException {
        Path file = Files.writeString(folder.resolve("bad.jsonl"), "{\"prompt\":\"a\"}\n\n{\"prompt\":5}\nx");
        IndexedJson<RolloutPrompt> indexed = IndexedJson.prompts(List.of(file), "prompt");
        TestData.assertRefused(() -> indexed.get(1), "bad.jsonl, line 3", "'5'");
        TestData.assertRefused(() -> indexed.get(2), "bad.jsonl, line 4", "JSON");
    }
}
