package org.menura.train.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.Cursor;
import org.menura.data.LabelReader;
import org.menura.data.LabelledText;
import org.menura.data.TagReader;
import org.menura.data.TaggedSentence;
import org.menura.data.tokenizer.ByteLevelBpeTrainer;
import org.menura.data.tokenizer.TokenizerProfile;
import org.menura.format.FormatException;
import org.menura.format.tokenizer.Tokenizer;
import org.menura.format.tokenizer.Tokenizers;
import org.menura.model.Config;

/** Reading texts and words with classes, and turning them into rows. */
class ClassDataTest {
    @TempDir
    Path folder;

    @Test
    void columnsAreSentences() throws IOException {
        Path file = write("a.tsv", "-DOCSTART-\tO\n\nThe\tO\nBig Dog\tB-X\n\n\nran fast NN I-X\n");
        assertEquals(
                List.of(
                        new TaggedSentence(List.of("The", "Big Dog"), List.of("O", "B-X")),
                        new TaggedSentence(List.of("ran"), List.of("I-X"))),
                all(file, TagReader.sentences()));
        Path bad = write("b.tsv", "The\tO\nlonely\n");
        String message = assertThrows(FormatException.class, () -> all(bad, TagReader.sentences()))
                .getMessage();
        assertTrue(
                message.endsWith("b.tsv, line 2: a word and its tag are needed, with a tab between; found 'lonely'"));
    }

    @Test
    void sentencesMayBeJson() throws IOException {
        Path file = write("a.jsonl", "{\"tokens\":[\"a\",\"b\"],\"tags\":[\"O\",\"B-X\"]}\n");
        assertEquals(
                List.of(new TaggedSentence(List.of("a", "b"), List.of("O", "B-X"))), all(file, TagReader.sentences()));
        Path bad = write("b.jsonl", "{\"tokens\":[\"a\",\"b\"],\"tags\":[\"O\"]}\n");
        String message = assertThrows(FormatException.class, () -> all(bad, TagReader.sentences()))
                .getMessage();
        assertTrue(message.endsWith("b.jsonl, line 1: 'tokens' has 2 entries and 'tags' 1."), message);
    }

    @Test
    void valuesInQuotesHoldCommasQuotesAndLines() throws IOException {
        Path file = write("a.csv", "label,text\r\n1,\"a, \"\"b\"\"\nc\"\r\n\n2,plain\r\n");
        assertEquals(
                List.of(new LabelledText("a, \"b\"\nc", "1"), new LabelledText("plain", "2")),
                all(file, LabelReader.texts("text", "label")));
        for (String bad : List.of("text\nx\n", "text,label\nx\n", "text,label\n\"x,1\n")) {
            Path damaged = write("bad.csv", bad);
            assertThrows(FormatException.class, () -> all(damaged, LabelReader.texts("text", "label")));
        }
    }

    @Test
    void labelsMayBeNumbers() throws IOException {
        Path file = write("a.jsonl", "{\"text\":\"x\",\"label\":2}\n{\"text\":\"y\",\"label\":true}\n");
        assertEquals(
                List.of(new LabelledText("x", "2"), new LabelledText("y", "true")),
                all(file, LabelReader.texts("text", "label")));
    }

    @Test
    void theFirstTokenOfAWordHasItsTag() throws IOException {
        Tokenizer tokenizer = tokenizer();
        ClassEncoder encoder = new ClassEncoder(
                tokenizer, List.of("O", "B-X"), 32, new Config(JsonNodeFactory.instance.objectNode(), "config"));
        Batch row = encoder.encode(new TaggedSentence(List.of("one", "zqzq", "two"), List.of("O", "B-X", "O")));
        assertEquals("[CLS]", tokenizer.token(row.ids()[0]));
        assertEquals("[SEP]", tokenizer.token(row.ids()[row.ids().length - 1]));
        assertEquals("one zqzq two", tokenizer.decode(row.ids(), true));
        assertArrayEquals(
                new int[] {0, 1, 0},
                Arrays.stream(row.targets()).filter(t -> t >= 0).toArray());
        assertEquals(Batch.IGNORED, row.targets()[0]);
        assertEquals(1, row.targets()[2]); // "one" is a token
    }

    @Test
    void aTextHasItsClassAtItsLastToken() throws IOException {
        Tokenizer tokenizer = tokenizer();
        ClassEncoder encoder = new ClassEncoder(
                tokenizer, List.of("bad", "good"), 4, new Config(JsonNodeFactory.instance.objectNode(), "config"));
        Batch row = encoder.encode(new LabelledText("one two one two", "good"));
        assertEquals(4, row.ids().length);
        assertEquals("[SEP]", tokenizer.token(row.ids()[3]));
        assertArrayEquals(new int[] {-1, -1, -1, 1}, row.targets());
        assertThrows(FormatException.class, () -> encoder.encode(new LabelledText("one", "else")));
    }

    @Test
    void aPairIsJoinedAndTheLongerTextIsCut() throws IOException {
        Path file =
                write("p.jsonl", "{\"evidence\": \"one two one two one\", \"claim\": \"one\", \"label\": \"good\"}\n");
        LabelledText pair =
                all(file, LabelReader.texts("evidence", "claim", "label")).getFirst();
        assertEquals(new LabelledText("one two one two one", "one", "good"), pair);
        Tokenizer tokenizer = tokenizer();
        Batch row = new ClassEncoder(
                        tokenizer,
                        List.of("bad", "good"),
                        7,
                        new Config(JsonNodeFactory.instance.objectNode(), "config"))
                .encode(pair);
        assertEquals(
                "[CLS] one two one [SEP] one [SEP]",
                String.join(
                        " ",
                        Arrays.stream(row.ids())
                                .mapToObj(tokenizer::token)
                                .map(t -> t.replace("\u0120", ""))
                                .toList()));
        assertArrayEquals(new int[] {0, 0, 0, 0, 0, 1, 1}, row.types());
        assertArrayEquals(new int[] {-1, -1, -1, -1, -1, -1, 1}, row.targets());
        Batch both = Batch.join(List.of(row, row));
        assertArrayEquals(new int[] {0, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 1, 1}, both.types());
        Path csv = write("p.csv", "claim,label,evidence\ntwo,good,one\n");
        assertEquals(
                List.of(new LabelledText("one", "two", "good")),
                all(csv, LabelReader.texts("evidence", "claim", "label")));
        assertThrows(FormatException.class, () -> all(csv, LabelReader.texts("evidence", "question", "label")));
    }

    private Tokenizer tokenizer() throws IOException {
        ByteLevelBpeTrainer.of(280, TokenizerProfile.bert())
                .train(List.of("one two one two one two"))
                .write(folder.resolve("t"));
        return Tokenizers.fromFolder(folder.resolve("t"));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static <T> List<T> all(Path file, Function<Path, Cursor<T>> reader) {
        List<T> all = new ArrayList<>();
        try (Cursor<T> cursor = reader.apply(file)) {
            for (T thing = cursor.next(); thing != null; thing = cursor.next()) {
                all.add(thing);
            }
        }
        return all;
    }
}
