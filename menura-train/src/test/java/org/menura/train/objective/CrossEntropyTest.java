package org.menura.train.objective;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

class CrossEntropyTest {
    private final Golden golden = Golden.open("sft-masked-loss");
    private final Tensor logits = golden.tensor("logits").reshape(36, 48);

    /** Row t predicts label t + 1. */
    private int[] targets() {
        int[] labels = golden.ints("labels");
        int[] targets = new int[labels.length];
        Arrays.setAll(targets, r -> r % 12 == 11 ? -100 : labels[r + 1]);
        return targets;
    }

    @Test
    void meanOfRowsThatCount() {
        int[] targets = targets();
        double[] nll = Doubles.of(new CpuBackend(1).crossEntropy(logits, targets));
        double count = CrossEntropy.count(targets, null);

        golden.agrees("loss", CrossEntropy.mean(nll, targets, null, count).loss());
        golden.agrees(
                "loss_num_items_20", CrossEntropy.mean(nll, targets, null, 20).loss());
    }

    @Test
    void ofLogitsItIsTheSame() {
        int[] targets = targets();
        CrossEntropy.OfLogits result = CrossEntropy.ofLogits(
                logits, targets, null, CrossEntropy.count(targets, null), CrossEntropy.Options.NONE);

        golden.agrees("loss", result.loss());
        assertEquals(result.loss(), result.metrics().get("nll"), 1e-12);
        assertEquals(16, result.metrics().get("tokens"));
    }

    @Test
    void partsOfABatchMakeTheWhole() {
        double[] nll = {1, 2, 3, 4};
        int[] targets = {5, 5, -1, 5};
        double[] weights = {1, 0.5, 7, 2};
        double count = CrossEntropy.count(targets, weights);
        double first = CrossEntropy.mean(new double[] {1}, new int[] {5}, new double[] {1}, count)
                .loss();
        double rest = CrossEntropy.mean(new double[] {2, 3, 4}, new int[] {5, -1, 5}, new double[] {0.5, 7, 2}, count)
                .loss();
        CrossEntropy.Result whole = CrossEntropy.mean(nll, targets, weights, count);

        assertEquals(3.5, count);
        assertEquals((1 + 1 + 8) / 3.5, whole.loss(), 1e-15);
        assertEquals(whole.loss(), first + rest, 1e-15);
        assertArrayEquals(new double[] {1 / 3.5, 0.5 / 3.5, 0, 2 / 3.5}, whole.gradient());
        Differences.check(
                "nll",
                nll,
                whole.gradient(),
                () -> CrossEntropy.mean(nll, targets, weights, count).loss());
    }

    @Test
    void gradientOfLogits() {
        Tensor x = Differences.random(1, 2, 4, 6);
        int[] targets = {5, 0, -100, 3};
        double[] weights = {1, 0.5, 7, 2};
        for (CrossEntropy.Options options : new CrossEntropy.Options[] {
            CrossEntropy.Options.NONE, new CrossEntropy.Options(0.1, 0), new CrossEntropy.Options(0.2, 0.3)
        }) {
            Tensor gradient =
                    CrossEntropy.ofLogits(x, targets, weights, 3, options).gradient();
            Differences.check(
                    options.toString(),
                    x,
                    gradient,
                    () -> CrossEntropy.ofLogits(x, targets, weights, 3, options).loss());
        }
    }

    @Test
    void smoothingAndZOfEvenLogits() {
        Tensor even = Tensor.of(new float[] {2, 2, 2, 2}, 1, 4);
        double log4 = Math.log(4);

        double loss = CrossEntropy.ofLogits(even, new int[] {1}, null, 1, new CrossEntropy.Options(0.3, 0.5))
                .loss();

        assertEquals(log4 + 0.5 * (2 + log4) * (2 + log4), loss, 1e-12);
    }

    @Test
    void hugeLogitsStayFinite() {
        Tensor huge = Tensor.of(new float[] {1e30f, -1e30f}, 1, 2);

        CrossEntropy.OfLogits result = CrossEntropy.ofLogits(huge, new int[] {0}, null, 1, CrossEntropy.Options.NONE);

        assertEquals(0, result.loss());
        assertArrayEquals(new float[] {0, 0}, result.gradient().toFloats());
    }

    @Test
    void classesThatAreRuledOutAddNothing() {
        Tensor masked = Tensor.of(new float[] {1, Float.NEGATIVE_INFINITY, 1}, 1, 3);

        CrossEntropy.OfLogits result = CrossEntropy.ofLogits(masked, new int[] {0}, null, 1, CrossEntropy.Options.NONE);

        assertEquals(Math.log(2), result.loss(), 1e-15);
        assertArrayEquals(new float[] {-0.5f, 0, 0.5f}, result.gradient().toFloats());
    }

    @Test
    void saysWhatIsWrong() {
        IllegalArgumentException nothing = assertThrows(
                IllegalArgumentException.class, () -> CrossEntropy.mean(new double[] {1}, new int[] {-100}, null, 0));
        IllegalArgumentException vocabulary = assertThrows(
                IllegalArgumentException.class,
                () -> CrossEntropy.ofLogits(
                        Differences.random(1, 1, 1, 4), new int[] {4}, null, 1, CrossEntropy.Options.NONE));

        assertTrue(nothing.getMessage().contains("target that counts"), nothing.getMessage());
        assertTrue(vocabulary.getMessage().contains("4 classes"), vocabulary.getMessage());
    }
}
