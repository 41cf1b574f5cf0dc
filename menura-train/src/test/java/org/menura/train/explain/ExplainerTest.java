package org.menura.train.explain;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.menura.model.ForwardBatch;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;

/** Attributions are complete, attention is what the layers use, and rollouts are shares. */
@Tag("slow")
class ExplainerTest {
    private static Path stories() {
        Path at = Path.of("").toAbsolutePath();
        while (at != null && !Files.isDirectory(at.resolve("models/stories260K"))) {
            at = at.getParent();
        }
        return java.util.Objects.requireNonNull(at).resolve("models/stories260K");
    }

    private static Explainer explainer() {
        return Explainer.open(
                stories(),
                null,
                new CpuBackend(CpuOptions.fastest().withThreads(1).withExact(true)));
    }

    @Test
    void quadratureIntegratesPolynomials() {
        for (int n : new int[] {1, 2, 5, 32}) {
            double[][] points = Quadrature.gaussLegendre(n);
            for (int power = 0; power < Math.min(2 * n, 20); power++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += points[1][i] * Math.pow(points[0][i], power);
                }
                assertEquals(1.0 / (power + 1), sum, 1e-12, n + " points, power " + power);
            }
        }
        double[][] dense = Quadrature.denseAtZero(16);
        for (int power = 0; power < 4; power++) {
            double sum = 0;
            for (int i = 0; i < 16; i++) {
                sum += dense[1][i] * Math.pow(dense[0][i], power);
            }
            assertEquals(1.0 / (power + 1), sum, 1e-12, "dense, power " + power);
        }
    }

    @Test
    void attributionsSumToWhatTheyExplain() {
        Explainer explainer = explainer();
        int[] ids = explainer.read("The dog ran");
        int token = explainer.greedy(ids, 1)[0];
        for (Explainer.Baseline baseline : Explainer.Baseline.values()) {
            IntegratedGradients.Result result =
                    new IntegratedGradients(explainer, baseline, 0.01).attribute(ids, token);
            double explained = result.value() - result.baselineValue();
            assertEquals(
                    explained,
                    Arrays.stream(result.scores()).sum(),
                    0.01 * Math.max(1, Math.abs(explained)),
                    baseline + ", steps " + result.steps());
            assertEquals(ids.length, result.scores().length);
        }
    }

    @Test
    void theValueIsTheModelsOwnLogProbability() {
        Explainer explainer = explainer();
        int[] ids = explainer.read("The cat sat on");
        int token = explainer.greedy(ids, 1)[0];
        Tensor logits = explainer.model().forward(ForwardBatch.whole(ids).withOutputs(ids.length - 1));
        float[] all = logits.toFloats();
        double most = all[token];
        double sum = 0;
        for (float l : all) {
            sum += Math.exp(l - most);
        }
        double value = new IntegratedGradients(explainer, Explainer.Baseline.ZERO, 1)
                .attribute(ids, token, 2)
                .value();
        assertEquals(-Math.log(sum), value, 1e-4);
    }

    @Test
    void whatIsTheBaselineAlreadyDidNothing() {
        Explainer explainer = explainer();
        int[] ids = explainer.read("A dog ran");
        float[] mean = explainer.baseline(Explainer.Baseline.MEAN);
        float[] zero = explainer.baseline(Explainer.Baseline.ZERO);
        assertArrayEquals(new float[mean.length], zero);
        float[] all = new float[mean.length];
        int[] vocabulary = new int[explainer.model().vocabulary()];
        for (int i = 0; i < vocabulary.length; i++) {
            vocabulary[i] = i;
        }
        float[] table = explainer.embeddings(vocabulary);
        for (int i = 0; i < table.length; i++) {
            all[i % all.length] += table[i] / vocabulary.length;
        }
        assertArrayEquals(all, mean, 1e-4f);
        assertEquals(ids.length * mean.length, explainer.embeddings(ids).length);
    }

    @Test
    void weightsGiveWhatAttentionGives() {
        Explainer explainer = explainer();
        int[] ids = explainer.read("Tom and Lily went to the park to play with the big red ball.");
        List<double[]> errors = new ArrayList<>();
        List<double[][][]> layers = explainer.attention(ids, errors);
        assertEquals(layers.size(), errors.size());
        for (double[] error : errors) {
            assertTrue(error[0] < 1e-4, "a layer's output is off by " + error[0]);
        }
        for (double[][][] heads : layers) {
            for (double[] row : heads[0]) {
                assertEquals(1, Arrays.stream(row).sum(), 1e-9);
            }
            assertEquals(0, heads[0][0][1], "the first position sees itself alone");
        }
    }

    @Test
    void rolloutIsTheProductOfTheLayers() {
        Explainer explainer = explainer();
        int[] ids = explainer.read("The sun was hot");
        double[] reach = explainer.rollout(ids);
        assertEquals(1, Arrays.stream(reach).sum(), 1e-9);
        int n = ids.length;
        double[][] product = new double[n][n];
        for (int i = 0; i < n; i++) {
            product[i][i] = 1;
        }
        for (double[][][] heads : explainer.attention(ids, null)) {
            double[][] next = new double[n][n];
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double mean = 0;
                    for (double[][] head : heads) {
                        mean += head[i][j] / heads.length;
                    }
                    double through = 0.5 * mean + (i == j ? 0.5 : 0);
                    for (int c = 0; c < n; c++) {
                        next[i][c] += through * product[j][c];
                    }
                }
            }
            product = next;
        }
        assertArrayEquals(product[n - 1], reach, 1e-9);
    }
}
