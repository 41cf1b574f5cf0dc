package org.menura.data.tag;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.data.fasttext.FastTextArgs.Loss;
import org.menura.data.fasttext.TrainerSettings;
import org.menura.format.FormatException;

class ClassifierTrainingTest {
    private static final TrainerSettings SETTINGS =
            new TrainerSettings(0.5, 10, 8, 1, 0, 2, 0, 0, 500, Loss.SOFTMAX, 5, 1);

    private static void write(Path file, String[] words, int from, int to, boolean reversed) throws IOException {
        List<String> rows = new ArrayList<>();
        for (int i = from; i < to; i++) {
            Random random = new Random(i);
            String text = words[random.nextInt(3)] + "\\n" + words[random.nextInt(3)] + " " + words[i % 3] + " x" + i;
            rows.add("{\"id\": \"%d\", \"text\": \"%s\", \"source\": \"made\"}".formatted(i, text));
        }
        if (reversed) {
            Collections.reverse(rows);
        }
        Files.createDirectories(file.getParent());
        Files.write(file, rows);
    }

    @Test
    void aClassifierDoesNotDependOnHowExamplesAreDividedIntoFiles(@TempDir Path folder) throws IOException {
        String[] boats = {"harbour", "sail", "oar"};
        String[] bread = {"flour", "oven", "salt"};
        write(folder.resolve("one/boats/a.jsonl"), boats, 0, 60, false);
        write(folder.resolve("one/bread/a.jsonl"), bread, 0, 60, false);
        write(folder.resolve("two/boats/z.jsonl"), boats, 0, 20, true);
        write(folder.resolve("two/boats/b.jsonl"), boats, 20, 60, false);
        write(folder.resolve("two/bread/a.jsonl"), bread, 0, 60, true);

        ClassifierTraining.Result one = train(folder.resolve("one"));
        ClassifierTraining.Result two = train(folder.resolve("two"));
        one.model().save(folder.resolve("one.bin"));
        two.model().save(folder.resolve("two.bin"));

        assertEquals(120, one.trained() + one.heldOut());
        assertTrue(one.heldOut() > 5);
        assertEquals(one.heldOut(), one.right());
        assertArrayEquals(Files.readAllBytes(folder.resolve("one.bin")), Files.readAllBytes(folder.resolve("two.bin")));
        assertEquals(
                "__label__bread",
                one.model().predict("salt oven", 1, 0).getFirst().label());
    }

    private static ClassifierTraining.Result train(Path folder) {
        Map<String, List<String>> examples = new LinkedHashMap<>();
        examples.put("bread", List.of(folder.resolve("bread").toString()));
        examples.put("boats", List.of(folder.resolve("boats").toString()));
        return ClassifierTraining.train(examples, 0.2, SETTINGS);
    }

    @Test
    void aFolderWithoutDocumentsIsRefused(@TempDir Path folder) {
        assertThrows(
                FormatException.class,
                () -> ClassifierTraining.train(Map.of("a", List.of(folder.toString())), 0, SETTINGS));
    }
}
