package org.menura.model.gguf;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Objects;
import java.util.Random;
import java.util.SequencedMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.menura.format.Checkpoint;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.format.gguf.FileType;
import org.menura.format.gguf.GgufFile;
import org.menura.format.gguf.GgufWriter;
import org.menura.model.Config;
import org.menura.model.EncoderDecoder;
import org.menura.model.ForwardBatch;
import org.menura.model.TestData;
import org.menura.model.TextEncoder;
import org.menura.model.load.ModelKind;
import org.menura.model.load.ModelSource;
import org.menura.model.load.Models;
import org.menura.model.load.Registry;
import org.menura.model.weights.Adapters;
import org.menura.model.weights.CheckpointParameters;
import org.menura.model.weights.Parameters;
import org.menura.tensor.Tensor;
import org.menura.tensor.cpu.CpuBackend;

/** What the tests of GGUF layouts share. */
final class GgufTests {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final int TOKENS = 14;

    private GgufTests() {}

    /** A model on disk or in memory. */
    record Model(JsonNode config, Checkpoint weights) {
        Config fields() {
            return new Config(config, "config");
        }

        GgufFile write(Path file, FileType type) {
            try {
                GgufExport.write(fields(), weights, null, "test", file, type, GgufWriter.Progress.NONE);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return GgufFile.open(file);
        }

        /** The model with another config. */
        Model with(Consumer<ObjectNode> change) {
            ObjectNode changed = config.deepCopy();
            change.accept(changed);
            return new Model(changed, weights);
        }

        /** What a classifier says of some tokens. */
        float[] logits() {
            TextEncoder m = Models.build(
                    ModelKind.TEXT_ENCODER,
                    fields(),
                    new CheckpointParameters(weights),
                    new CpuBackend(1),
                    Adapters.NONE);
            ForwardBatch step = m.placed(ForwardBatch.whole(new int[] {3, 17, 42, 9}));
            return Objects.requireNonNull(m.outputs(m.encode(step), step).get("logits"))
                    .toFloats();
        }

        /** Logits of some tokens, or an encoder's last hidden states. */
        float[] output() {
            Config c = fields();
            CpuBackend ops = new CpuBackend(1);
            Parameters parameters = new CheckpointParameters(weights);
            int[] ids = IntStream.range(0, TOKENS).map(i -> 3 + i * 7 % 70).toArray();
            if (Registry.isA(ModelKind.ENCODER_DECODER, c)) {
                EncoderDecoder m = Models.build(ModelKind.ENCODER_DECODER, c, parameters, ops, Adapters.NONE);
                ForwardBatch read = ForwardBatch.whole(ids);
                EncoderDecoder.Memory memory = m.remember(m.encode(read), read.segments());
                return m.decode(ForwardBatch.whole(new int[] {m.startId(), 5, 9, 4}), memory)
                        .toFloats();
            }
            if (Registry.isA(ModelKind.TEXT_ENCODER, c)) {
                TextEncoder m = Models.build(ModelKind.TEXT_ENCODER, c, parameters, ops, Adapters.NONE);
                int[] positions = IntStream.range(0, TOKENS).map(m::position).toArray();
                return m.encode(ForwardBatch.whole(ids).withPositions(positions))
                        .toFloats();
            }
            return Models.build(ModelKind.DECODER, c, parameters, ops, Adapters.NONE)
                    .forward(ForwardBatch.whole(ids))
                    .toFloats();
        }
    }

    /** A case of {@code testdata/golden}. */
    static Model golden(String name) {
        ModelSource source = ModelSource.open(TestData.path("golden/" + name));
        return new Model(source.config(), source.weights());
    }

    /** A model of random weights, each of which shows in the output. */
    static Model random(String config) {
        try {
            JsonNode fields = JSON.readTree(config.replace('\'', '"'));
            SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
            Models.initialize(fields, "config", 1, new CpuBackend(1)).forEach((name, t) -> {
                Random random = new Random(name.hashCode());
                float[] values = t.toFloats();
                for (int i = 0; i < values.length; i++) {
                    values[i] += (float) (0.2 * random.nextGaussian());
                }
                tensors.put(name, TensorEntry.of(Tensor.of(values, 0, t.shape())));
            });
            return new Model(fields, table(tensors));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Checkpoint table(SequencedMap<String, TensorEntry> tensors) {
        return new TensorTable("memory", tensors) {};
    }

    static Model running(GgufFile file) {
        GgufModels.Translated t = GgufModels.translate(file);
        return new Model(t.config(), t.weights());
    }

    static Model huggingFace(GgufFile file) {
        GgufModels.Translated t = GgufModels.toHuggingFace(file);
        return new Model(t.config(), t.weights());
    }

    /** Largest difference, relative to the largest magnitude where that is above 1. */
    static double difference(float[] a, float[] b) {
        double worst = a.length == b.length ? 0 : Double.POSITIVE_INFINITY;
        double largest = 1;
        for (int i = 0; i < Math.min(a.length, b.length); i++) {
            worst = Math.max(worst, Math.abs((double) a[i] - b[i]));
            largest = Math.max(largest, Math.abs(a[i]));
        }
        return worst / largest;
    }
}
