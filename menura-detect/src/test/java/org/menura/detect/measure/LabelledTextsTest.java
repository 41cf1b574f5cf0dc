package org.menura.detect.measure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;

class LabelledTextsTest {
    @TempDir
    private Path folder = Path.of("");

    private List<LabelledText> read(String name, String content) throws IOException {
        return LabelledTexts.read(Files.writeString(folder.resolve(name), content));
    }

    @Test
    void severalFormsAreRead() throws IOException {
        assertEquals(
                List.of(
                        new LabelledText("news", "gpt2", false, "By hand.", "0"),
                        new LabelledText("news", "gpt2", true, "By wire.", "0")),
                read("p.jsonl", "{\"domain\":\"news\",\"model\":\"gpt2\",\"human\":\"By hand.\",\"machine\":\"By wire.\"}"));
        List<LabelledText> hc3 = read(
                "hc3.jsonl",
                "{\"question\":\"Q\",\"human_answers\":[\"a\",\"b\"],\"chatgpt_answers\":[\"c\"],\"source\":\"finance\"}\n");
        assertEquals(3, hc3.size());
        assertEquals("finance chatgpt", hc3.getLast().cell());
        List<LabelledText> m4 = read(
                "m4.jsonl",
                "{\"prompt\":\"x\",\"human_text\":\"a\",\"machine_text\":\"b\",\"model\":\"davinci\",\"source\":\"arxiv\",\"source_ID\":1}");
        assertEquals("arxiv davinci", m4.getFirst().cell());
        List<LabelledText> turing = read("t.csv", "Generation,label\n\"Hello, you\",human\nBeep,gpt1\n");
        assertEquals(new LabelledText("", "", false, "Hello, you", "0"), turing.getFirst());
        assertEquals(new LabelledText("", "gpt1", true, "Beep", "1"), turing.getLast());
    }

    @Test
    void malformedRowsAreNamed() throws IOException {
        for (String bad : List.of("{\"human\": 3, \"machine\": \"b\"}", "{\"x\": 1}", "[1]", "{", "\"a\"")) {
            FormatException e = assertThrows(FormatException.class, () -> read("b.jsonl", bad));
            assertTrue(String.valueOf(e.getMessage()).contains("b.jsonl"), e.getMessage());
        }
        assertThrows(FormatException.class, () -> read("h.jsonl", "{\"text\":\"a\",\"label\":\"human\"}"));
    }

    @Test
    void figuresCountPairsOnce() {
        double[] scores = {1, 2, 3, 4};
        boolean[] isMachine = {false, true, false, true};
        DetectionFigures f = DetectionFigures.of(scores, isMachine, List.of("a", "a", "b", "b"));
        assertEquals(0.75, f.auroc(), 1e-12);
        assertEquals(2, f.humans());
        assertEquals(0.5, f.truePositivesAt1(), 1e-12);
        assertTrue(f.low() <= 0.75 && f.high() >= 0.75);
        assertEquals(f, DetectionFigures.of(scores, isMachine, List.of("a", "a", "b", "b")));
    }
}
