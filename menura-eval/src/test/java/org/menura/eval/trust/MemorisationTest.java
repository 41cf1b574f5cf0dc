package org.menura.eval.trust;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.eval.model.LocalModel;
import org.menura.format.FormatException;
import org.menura.generate.Menura;
import org.menura.generate.session.Session;

/** What a model says by heart: its own greedy continuations wholly, changed ones in part. */
class MemorisationTest {
    @TempDir
    Path folder;

    private static Path model() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("models/stories260K"))) {
            at = at.getParent();
        }
        return java.util.Objects.requireNonNull(at).resolve("models/stories260K");
    }

    @Test
    void aModelKnowsItsOwnContinuationsByHeart() {
        try (LocalModel model = LocalModel.of("stories", Menura.load(model()), LocalModel.Options.defaults())) {
            List<int[]> sequences = new ArrayList<>();
            for (String begin :
                    List.of("Once upon a time there was a little girl", "The dog ran to the big tree and")) {
                int[] prompt = Arrays.copyOf(model.encode(begin), 8);
                Session session = new Session(model.decoder());
                float[] logits = session.feed(prompt);
                int[] sequence = Arrays.copyOf(prompt, 14);
                for (int i = 8; i < 14; i++) {
                    int best = 0;
                    for (int t = 1; t < logits.length; t++) {
                        best = logits[t] > logits[best] ? t : best;
                    }
                    sequence[i] = best;
                    logits = session.feed(best);
                }
                session.release();
                sequences.add(sequence);
            }
            sequences.get(1)[13] = sequences.get(1)[13] == 5 ? 6 : 5;
            sequences.add(new int[] {1, 2, 3});
            Memorisation measured = Memorisation.measure(model.decoder(), sequences, 8, 6);
            assertArrayEquals(new int[] {6, 5}, measured.matches());
            assertEquals(1, measured.skipped());
            assertEquals(0.5, measured.fullMatch());
            assertEquals(11 / 12.0, measured.tokenMatch(), 1e-12);
            assertTrue(measured.markdown().contains("| 2 | 8 | 6 | 0.5000 | 0.9167 |"), measured::markdown);
        }
    }

    @Test
    void sequencesAreReadFromTokensAndTexts() throws IOException {
        Path tokens = Files.writeString(
                folder.resolve("t.jsonl"), "{\"token_ids\": [1, 2, 3, 4], \"source\": \"s\"}\n{\"token_ids\": [5]}\n");
        List<int[]> read = Memorisation.read(tokens, _ -> new int[0], 3, 10);
        assertArrayEquals(new int[] {1, 2, 3}, read.getFirst());
        assertArrayEquals(new int[] {5}, read.get(1));
        Path texts = Files.writeString(
                folder.resolve("x.jsonl"), "{\"id\": \"1\", \"text\": \"abc\"}\n{\"id\": \"2\", \"text\": \"d\"}\n");
        assertArrayEquals(
                new int[] {97, 98},
                Memorisation.read(texts, t -> t.chars().toArray(), 2, 10).getFirst());
        assertEquals(1, Memorisation.read(texts, t -> t.chars().toArray(), 2, 1).size());
        Path plain = Files.writeString(folder.resolve("p.txt"), "ab\n<|endoftext|>\ncd");
        assertEquals(
                2, Memorisation.read(plain, t -> t.chars().toArray(), 2, 10).size());
        Path wrong = Files.writeString(folder.resolve("w.jsonl"), "{\"token_ids\": [1, \"x\"]}\n");
        assertThrows(FormatException.class, () -> Memorisation.read(wrong, _ -> new int[0], 3, 10));
    }
}
