package org.menura.eval.baseline;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.LabelledText;
import org.menura.data.TaggedSentence;
import org.menura.format.FormatException;
import org.menura.tensor.Backend;

class BaselineFilesTest {
    private static final Supplier<Backend> NO_MODEL = () -> {
        throw new FormatException("needs no model");
    };
    private static final List<LabelledText> TEXTS = List.of(
            new LabelledText("shares rise again", "up"),
            new LabelledText("shares fall", "down"),
            new LabelledText("profits rise", "up"),
            new LabelledText("profits fall today", "down"));
    private static final List<TaggedSentence> SENTENCES = List.of(
            TaggersTest.sentence("Cystic/B-D fibrosis/I-D is/O bad/O"), TaggersTest.sentence("pain/B-D goes/O"));

    @TempDir
    private Path folder;

    @Test
    void whatIsReadDecidesAlike() throws IOException {
        TextClassifier classifier = TextClassifier.fit(TEXTS, TextClassifier.Settings.defaults(), null);
        BaselineFiles.write(folder.resolve("c.json"), classifier);
        TextClassifier read = BaselineFiles.readClassifier(folder.resolve("c.json"), NO_MODEL);
        assertArrayEquals(classifier.probabilities("profits rise"), read.probabilities("profits rise"));
        assertEquals("up", read.classify("they rise"));
        assertTrue(BaselineFiles.isClassifier(folder.resolve("c.json")));

        CrfTagger crf = CrfTagger.fit(SENTENCES, CrfTagger.Settings.defaults());
        BaselineFiles.write(folder.resolve("crf.json"), crf);
        Tagger again = BaselineFiles.readTagger(folder.resolve("crf.json"), NO_MODEL);
        for (TaggedSentence sentence : SENTENCES) {
            assertEquals(crf.tag(sentence.words()), again.tag(sentence.words()));
        }
        assertFalse(BaselineFiles.isClassifier(folder.resolve("crf.json")));

        BaselineFiles.write(folder.resolve("d.json"), DictionaryTagger.fit(SENTENCES));
        assertEquals(
                List.of("O", "B-D"),
                BaselineFiles.readTagger(folder.resolve("d.json"), NO_MODEL).tag(List.of("more", "Pain")));
        assertThrows(FormatException.class, () -> BaselineFiles.readTagger(folder.resolve("c.json"), NO_MODEL));
    }

    /** Damaged files are refused in words, or mean something else; none crashes. */
    @Test
    void damagedFilesAreRefused() throws IOException {
        BaselineFiles.write(folder.resolve("c"), TextClassifier.fit(TEXTS, TextClassifier.Settings.defaults(), null));
        BaselineFiles.write(folder.resolve("t"), CrfTagger.fit(SENTENCES, CrfTagger.Settings.defaults()));
        Random random = new Random(5);
        int refused = 0;
        for (String name : List.of("c", "t")) {
            byte[] whole = Files.readAllBytes(folder.resolve(name));
            for (int i = 0; i < 300; i++) {
                byte[] bytes = whole.clone();
                for (int j = 0; j < 1 + random.nextInt(3); j++) {
                    bytes[random.nextInt(bytes.length)] = (byte) (random.nextBoolean() ? random.nextInt(256) : "0,[]{}\"".charAt(random.nextInt(7)));
                }
                Path file = Files.write(folder.resolve("damaged"), bytes);
                try {
                    if (name.equals("c")) {
                        BaselineFiles.readClassifier(file, NO_MODEL).probabilities("shares rise");
                    } else {
                        BaselineFiles.readTagger(file, NO_MODEL).tag(List.of("pain", "is"));
                    }
                } catch (FormatException e) {
                    refused++;
                    assertFalse(e.getMessage().isBlank());
                }
            }
        }
        assertTrue(refused > 100, refused + " refused");
    }
}
