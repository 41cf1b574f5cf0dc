package org.menura.model.encoder.imagebind;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.model.Config;
import org.menura.model.TestData;
import org.menura.model.load.ImageBindConfigs;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.tensor.Rng;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

class ImageBindTest {
    private static final Path FOLDER = TestData.path("golden/imagebind-tiny");

    private final CpuBackend ops = new CpuBackend(1);
    private final SafetensorsFile weights = SafetensorsFile.open(FOLDER.resolve("model.safetensors"));
    private final SafetensorsFile golden = SafetensorsFile.open(FOLDER.resolve("golden.safetensors"));
    private final JsonNode arguments = Json.parse(FOLDER.resolve("golden.json")).get("arguments");

    private ImageBind model() {
        return Models.build(
                ModelKind.JOINT_ENCODER,
                new Config(ImageBindConfigs.infer(weights, arguments), "test"),
                new CheckpointParameters(weights),
                ops,
                Adapters.NONE);
    }

    @Test
    void patchesTimesAKernelAreAConvolution() {
        int height = 7;
        int width = 11;
        Patches.Size size = new Patches.Size(3, height, width);
        Patches patches = new Patches(2, size, new Patches.Size(2, 3, 4), new Patches.Size(1, 2, 3));
        Tensor x = random(1, 2, 2, 3, height, width);
        Tensor kernel = random(2, 5, patches.width());

        float[] actual = ops.linear(patches.cut(ops, x, 2), kernel, null).toFloats();

        assertEquals(2 * 3 * 3, patches.count());
        float[] expected = new float[actual.length];
        int at = 0;
        for (int item = 0; item < 2; item++) {
            for (int t = 0; t < 2; t++) {
                for (int i = 0; i + 3 <= height; i += 2) {
                    for (int j = 0; j + 4 <= width; j += 3) {
                        for (int out = 0; out < 5; out++) {
                            expected[at++] = convolved(x, kernel, item, t, i, j, out);
                        }
                    }
                }
            }
        }
        assertArrayEquals(expected, actual, 1e-4f);
    }

    /** One number of a convolution of [2, 3, 7, 11] with kernels of [2, 2, 3, 4]. */
    private static float convolved(Tensor x, Tensor kernel, int item, int t, int i, int j, int out) {
        double sum = 0;
        int k = out * 48;
        for (int c = 0; c < 2; c++) {
            for (int dt = 0; dt < 2; dt++) {
                for (int di = 0; di < 3; di++) {
                    for (int dj = 0; dj < 4; dj++) {
                        int from = (((item * 2 + c) * 3 + t + dt) * 7 + i + di) * 11 + j + dj;
                        sum += (double) x.floats()[from] * kernel.floats()[k++];
                    }
                }
            }
        }
        return (float) sum;
    }

    @Test
    void aPictureIsAClipThatStandsStill() {
        ImageBind model = model();
        Tensor picture = golden.tensor("vision"); // [2, 3, 12, 12]
        float[] still = picture.toFloats();
        float[] video = new float[2 * still.length];
        int plane = 144;
        for (int p = 0; p < still.length / plane; p++) {
            System.arraycopy(still, p * plane, video, 2 * p * plane, plane);
            System.arraycopy(still, p * plane, video, (2 * p + 1) * plane, plane);
        }

        float[] expected = model.embed(ImageBindModality.VISION, picture).toFloats();

        Tensor clip = Tensor.of(video, 2, 1, 3, 2, 12, 12);
        assertArrayEquals(expected, model.embed(ImageBindModality.VISION, clip).toFloats(), 1e-6f);
        Tensor views = Tensor.of(still, 1, 2, 3, 12, 12);
        float[] mean = new float[20];
        for (int i = 0; i < 20; i++) {
            mean[i] = (expected[i] + expected[20 + i]) / 2;
        }
        assertArrayEquals(mean, model.embed(ImageBindModality.VISION, views).toFloats(), 1e-6f);
    }

    @Test
    void whatFollowsTheEndOfATextDoesNotCount() {
        ImageBind model = model();
        float[] whole = model.embed(new int[] {1, 30, 59, 0, 0, 0, 0, 0, 0, 0}).toFloats();
        assertArrayEquals(whole, model.embed(new int[] {1, 30, 59}).toFloats(), 1e-6f);
        assertThrows(FormatException.class, () -> model.embed(new int[11]));
        assertThrows(FormatException.class, () -> model.embed(new int[0]));
    }

    @Test
    void inputsOfAnotherSizeAreRefused() {
        ImageBind model = model();
        FormatException e = assertThrows(
                FormatException.class, () -> model.embed(ImageBindModality.DEPTH, Tensor.zeros(1, 1, 16, 12)));
        assertTrue(e.getMessage().contains("12 × 12"), e.getMessage());
        assertThrows(
                FormatException.class, () -> model.embed(ImageBindModality.VISION, Tensor.zeros(1, 1, 3, 6, 12, 12)));
        assertThrows(FormatException.class, () -> model.embed(ImageBindModality.IMU, Tensor.zeros(1, 5, 40)));
        assertThrows(FormatException.class, () -> model.embed(ImageBindModality.IMU, Tensor.zeros(1, 6, 48)));
        assertThrows(FormatException.class, () -> model.embed(ImageBindModality.VISION, Tensor.zeros(1, 3, 3, 3)));
        assertThrows(FormatException.class, () -> model.embed(ImageBindModality.VISION, Tensor.zeros(1, 3, 16, 12)));
        assertThrows(FormatException.class, () -> model.embed(ImageBindModality.VISION, Tensor.zeros(3)));
    }

    /** The authors' convolutions have no padding, so a model of 14 × 14 pixels has as many patches of 4 as one of 12. */
    @Test
    void whatFillsNoPatchIsNotSeen() {
        ImageBind model = model();
        for (ImageBindModality m : ImageBindModality.values()) {
            if (m != ImageBindModality.TEXT) {
                Tensor x = golden.tensor(m.key());
                boolean plane = m != ImageBindModality.IMU;
                float[] expected = model.embed(m, x).toFloats();
                assertArrayEquals(
                        expected, model.embed(m, larger(x, plane ? 1 : 0, 2)).toFloats(), 1e-6f, m.key());
            }
        }
    }

    /** A tensor with more rows below and more columns at the right. */
    private static Tensor larger(Tensor x, int down, int across) {
        int height = x.dim(-2);
        int width = x.dim(-1);
        long[] sizes = x.shape().toArray();
        sizes[sizes.length - 2] += down;
        sizes[sizes.length - 1] += across;
        Tensor out = random(7, sizes);
        float[] values = x.toFloats();
        for (int row = 0; row < values.length / width; row++) {
            int to = (row / height * (height + down) + row % height) * (width + across);
            System.arraycopy(values, row * width, out.floats(), to, width);
        }
        return out;
    }

    /** Positions of other squares are interpolated; the numbers are those of the authors' code. */
    @Test
    void picturesOfOtherSizesAreSeen() {
        ImageBind model = model();
        assertArrayEquals(
                new float[] {
                    0.15635f, 0.18109f, -0.03106f, -0.14963f, 0.13994f, 0.39803f, 0.08991f, 0.26894f, 0.00534f,
                    -0.16153f, 0.00143f, -0.03584f, 0.27853f, 0.25616f, 0.30466f, 0.11384f, 0.25568f, -0.06658f,
                    -0.48703f, 0.27858f
                },
                model.embed(ImageBindModality.VISION, sines(1, 3, 20, 21)).toFloats(),
                5e-5f);
        assertArrayEquals(
                new float[] {
                    -0.03099f, 0.01531f, -0.21503f, -0.20971f, -0.07857f, 0.15246f, 0.14033f, 0.42234f, 0.09712f,
                    -0.00485f, -0.28975f, -0.00572f, 0.33347f, 0.33581f, 0.31253f, 0.02572f, -0.10131f, -0.02419f,
                    -0.47813f, 0.16095f
                },
                model.embed(ImageBindModality.VISION, sines(1, 1, 3, 2, 8, 9)).toFloats(),
                5e-5f);
    }

    private static Tensor sines(long... sizes) {
        Tensor t = Tensor.zeros(sizes);
        for (int i = 0; i < t.elements(); i++) {
            t.floats()[i] = (float) Math.sin(i);
        }
        return t;
    }

    @Test
    void aConfigBesideTheWeightsSaysWhatTheyDoNot(@TempDir Path folder) throws IOException {
        Files.copy(FOLDER.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        FormatException e = assertThrows(FormatException.class, () -> ModelSource.open(folder));
        assertTrue(e.getMessage().contains("vision_num_heads"), e.getMessage());

        Files.writeString(folder.resolve("config.json"), arguments.toString());
        ImageBind model = Models.open(ModelKind.JOINT_ENCODER, ModelSource.open(folder), ops);
        assertArrayEquals(
                golden.tensor("embedding.imu").toFloats(),
                model.embed(ImageBindModality.IMU, golden.tensor("imu")).toFloats(),
                1e-4f);
    }

    /** The authors' code takes it and goes by 8. */
    @Test
    void theKernelOfMotionIsThatOfTheWeights() {
        ObjectNode given = arguments.deepCopy();
        given.put("imu_kernel_size", 4);
        assertEquals(
                8, ImageBindConfigs.infer(weights, given).get("imu_kernel_size").intValue());
    }

    @Test
    void aModelThatStartsFromNothingHasTheSameParameters() {
        ObjectNode config = ImageBindConfigs.infer(weights, arguments);
        Set<String> expected = new TreeSet<>(weights.names());
        expected.remove("modality_preprocessors.text.mask");

        var made = Models.initialize(config, "test", 1, ops);

        assertEquals(expected, new TreeSet<>(made.keySet()));
        expected.forEach(n -> assertEquals(weights.shape(n), made.get(n).shape(), n));
    }

    private static Tensor random(long seed, long... sizes) {
        Tensor t = Tensor.zeros(sizes);
        Rng rng = new Rng(seed);
        for (int i = 0; i < t.elements(); i++) {
            t.floats()[i] = (float) rng.nextGaussian();
        }
        return t;
    }
}
