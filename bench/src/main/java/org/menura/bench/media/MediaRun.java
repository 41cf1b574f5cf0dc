package org.menura.bench.media;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.menura.bench.train.Resident;
import org.menura.format.FormatException;
import org.menura.format.json.Json;
import org.menura.model.Config;
import org.menura.model.SpeechModel;
import org.menura.model.diffusion.Autoencoder;
import org.menura.model.diffusion.Denoiser;
import org.menura.model.layer.FeatureMap;
import org.menura.model.load.ModelKind;
import org.menura.model.load.Models;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.Init;
import org.menura.model.weights.Parameters;
import org.menura.tensor.Backend;
import org.menura.tensor.Grid;
import org.menura.tensor.Rng;
import org.menura.tensor.Segments;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;
import org.menura.tensor.cpu.CpuOptions;
import org.menura.tensor.dtype.DType;

/**
 * Times passes of a model of sound or pictures with random weights and prints milliseconds and the most resident memory
 * as JSON: {@code MediaRun CONFIG.json PASS THREADS ROUNDS}. A pass is to {@code encode} 30 seconds of speech, to {@code
 * denoise} two pictures, to {@code decode} one, or to {@code teach} a step on 64.
 */
public final class MediaRun {
    /** Pictures that are denoised together: one with its text and the same without. */
    private static final int GUIDED = 2;

    /** Rows of a text that is drawn. */
    private static final int TOKENS = 77;

    /** How long passes are made until the JVM has compiled what matters. */
    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final int FEWEST_WARM_UP = 3;

    static final float TIMESTEP = 500;

    private final Config config;
    private final Backend ops;

    private MediaRun(Config config, Backend ops) {
        this.config = config;
        this.ops = ops;
    }

    /** See the class. */
    public static void main(String[] args) throws JsonProcessingException {
        Config config = new Config(Json.parse(Path.of(args[0])), args[0]);
        int threads = Integer.parseInt(args[2]);
        CpuOptions options = CpuOptions.fastest().withThreads(threads);
        MediaRun run = new MediaRun(config, new CpuBackend(options));
        Runnable pass = switch (args[1]) {
            case "encode" -> run.encoding();
            case "denoise" -> run.denoising();
            case "decode" -> run.decoding();
            case "teach" -> new Teaching(config, options);
            default -> throw new IllegalArgumentException("no pass is called " + args[1]);
        };
        warmUp(pass);
        List<Double> milliseconds = new ArrayList<>();
        List<Double> ofProcessors = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            long start = System.nanoTime();
            long before = processorNanos();
            pass.run();
            milliseconds.add((System.nanoTime() - start) / 1e6);
            ofProcessors.add((processorNanos() - before) / 1e6);
        }
        System.out.println(new ObjectMapper()
                .writeValueAsString(Map.of(
                        "pass", milliseconds, "processors", ofProcessors, "resident", List.of(Resident.mostMiB()))));
    }

    private static void warmUp(Runnable pass) {
        long start = System.nanoTime();
        for (int i = 0; i < FEWEST_WARM_UP || System.nanoTime() - start < WARM_UP_NANOS; i++) {
            pass.run();
        }
    }

    /** What all processors together have worked for this process. */
    private static long processorNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private Runnable encoding() {
        SpeechModel model = Models.build(ModelKind.SPEECH, config, new StoredParameters(), ops, Adapters.NONE);
        Tensor mels = random(1, model.frames(), model.mels());
        return inScope(() -> model.encode(mels));
    }

    private Runnable denoising() {
        Denoiser model = Models.build(ModelKind.DENOISER, config, new StoredParameters(), ops, Adapters.NONE);
        FeatureMap sample = pictures(GUIDED, model.sampleSize(), model.channels());
        Denoiser.Condition text = Denoiser.Condition.of(text(config, GUIDED, TOKENS));
        float[] times = new float[GUIDED];
        Arrays.fill(times, TIMESTEP);
        return inScope(() -> model.forward(sample, times, text));
    }

    private Runnable decoding() {
        Autoencoder model = Models.build(ModelKind.AUTOENCODER, config, new StoredParameters(), ops, Adapters.NONE);
        int side = config.positive("sample_size") / model.factor();
        FeatureMap latent = pictures(1, side, model.latentChannels());
        return inScope(() -> model.decode(latent));
    }

    private Runnable inScope(Runnable pass) {
        return () -> {
            try (Backend.Scope _ = ops.scope()) {
                pass.run();
            }
        };
    }

    /** A text for each picture. */
    static Denoiser.Text text(Config config, int texts, int tokens) {
        int[] lengths = new int[texts];
        Arrays.fill(lengths, tokens);
        Tensor rows = random((long) texts * tokens, config.positive("cross_attention_dim"));
        return new Denoiser.Text(rows, Segments.ofLengths(lengths));
    }

    static FeatureMap pictures(int count, int side, int channels) {
        Grid grid = new Grid(count, side, side);
        return new FeatureMap(random(grid.rows(), channels), grid);
    }

    static Tensor random(long... sizes) {
        Tensor out = Tensor.zeros(sizes);
        Rng rng = new Rng(2);
        for (int i = 0; i < out.floats().length; i++) {
            out.floats()[i] = (float) rng.nextGaussian();
        }
        return out;
    }

    /**
     * Random parameters in float32 that lie where those of a mapped file do: outside the heap. A few numbers are drawn for
     * each and repeated, as what they are does not change how long arithmetic takes.
     */
    private static final class StoredParameters implements Parameters {
        private static final int DRAWN = 1 << 12;

        private final Set<String> made = new HashSet<>();
        private final Rng rng = new Rng(1);

        @Override
        public boolean gives(String name) {
            return true;
        }

        @Override
        public boolean has(String name) {
            return made.contains(name);
        }

        @Override
        public Tensor get(String name, Shape shape, Init init) {
            made.add(name);
            long count = shape.elements();
            float[] drawn = new float[(int) Math.min(DRAWN, count)];
            init.fill(drawn, rng);
            MemorySegment values = Arena.ofAuto().allocate(DType.F32.bytes(count), 64);
            for (long at = 0; at < count; at += drawn.length) {
                int part = (int) Math.min(drawn.length, count - at);
                MemorySegment.copy(drawn, 0, values, ValueLayout.JAVA_FLOAT, Float.BYTES * at, part);
            }
            return Tensor.of(values, DType.F32, shape);
        }

        @Override
        public Shape shape(String name) {
            throw new FormatException("random parameters have the shapes that are asked for; there is no " + name);
        }

        @Override
        public void skip(String name) {}

        @Override
        public void finish() {}
    }
}
