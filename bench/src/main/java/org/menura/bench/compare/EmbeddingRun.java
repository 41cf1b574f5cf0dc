package org.menura.bench.compare;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.menura.bench.models.MiniLm;
import org.menura.generate.bench.WarmUp;
import org.menura.model.ForwardBatch;
import org.menura.model.TextEncoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.tensor.Backend;
import org.menura.tensor.Rng;
import org.menura.tensor.cpu.CpuBackend;

/**
 * Times sentence embeddings (the mean of a text's rows) in a JVM of its own and prints tokens per second as JSON: {@code
 * EmbeddingRun menura|onnx|check FOLDER THREADS BATCHxTOKENS...}. With {@code check} it prints the least cosine between
 * both engines' vectors instead.
 */
public final class EmbeddingRun {
    private static final long MEASURED_NANOS = 1_000_000_000;
    private static final int LEAST_SAMPLES = 3;

    private EmbeddingRun() {}

    /** Something that makes a vector of each text. */
    private interface Encoder {
        float[][] embed(int[][] texts) throws OrtException;
    }

    /** See the class. */
    public static void main(String[] args) throws OrtException, JsonProcessingException {
        Path folder = Path.of(args[1]);
        int threads = Integer.parseInt(args[2]);
        Map<String, Object> out = new LinkedHashMap<>();
        for (String shape : Arrays.asList(args).subList(3, args.length)) {
            int[] sizes =
                    Arrays.stream(shape.split("x")).mapToInt(Integer::parseInt).toArray();
            int[][] texts = texts(sizes[0], sizes[1]);
            out.put(
                    shape,
                    switch (args[0]) {
                        case "menura" -> measure(new Menura(folder, threads), texts);
                        case "onnx" -> measure(new OnnxRuntime(folder, threads), texts);
                        case "check" ->
                            List.of(leastCosine(
                                    new Menura(folder, threads).embed(texts),
                                    new OnnxRuntime(folder, threads).embed(texts)));
                        default -> throw new IllegalArgumentException("no engine " + args[0]);
                    });
        }
        System.out.println(new ObjectMapper().writeValueAsString(out));
    }

    private static int[][] texts(int batch, int tokens) {
        Rng rng = new Rng(batch);
        int[][] out = new int[batch][tokens];
        for (int[] text : out) {
            Arrays.setAll(text, _ -> 1000 + rng.nextInt(28_000));
            text[0] = 101;
            text[tokens - 1] = 102;
        }
        return out;
    }

    private static List<Double> measure(Encoder encoder, int[][] texts) throws OrtException {
        WarmUp.run(() -> {
            try {
                encoder.embed(texts);
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
        });
        List<Double> out = new ArrayList<>();
        long end = System.nanoTime() + MEASURED_NANOS;
        do {
            long start = System.nanoTime();
            encoder.embed(texts);
            out.add(texts.length * texts[0].length / ((System.nanoTime() - start) / 1e9));
        } while (System.nanoTime() < end || out.size() < LEAST_SAMPLES);
        return List.of(Summary.of(out).median());
    }

    private static double leastCosine(float[][] a, float[][] b) {
        double least = 1;
        for (int i = 0; i < a.length; i++) {
            double ab = 0;
            double aa = 0;
            double bb = 0;
            for (int j = 0; j < a[i].length; j++) {
                ab += (double) a[i][j] * b[i][j];
                aa += (double) a[i][j] * a[i][j];
                bb += (double) b[i][j] * b[i][j];
            }
            least = Math.min(least, ab / Math.sqrt(aa * bb));
        }
        return least;
    }

    /** Means of runs of {@code length} rows. */
    private static float[][] means(float[] rows, int count, int length, int width) {
        float[][] out = new float[count][width];
        for (int i = 0; i < count; i++) {
            for (int r = 0; r < length; r++) {
                int from = (i * length + r) * width;
                for (int j = 0; j < width; j++) {
                    out[i][j] += rows[from + j] / length;
                }
            }
        }
        return out;
    }

    private static final class Menura implements Encoder {
        private final TextEncoder model;

        Menura(Path folder, int threads) {
            this.model = Models.open(ModelKind.TEXT_ENCODER, ModelSource.open(folder), new CpuBackend(threads));
        }

        @Override
        public float[][] embed(int[][] texts) {
            int length = texts[0].length;
            int[] positions = IntStream.range(0, texts.length * length)
                    .map(row -> model.position(row % length))
                    .toArray();
            try (Backend.Scope _ = model.ops().scope()) {
                float[] rows = model.encode(ForwardBatch.whole(texts).withPositions(positions))
                        .toFloats();
                return means(rows, texts.length, length, model.hiddenSize());
            }
        }
    }

    private static final class OnnxRuntime implements Encoder {
        private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
        private final OrtSession session;

        OnnxRuntime(Path folder, int threads) throws OrtException {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(threads);
            options.setInterOpNumThreads(1);
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            this.session = environment.createSession(MiniLm.onnx(folder).toString(), options);
        }

        @Override
        public float[][] embed(int[][] texts) throws OrtException {
            int length = texts[0].length;
            long[] shape = {texts.length, length};
            long[] ids = Arrays.stream(texts)
                    .flatMapToInt(Arrays::stream)
                    .asLongStream()
                    .toArray();
            long[] ones = new long[ids.length];
            Arrays.fill(ones, 1);
            try (OnnxTensor input = OnnxTensor.createTensor(environment, LongBuffer.wrap(ids), shape);
                    OnnxTensor mask = OnnxTensor.createTensor(environment, LongBuffer.wrap(ones), shape);
                    OnnxTensor types =
                            OnnxTensor.createTensor(environment, LongBuffer.wrap(new long[ids.length]), shape);
                    OrtSession.Result result =
                            session.run(Map.of("input_ids", input, "attention_mask", mask, "token_type_ids", types))) {
                OnnxTensor hidden = (OnnxTensor) result.get(0);
                float[] rows = new float[hidden.getFloatBuffer().remaining()];
                hidden.getFloatBuffer().get(rows);
                return means(rows, texts.length, length, rows.length / (texts.length * length));
            }
        }
    }
}
