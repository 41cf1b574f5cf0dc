package org.menura.detect.trained;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.detect.measure.FigureTable;
import org.menura.detect.measure.LabelledText;
import org.menura.format.FormatException;

class LeaveOneOutTest {
    private static List<LabelledText> texts() {
        List<LabelledText> texts = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String generator = List.of("a", "b", "c").get(i % 3);
            // Some human texts stand beside two generators, once cut.
            String human = i % 6 == 1
                    ? "%d cats sat on a mat that was long enough for all of them and for more".formatted(i - 1)
                    : "%d cats sat on a mat that was long enough for all of them and for more than one dog".formatted(i);
            texts.add(new LabelledText("d", generator, false, human, "g" + i));
            texts.add(new LabelledText("d", generator, true, "model %d delves".formatted(i), "g" + i));
        }
        return texts;
    }

    @Test
    void whatIsTestedWasNotLearnedFrom() {
        List<LabelledText> texts = texts();
        TrainedDetector watching = new TrainedDetector() {
            @Override
            public String name() {
                return "watching";
            }

            @Override
            public double[] scores(List<LabelledText> all, List<Integer> train, List<Integer> test) {
                Set<String> tested = new HashSet<>();
                test.forEach(i -> tested.add(all.get(i).text()));
                String left = all.get(test.getFirst()).generator();
                for (int i : train) {
                    assertTrue(
                            tested.stream().noneMatch(t -> t.startsWith(all.get(i).text())
                                    || all.get(i).text().startsWith(t)),
                            all.get(i).text());
                    assertTrue(!all.get(i).generator().equals(left));
                }
                assertTrue(train.size() < all.size() - test.size() || left.equals("c"));
                return new double[test.size()];
            }
        };
        List<String> rounds = new ArrayList<>();
        FigureTable table = LeaveOneOut.measure(
                texts,
                LeaveOneOut.By.GENERATOR,
                List.of(watching, new WordDetector(), FeatureDetector.ofLength(texts)),
                rounds::add);
        assertEquals(3, rounds.size());
        assertEquals(3, table.values().size());
        table.values().values().forEach(row -> {
            assertEquals(0.5, row.get("watching").auroc(), 1e-12);
            assertEquals(1, row.get("tf-idf").auroc(), 1e-12);
            assertEquals(1, row.get("length").auroc(), 1e-12);
        });
        assertTrue(table.markdown().contains("| d a | 20 + 20 |"), table.markdown());
        assertThrows(
                FormatException.class, () -> LeaveOneOut.measure(texts, LeaveOneOut.By.DOMAIN, List.of(), _ -> {}));
    }
}
