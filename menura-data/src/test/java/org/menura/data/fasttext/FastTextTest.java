package org.menura.data.fasttext;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.menura.data.Cursor;
import org.menura.data.fasttext.FastTextArgs.Loss;
import org.menura.format.FormatException;
import org.menura.format.json.Json;

/** The models and their predictions are fastText 0.9.2's. */
class FastTextTest {
    private static byte[] resource(String name) {
        try (InputStream in = FastTextTest.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FastText model(String name) {
        return FastTextReader.read(MemorySegment.ofArray(resource(name)), name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hs-chars.bin",
                "hs-chars.ftz",
                "softmax-pairs.bin",
                "softmax-pairs.ftz",
                "ova.bin",
                "ns.bin",
                "many.ftz",
                "narrow.ftz"
            })
    void predictionsAreFastTexts(String name) {
        FastText model = model(name);
        String expected = new String(resource(name + ".expected.jsonl"), StandardCharsets.UTF_8);
        for (String line : expected.split("\n")) {
            JsonNode record = Json.parse(line, name);
            int k = record.has("top7") ? 7 : 3;
            List<Prediction> actual = model.predict(record.path("text").asText(), k, 0);
            assertEquals(record.path("top" + k).size(), actual.size(), line);
            for (int i = 0; i < actual.size(); i++) {
                assertEquals(
                        record.path("top" + k).path(i).path(0).asText(),
                        actual.get(i).name(),
                        line);
                assertEquals(
                        record.path("top" + k).path(i).path(1).asDouble(),
                        actual.get(i).probability(),
                        1e-6,
                        line);
            }
        }
    }

    @Test
    void vectorsOfWordsAreFastTexts() {
        FastText model = model("skipgram.vectors");
        JsonNode expected = Json.parse(new String(resource("skipgram.expected.json"), StandardCharsets.UTF_8), "");

        expected.properties().forEach(word -> {
            float[] actual = model.wordVector(word.getKey());
            for (int i = 0; i < actual.length; i++) {
                assertEquals(word.getValue().path(i).asDouble(), actual[i], 1e-6, word.getKey());
            }
        });
        assertThrows(FormatException.class, () -> model.predict("ka", 1, 0));
    }

    @Test
    void theThresholdAndTheNumberOfLabelsLimitPredictions() {
        FastText model = model("softmax-pairs.bin");
        List<Prediction> all = model.predict("ka ki", -1, 0);

        assertEquals(model.labels().size(), all.size());
        assertEquals(all.subList(0, 1), model.predict("ka ki", 1, 0));
        assertEquals(all.stream().filter(p -> p.probability() > 0.5f).toList(), model.predict("ka ki", -1, 0.5));
        assertThrows(IllegalArgumentException.class, () -> model.predict("two\nlines", 1, 0));
    }

    /** Damaged files are refused in a sentence, whatever their bytes say of sizes. */
    @ParameterizedTest
    @ValueSource(strings = {"hs-chars.bin", "hs-chars.ftz", "softmax-pairs.ftz", "many.ftz", "skipgram.vectors"})
    void damagedFilesAreRefused(String name) {
        byte[] sound = resource(name);
        Random random = new Random(name.hashCode());
        int refused = 0;
        for (int i = 0; i < 1500; i++) {
            byte[] bytes = sound.clone();
            int changes = 1 + random.nextInt(3);
            for (int c = 0; c < changes; c++) {
                int at = random.nextInt(random.nextBoolean() ? Math.min(400, bytes.length) : bytes.length);
                bytes[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : random.nextBoolean() ? 0xFF : 0x7F);
            }
            if (random.nextInt(4) == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            try {
                FastText model = FastTextReader.read(MemorySegment.ofArray(bytes), name);
                if (model.args().model() == FastTextArgs.Kind.SUPERVISED) {
                    model.predict("ka lolin zy 山 </s>", 3, 0);
                } else {
                    model.wordVector("ka");
                }
            } catch (FormatException e) {
                assertTrue(e.getMessage().contains(name), e.getMessage());
                refused++;
            }
        }
        assertTrue(refused > 50, "refused " + refused);
    }

    private static List<String> lines() {
        List<String> lines = new ArrayList<>();
        Random random = new Random(5);
        String[][] words = {{"ka", "ko", "tu"}, {"lo", "mer", "sol"}, {"zy", "öx", "ñen"}};
        for (int i = 0; i < 300; i++) {
            StringBuilder line = new StringBuilder("__label__n" + i % 3);
            for (int w = 0; w < 5; w++) {
                line.append(' ').append(words[i % 3][random.nextInt(3)]);
            }
            lines.add(line.toString());
        }
        return lines;
    }

    private static Cursor<String> cursor(List<String> lines) {
        Iterator<String> all = lines.iterator();
        return new Cursor<>() {
            @Override
            public @Nullable String next() {
                return all.hasNext() ? all.next() : null;
            }

            @Override
            public void close() {}
        };
    }

    @ParameterizedTest
    @EnumSource(Loss.class)
    void aTrainedClassifierLearnsAndItsFileIsTheSameEachTime(Loss loss, @TempDir Path folder) throws IOException {
        TrainerSettings settings = new TrainerSettings(0.5, 10, 8, 1, 0, 2, 2, 3, 200, loss, 2, 3);
        FastText model = FastTextTrainer.train(cursor(lines()), settings);
        Path file = folder.resolve("model.bin");
        model.save(file);
        FastTextTrainer.train(cursor(lines()), settings).save(folder.resolve("again.bin"));

        assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(folder.resolve("again.bin")));
        FastText read = FastText.open(file);
        assertEquals(model.predict("mer lo sol", -1, 0), read.predict("mer lo sol", -1, 0));
        assertEquals("__label__n1", read.predict("mer lo sol", 1, 0).getFirst().label());
        assertEquals("__label__n2", read.predict("öx zy", 1, 0).getFirst().label());
        assertEquals(settings.args(), read.args());
    }

    @Test
    void badTrainingDataIsRefused() {
        assertThrows(
                FormatException.class,
                () -> FastTextTrainer.train(cursor(List.of("__label__a x", "y")), TrainerSettings.DEFAULT));
        assertThrows(
                FormatException.class, () -> new TrainerSettings(0.5, 5, 100, 1, 0, 2, 0, 0, 0, Loss.SOFTMAX, 5, 1));
        FastText quantised = model("hs-chars.ftz");
        assertThrows(FormatException.class, () -> quantised.save(Path.of("nowhere.bin")));
    }
}
