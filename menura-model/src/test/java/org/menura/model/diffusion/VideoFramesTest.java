package org.menura.model.diffusion;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.layer.FeatureMap;
import org.menura.model.weights.RandomParameters;
import org.menura.model.weights.Weights;
import org.menura.tensor.Grid;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** Frames of a video attend to the first one. */
class VideoFramesTest {
    private static final int WIDTH = 8;
    private static final int HEADS = 2;
    private static final Grid GRID = new Grid(3, 2, 3);

    private final CpuBackend ops = new CpuBackend(2);
    private final Rng rng = new Rng(11);

    private Tensor random(long... sizes) {
        Tensor t = Tensor.zeros(sizes);
        for (int i = 0; i < t.floats().length; i++) {
            t.floats()[i] = (float) rng.nextGaussian();
        }
        return t;
    }

    /** The gated MLP and the text aside, which get zeros to add, a block adds its attention. */
    @Test
    void everyFrameTakesKeysAndValuesOfTheFirst() {
        RandomParameters parameters = new RandomParameters(3);
        Weights w = Weights.of(parameters, ops).withDeviation(0.4);
        CrossAttentionBlock block = new CrossAttentionBlock(w, WIDTH, HEADS, 5, false);
        Arrays.fill(parameters.made().get("attn2.to_out.0.weight").floats(), 0);
        Arrays.fill(parameters.made().get("ff.net.2.weight").floats(), 0);
        Tensor x = random(GRID.rows(), WIDTH);
        Denoiser.Text text = new Denoiser.Text(random(4, 5), Segments.ofLengths(4));
        float[] actual = block.apply(x, new CrossFrameAttention(GRID, 3), text).toFloats();

        Tensor h = ops.layerNorm(
                x, parameters.made().get("norm1.weight"), parameters.made().get("norm1.bias"), 1e-5f);
        float[] expected = x.toFloats();
        Tensor first = h.rows(0, GRID.area());
        for (int n = 0; n < GRID.count(); n++) {
            Tensor own = h.rows((long) n * GRID.area(), (n + 1L) * GRID.area());
            Tensor said = ops.linear(
                    attended(parameters, own, first),
                    parameters.made().get("attn1.to_out.0.weight"),
                    parameters.made().get("attn1.to_out.0.bias"));
            float[] values = said.toFloats();
            for (int i = 0; i < values.length; i++) {
                expected[n * values.length + i] += values[i];
            }
        }
        assertArrayEquals(expected, actual, 1e-5f);
        float[] alone = block.apply(
                        x,
                        new CrossFrameAttention(GRID, 1),
                        new Denoiser.Text(random(12, 5), Segments.ofLengths(4, 4, 4)))
                .toFloats();
        int area = GRID.area() * WIDTH;
        assertArrayEquals(Arrays.copyOf(alone, area), Arrays.copyOf(actual, area), 1e-6f);
        assertTrue(!Arrays.equals(alone, area, 2 * area, actual, area, 2 * area));
    }

    /** Softmax of scaled dot products, written out. */
    private Tensor attended(RandomParameters p, Tensor queries, Tensor first) {
        float[] q = ops.linear(queries, p.made().get("attn1.to_q.weight"), null).toFloats();
        float[] k = ops.linear(first, p.made().get("attn1.to_k.weight"), null).toFloats();
        float[] v = ops.linear(first, p.made().get("attn1.to_v.weight"), null).toFloats();
        int size = WIDTH / HEADS;
        int rows = queries.dim(0);
        float[] out = new float[rows * WIDTH];
        for (int head = 0; head < HEADS; head++) {
            for (int i = 0; i < rows; i++) {
                double[] share = new double[first.dim(0)];
                double sum = 0;
                for (int j = 0; j < share.length; j++) {
                    double dot = 0;
                    for (int c = 0; c < size; c++) {
                        dot += (double) q[i * WIDTH + head * size + c] * k[j * WIDTH + head * size + c];
                    }
                    share[j] = Math.exp(dot / Math.sqrt(size));
                    sum += share[j];
                }
                for (int j = 0; j < share.length; j++) {
                    for (int c = 0; c < size; c++) {
                        out[i * WIDTH + head * size + c] += (float) (share[j] / sum * v[j * WIDTH + head * size + c]);
                    }
                }
            }
        }
        return Tensor.of(out, rows, WIDTH);
    }

    private UNet unet() {
        String json = """
                {"block_out_channels": [4, 8], "norm_num_groups": 2, "attention_head_dim": 2, "layers_per_block": 1,
                 "cross_attention_dim": 6, "down_block_types": ["CrossAttnDownBlock2D", "DownBlock2D"],
                 "up_block_types": ["UpBlock2D", "CrossAttnUpBlock2D"], "in_channels": 3, "out_channels": 3,
                 "num_class_embeds": 3}
                """;
        Weights w = Weights.of(new RandomParameters(4), ops).withDeviation(0.3);
        return UNet.build(new Config(Json.parse(json, "test"), "test"), w);
    }

    /** Of two videos; what is said of them is said once for all their frames. */
    @Test
    void aUNetsFramesDependOnThemselvesAndTheFirst() {
        UNet model = unet();
        Grid grid = new Grid(6, 4, 4);
        int size = grid.area() * 3;
        Tensor x = random(grid.rows(), 3);
        Denoiser.Text text = new Denoiser.Text(random(7, 6), Segments.ofLengths(3, 4));
        Tensor labels = Tensor.of(new float[] {2, 0}, 2, 1);
        Denoiser.Condition told = new Denoiser.Condition(text, labels, null, null);
        float[] times = new float[6];
        Arrays.fill(times, 300);
        float[] said = model.forward(new FeatureMap(x, grid), times, told.withFrames(3))
                .rows()
                .toFloats();

        Grid firsts = new Grid(2, 4, 4);
        float[] both = Arrays.copyOf(x.toFloats(), 2 * size);
        System.arraycopy(x.toFloats(), 3 * size, both, size, size);
        float[] alone = model.forward(
                        new FeatureMap(Tensor.of(both, firsts.rows(), 3), firsts), new float[] {300, 300}, told)
                .rows()
                .toFloats();
        assertArrayEquals(Arrays.copyOf(alone, size), Arrays.copyOf(said, size), 1e-5f);
        assertArrayEquals(
                Arrays.copyOfRange(alone, size, 2 * size), Arrays.copyOfRange(said, 3 * size, 4 * size), 1e-5f);

        float[] changed = x.toFloats().clone();
        changed[size] += 1; // the second frame of the first video
        float[] then = model.forward(
                        new FeatureMap(Tensor.of(changed, grid.rows(), 3), grid), times, told.withFrames(3))
                .rows()
                .toFloats();
        for (int n = 0; n < 6; n++) {
            boolean same = Arrays.equals(said, n * size, (n + 1) * size, then, n * size, (n + 1) * size);
            assertTrue(same == (n != 1), "frame " + n);
        }
        changed[0] += 1; // its first one
        then = model.forward(new FeatureMap(Tensor.of(changed, grid.rows(), 3), grid), times, told.withFrames(3))
                .rows()
                .toFloats();
        for (int n = 0; n < 6; n++) {
            boolean same = Arrays.equals(said, n * size, (n + 1) * size, then, n * size, (n + 1) * size);
            assertTrue(same == (n > 2), "frame " + n);
        }
        assertThrows(
                IllegalArgumentException.class,
                () -> model.forward(new FeatureMap(x, grid), times, told.withFrames(4)));
    }
}
