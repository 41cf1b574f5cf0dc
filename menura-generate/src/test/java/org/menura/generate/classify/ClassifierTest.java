package org.menura.generate.classify;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.generate.TestData;
import org.menura.generate.load.LoadedModel;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Backend;
import org.menura.tensor.cpu.CpuBackend;

/** Classes of texts: what the head says, alike whatever other texts there are, and as transformers' pipeline has it. */
class ClassifierTest {
    private static final Backend OPS = new CpuBackend(2);

    @TempDir
    private Path folder;

    /** A tiny BERT of three classes, whose words are w5 to w95. */
    private Path bert(String... replaced) throws IOException {
        Path golden = TestData.path("golden/bert-seqcls");
        Files.copy(golden.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        String config = Files.readString(golden.resolve("config.json"));
        for (int i = 0; i < replaced.length; i += 2) {
            config = config.replace(replaced[i], replaced[i + 1]);
        }
        Files.writeString(folder.resolve("config.json"), config);
        Files.writeString(
                folder.resolve("vocab.txt"),
                "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n"
                        + IntStream.range(5, 96).mapToObj(i -> "w" + i).collect(Collectors.joining("\n")));
        return folder;
    }

    private static double[] softmax(double... logits) {
        double sum = Arrays.stream(logits).map(Math::exp).sum();
        return Arrays.stream(logits).map(x -> Math.exp(x) / sum).toArray();
    }

    @Test
    void anEncodersHead() throws IOException {
        Path model = bert("\"LABEL_0\"", "\"bad\"", "\"LABEL_2\"", "\"good\"");
        Classifier classifier = Classifier.open(model, OPS);
        assertEquals(List.of("bad", "LABEL_1", "good"), classifier.labels());
        List<String> texts = List.of("w9 w8", "w20 w21 w22 w23 w24", "w7", "");
        List<Classifier.Classes> together = classifier.classify(texts);
        for (int i = 0; i < texts.size(); i++) {
            Classifier.Classes alone =
                    classifier.classify(List.of(texts.get(i))).getFirst();
            assertArrayEquals(alone.logits(), together.get(i).logits());
            assertArrayEquals(softmax(alone.logits()), alone.probabilities(), 1e-12);
            double most = Arrays.stream(alone.probabilities()).max().orElseThrow();
            assertEquals(most, alone.probabilities()[classifier.labels().indexOf(alone.best())]);
        }
        LoadedModel.Encoder loaded = (LoadedModel.Encoder) LoadedModel.open(model, OPS);
        ForwardBatch batch = loaded.model().placed(ForwardBatch.whole(new int[][] {{2, 9, 8, 3}}));
        float[] logits = loaded.model()
                .outputs(loaded.model().encode(batch), batch)
                .get("logits")
                .toFloats();
        for (int c = 0; c < 3; c++) {
            assertEquals(logits[c], together.getFirst().logits()[c], 1e-5);
        }
    }

    @Test
    void pairsHaveTypes() throws IOException {
        Classifier classifier = Classifier.open(bert(), OPS);
        Classifier.Classes pair = classifier
                .classifyAll(List.of(new Classifier.Input("w9 w8", "w7")))
                .getFirst();
        Classifier.Classes joined = classifier.classify(List.of("w9 w8 w7")).getFirst();
        assertTrue(Math.abs(pair.logits()[0] - joined.logits()[0]) > 1e-3);
    }

    @Test
    void textsThatAreTooLongAreCutAtTheEnd() throws IOException {
        Classifier classifier = Classifier.open(bert(), OPS);
        String fits = IntStream.range(0, 22).mapToObj(i -> "w" + (10 + i)).collect(Collectors.joining(" "));
        List<Classifier.Classes> both = classifier.classify(List.of(fits, fits + " w60 w61 w62"));
        assertArrayEquals(both.get(0).logits(), both.get(1).logits());
    }

    @Test
    void severalLabelsAtOnceAndRegressions() throws IOException {
        Path model = bert("\"model_type\"", "\"problem_type\": \"multi_label_classification\",\n  \"model_type\"");
        Classifier.Classes classes =
                Classifier.open(model, OPS).classify(List.of("w9 w8")).getFirst();
        for (int c = 0; c < 3; c++) {
            assertEquals(1 / (1 + Math.exp(-classes.logits()[c])), classes.probabilities()[c], 1e-12);
        }
        Path config = folder.resolve("config.json");
        Files.writeString(config, Files.readString(config).replace("multi_label_classification", "regression"));
        Classifier.Classes values =
                Classifier.open(model, OPS).classify(List.of("w9 w8")).getFirst();
        assertArrayEquals(values.logits(), values.probabilities());
    }

    @Test
    void aModelWithoutSuchAHeadIsRefused() {
        Path stories = TestData.path("models/stories260K");
        FormatException e = assertThrows(FormatException.class, () -> Classifier.open(stories, OPS));
        assertTrue(e.getMessage().contains("no head that classifies texts"), e.getMessage());
    }
}
