package org.menura.agent.claim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.generate.classify.Classifier;
import org.menura.tensor.cpu.CpuBackend;

/** A classifier of several labels judges claims by the one that supports. */
class PairVerifierTest {
    private static final Path GOLDEN = Path.of("../testdata/golden/bert-seqcls");
    private static final Library LIBRARY = new Library(List.of(new Passage("harbour", "w5 w6 w7")));

    @TempDir
    private Path folder;

    private Classifier classifier() throws IOException {
        Files.copy(GOLDEN.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        Files.copy(GOLDEN.resolve("config.json"), folder.resolve("config.json"));
        StringBuilder words = new StringBuilder("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n");
        for (int i = 5; i < 96; i++) {
            words.append('w').append(i).append('\n');
        }
        Files.writeString(folder.resolve("vocab.txt"), words);
        return Classifier.open(folder, new CpuBackend(1));
    }

    @Test
    void judgesByTheLabelThatSupports() throws IOException, InterruptedException {
        Classifier classifier = classifier();
        Claim claim = new Claim("w8 w9", List.of(Evidence.of("harbour")));
        Classifier.Classes said = classifier
                .classifyAll(List.of(new Classifier.Input("w5 w6 w7", "w8 w9")))
                .getFirst();
        for (int label = 0; label < said.labels().size(); label++) {
            double p = said.probabilities()[label];
            Verifier verifier = new PairVerifier(classifier, said.labels().get(label));
            assertEquals(
                    Math.log(p / (1 - p)), verifier.judge(claim, LIBRARY, 0).support(), 1e-9);
        }
        Verifier first = new PairVerifier(classifier, said.labels().getFirst());
        assertTrue(
                Double.isNaN(first.judge(new Claim("w8", List.of()), LIBRARY, 0).support()));
        assertThrows(IllegalArgumentException.class, () -> new PairVerifier(classifier, "SUPPORTS"));
    }
}
