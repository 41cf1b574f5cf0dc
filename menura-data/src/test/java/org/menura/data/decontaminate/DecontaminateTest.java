package org.menura.data.decontaminate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.data.dolma.Document;
import org.menura.data.plan.MapStage;
import org.menura.data.plan.Options;
import org.menura.data.plan.Outcome;
import org.menura.data.plan.Row;
import org.menura.format.FormatException;

class DecontaminateTest {
    private static final String QUESTION = "Which of the following metals melts at the lowest temperature when it is"
            + " heated slowly in a closed vessel of glass?";

    @TempDir
    private Path folder;

    @BeforeEach
    void writeSets() throws IOException {
        Files.writeString(
                folder.resolve("rows.jsonl"),
                "{\"id\": \"q1\", \"question\": \"%s\", \"choices\": {\"text\": [\"gold\", \"tin\"]}}%n"
                        .formatted(QUESTION));
        Files.writeString(folder.resolve("requests.json"), """
                [{"request_type": "loglikelihood", "doc": {"query": "The quick river ran under nine old wooden bridges today"},
                  "request": {"context": "Question: The quick river ran under nine old wooden bridges today\\nAnswer:", "continuation": " yes"}}]
                """);
    }

    private Outcome apply(String yaml, String text) {
        Options options = Options.parse(yaml, "plan.yaml", folder);
        MapStage stage = (MapStage) new DecontaminateType().create(options);
        options.finish();
        return stage.apply(Row.of(Document.of("d", text, "test")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                QUESTION,
                "WHICH OF THE FOLLOWING METALS MELTS AT THE LOWEST TEMPERATURE WHEN IT IS HEATED SLOWLY IN A CLOSED VESSEL OF GLASS",
                "Some text.\n\nWhich of the following metals\n\nmelts at the lowest temperature\n\nwhen it is heated slowly -- in a closed"
                        + " vessel of glass. And more text.",
                "which, of the following: 'metals' melts (at the lowest) temperature when it is heated slowly"
            })
    void findsQuestionsHoweverTheyAreWritten(String text) {
        Outcome.Drop drop = assertInstanceOf(Outcome.Drop.class, apply("sets: .", text));
        assertEquals("holds an evaluation item", drop.reason());
        assertEquals("rows.jsonl:1 question", drop.detail());
    }

    @Test
    void findsShortItemsAsAWhole() {
        String text = "They say that the quick river ran under nine old wooden bridges, today as ever.";
        Outcome.Drop drop = assertInstanceOf(Outcome.Drop.class, apply("sets: .", text));
        assertTrue(drop.detail().startsWith("requests.json:1 doc.query"), drop.detail());
        assertInstanceOf(Outcome.Keep.class, apply("sets: .\nleast_words: 12", text));
    }

    @Test
    void findsQuestionsOfPromptsWithLabelsAndAnswers() throws IOException {
        Files.writeString(
                folder.resolve("mc.jsonl"),
                "{\"doc\": {\"query\": \"Question: Which bird lays its eggs in nests of others?\\n A. the owl\\n B. the cuckoo"
                        + "\\nAnswer:\"}}\n");
        Outcome.Drop drop = assertInstanceOf(
                Outcome.Drop.class,
                apply("sets: mc.jsonl", "He asked: which bird lays its eggs in nests of others? None."));
        assertEquals("mc.jsonl:1 doc.query", drop.detail());
    }

    @Test
    void whatMostItemsHaveIsAPrompt() throws IOException {
        StringBuilder rows = new StringBuilder();
        for (int i = 0; i < 6; i++) {
            rows.append(
                    "{\"text\": \"Choose the best of the following answers to this question here now: item %d %d %d\"}%n"
                            .formatted(i, 7 * i, 31 * i));
        }
        Files.writeString(folder.resolve("prompts.jsonl"), rows);
        String prompt = "Choose the best of the following answers to this question here now";
        assertInstanceOf(Outcome.Drop.class, apply("sets: prompts.jsonl\nn_gram: 10", prompt));
        assertInstanceOf(Outcome.Keep.class, apply("sets: prompts.jsonl\nn_gram: 10\ncommon: 5", prompt));
    }

    @Test
    void leavesOthersAsTheyAre() {
        for (String text : List.of("", "Which of the following metals melts at the lowest price?", "gold", "yes")) {
            Outcome.Keep keep = assertInstanceOf(Outcome.Keep.class, apply("sets: .", text));
            assertEquals(text, keep.row().text());
        }
    }

    @Test
    void saysWhereOrCutsItOut() {
        Outcome.Keep tagged = assertInstanceOf(
                Outcome.Keep.class, apply("sets: .\naction: tag\nattribute: leak", "Ä. " + QUESTION + " End"));
        assertEquals(1, tagged.row().attributes().of("leak").size());
        assertEquals(3, tagged.row().attributes().of("leak").getFirst().start());
        Outcome.Keep cut =
                assertInstanceOf(Outcome.Keep.class, apply("sets: .\naction: remove", "Ä. " + QUESTION + " End"));
        assertEquals("Ä. ? End", cut.row().text());
    }

    @Test
    void asksForAShareOfTheItem() {
        String part = "which of the following metals melts at the lowest temperature when it is";
        assertInstanceOf(Outcome.Drop.class, apply("sets: .", part));
        assertInstanceOf(Outcome.Keep.class, apply("sets: .\nshare: 0.9", part));
    }

    @Test
    void takesNamedFieldsAlone() {
        assertInstanceOf(Outcome.Drop.class, apply("sets: rows.jsonl\nfields: [question]", QUESTION));
        FormatException e =
                assertThrows(FormatException.class, () -> apply("sets: rows.jsonl\nfields: [quest]", QUESTION));
        assertTrue(String.valueOf(e.getMessage()).contains("quest"));
        assertThrows(FormatException.class, () -> apply("sets: nowhere", QUESTION));
    }

    @Test
    void readsSamplesOfLmEval() throws IOException {
        Path samples = folder.resolve("samples_task.jsonl");
        Files.writeString(
                samples,
                "{\"doc_id\": 0, \"doc\": {\"question\": \"Why?\"}, \"target\": \"because\", \"arguments\": [[\"Why?\","
                        + " \" because\"]], \"resps\": [[\"no text\"]], \"doc_hash\": \"abc\"}\n");
        List<String> texts = new ArrayList<>();
        EvalSets.read(List.of(samples), List.of(), item -> texts.add(item.field() + "=" + item.text()));
        assertEquals(List.of("doc.question=Why?", "target=because"), texts);
    }
}
