package org.menura.format.hf.quant;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.TensorTable;
import org.menura.format.Testdata;
import org.menura.format.json.Json;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/** Quantised weights whose tensors do not fit together: a sentence, and nothing else. */
class DamagedWeightsTest {
    private static final String QUERIES = "model.layers.0.self_attn.q_proj";

    static List<Path> folders() throws IOException {
        try (Stream<Path> all = Files.list(Testdata.path("quantized"))) {
            return all.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void anyTensorMayBeMissingOrOfAnotherShapeOrType(Path folder) {
        for (String name : stored(folder).names()) {
            SequencedMap<String, TensorEntry> without = tensors(folder);
            TensorEntry entry = without.remove(name);
            check(folder, without);
            for (Tensor other : damaged(entry)) {
                SequencedMap<String, TensorEntry> with = tensors(folder);
                with.put(name, TensorEntry.of(other));
                check(folder, with);
            }
        }
    }

    @Test
    void aGroupOutOfRangeIsNamed() {
        SequencedMap<String, TensorEntry> tensors = tensors(Testdata.path("quantized/gptq"));
        int inputs = tensors.get(QUERIES + ".g_idx").shape().dim(0);
        tensors.put(QUERIES + ".g_idx", TensorEntry.of(zeros(DType.I32, inputs)));
        tensors.get(QUERIES + ".g_idx").tensor().get().segment().set(ValueLayout.JAVA_INT, 8, 2);
        Checkpoint weights = decoded("gptq", tensors);
        refused("g_idx gives input 2 the group 2 of 2", () -> weights.tensor(QUERIES + ".weight"));
    }

    @Test
    void scalesMustCoverTheWeight() {
        SequencedMap<String, TensorEntry> tensors = tensors(Testdata.path("quantized/fp8"));
        tensors.put(QUERIES + ".weight_scale_inv", TensorEntry.of(zeros(DType.F32, 3, 1)));
        refused("no grid of scales over the [32, 32]", () -> decoded("fp8", tensors));
    }

    @Test
    void aStateMustBeJsonThatFits() {
        String name = QUERIES + ".weight.quant_state.bitsandbytes__nf4";
        for (String state : List.of(
                "{",
                "{}",
                "{\"quant_type\": \"nf4\", \"blocksize\": 0, \"shape\": [32, 32]}",
                "{\"quant_type\": \"nf4\", \"blocksize\": 64, \"shape\": [32, 4611686018427387904]}",
                "{\"quant_type\": \"nf4\", \"blocksize\": 64, \"shape\": [32, -1]}",
                "{\"quant_type\": \"nf4\", \"blocksize\": 64, \"shape\": [32, 33]}",
                "{\"quant_type\": \"nf4\", \"blocksize\": 32, \"shape\": [32, 32]}")) {
            SequencedMap<String, TensorEntry> tensors = tensors(Testdata.path("quantized/bitsandbytes"));
            byte[] bytes = state.getBytes(StandardCharsets.UTF_8);
            Tensor json = zeros(DType.U8, bytes.length);
            json.segment().copyFrom(MemorySegment.ofArray(bytes));
            tensors.put(name, TensorEntry.of(json));
            refused(QUERIES, () -> decoded("bitsandbytes", tensors));
        }
    }

    @Test
    void aPackedShapeMustFitItsWords() {
        SequencedMap<String, TensorEntry> tensors = tensors(Testdata.path("quantized/compressed-integers"));
        Tensor shape = zeros(DType.I64, 2);
        shape.segment().set(ValueLayout.JAVA_LONG, 0, 1L << 40);
        shape.segment().set(ValueLayout.JAVA_LONG, 8, 1L << 40);
        tensors.put(QUERIES + ".weight_shape", TensorEntry.of(shape));
        refused("can't hold", () -> decoded("compressed-integers", tensors));
    }

    @Test
    void layoutsThatAreNotSupportedAreNamed() {
        refusedSettings("\"marlin\"", "{\"quant_method\": \"gptq\", \"bits\": 4, \"checkpoint_format\": \"marlin\"}");
        refusedSettings("of 9 bits", "{\"quant_method\": \"gptq\", \"bits\": 9}");
        refusedSettings("\"marlin\"", "{\"quant_method\": \"awq\", \"version\": \"marlin\"}");
        refusedSettings(
                "\"marlin-24\"",
                "{\"quant_method\": \"compressed-tensors\", \"format\": \"marlin-24\", \"config_groups\":"
                        + " {\"group_0\": {\"targets\": [\"Linear\"], \"weights\": {\"num_bits\": 4}}}}");
        refusedSettings(
                "transform_config",
                "{\"quant_method\": \"compressed-tensors\", \"transform_config\": {\"config_groups\": {\"R1\": {}}}}");
        refusedSettings("an unnamed method", "{\"bits\": 4}");
    }

    private static void refusedSettings(String part, String settings) {
        JsonNode config = Json.parse("{\"quantization_config\": " + settings + "}", "config");
        Checkpoint stored = new TensorTable("weights", new LinkedHashMap<>()) {};
        refused(part, () -> QuantizedWeights.decoded(stored, config, file -> null));
    }

    private static void refused(String part, Runnable action) {
        String message = assertThrows(FormatException.class, action::run).getMessage();
        assertTrue(message.contains(part), message);
    }

    /** Other tensors in the place of one. */
    private static List<Tensor> damaged(TensorEntry entry) {
        Shape shape = entry.shape();
        long n = shape.elements();
        DType other = entry.dtype() == DType.U8 ? DType.F32 : DType.U8;
        return List.of(
                zeros(entry.dtype(), 0),
                zeros(entry.dtype()),
                zeros(entry.dtype(), n, 1, 1),
                zeros(entry.dtype(), n + 1),
                zeros(entry.dtype(), 2 * n, 1),
                zeros(entry.dtype(), 1, n),
                zeros(entry.dtype(), 0, n),
                zeros(entry.dtype(), n, 0),
                zeros(other, shape.toArray()),
                zeros(DType.I64, shape.toArray()));
    }

    private static void check(Path folder, SequencedMap<String, TensorEntry> tensors) {
        try {
            Checkpoint weights = decoded(folder.getFileName().toString(), tensors);
            for (String name : weights.names()) {
                Tensor tensor = weights.tensor(name);
                assertEquals(weights.shape(name), tensor.shape());
                assertEquals(weights.dtype(name), tensor.dtype());
            }
        } catch (FormatException e) {
            assertFalse(e.getMessage().contains("\n"), e.getMessage());
        }
    }

    private static Checkpoint decoded(String folder, SequencedMap<String, TensorEntry> tensors) {
        Path path = Testdata.path("quantized/" + folder);
        return QuantizedWeights.decoded(
                new TensorTable("weights", tensors) {}, Json.parse(path.resolve("config.json")), file -> {
                    Path settings = path.resolve(file);
                    return Files.exists(settings) ? Json.parse(settings) : null;
                });
    }

    private static Checkpoint stored(Path folder) {
        return SafetensorsFile.open(folder.resolve("model.safetensors"));
    }

    private static SequencedMap<String, TensorEntry> tensors(Path folder) {
        Checkpoint stored = stored(folder);
        SequencedMap<String, TensorEntry> tensors = new LinkedHashMap<>();
        for (String name : stored.names()) {
            tensors.put(name, new TensorEntry(stored.dtype(name), stored.shape(name), () -> stored.tensor(name)));
        }
        return tensors;
    }

    private static Tensor zeros(DType dtype, long... sizes) {
        Shape shape = Shape.of(sizes);
        return Tensor.of(Arena.ofAuto().allocate(dtype.bytes(shape.elements()), Long.BYTES), dtype, shape);
    }
}
