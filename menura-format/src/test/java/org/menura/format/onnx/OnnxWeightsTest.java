package org.menura.format.onnx;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.menura.format.Checkpoint;
import org.menura.format.FormatException;
import org.menura.format.Hostile;
import org.menura.format.Testdata;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

class OnnxWeightsTest {
    private static final int FLOAT = 1;
    private static final int INT64 = 7;
    private static final int FLOAT16 = 10;

    @Test
    void publishedModelHasTheShapesOfItsSafetensorsTwin() {
        Checkpoint twin = SafetensorsFile.open(Testdata.path("models/silero-vad/silero_vad_16k.safetensors"));
        OnnxWeights onnx = OnnxWeights.open(Testdata.path("models/silero-vad/silero_vad_16k.onnx"));

        Map.of(
                        "conv1.weight", "model.encoder.0.reparam_conv.weight",
                        "conv4.bias", "model.encoder.3.reparam_conv.bias",
                        "lstm_cell.weight_hh", "model.decoder.rnn.weight_hh",
                        "final_conv.bias", "model.decoder.decoder.2.bias")
                .forEach((name, onnxName) -> assertEquals(twin.shape(name), onnx.shape(onnxName)));
        // The one tensor that was not trained, so the same in every release.
        MemorySegment basis = twin.tensor("stft_conv.weight").segment();
        assertEquals(
                -1,
                basis.mismatch(onnx.tensor("model.stft.forward_basis_buffer").segment()));
    }

    @Test
    void elementsInTypedFields() {
        Checkpoint read = read(
                "file",
                new Proto()
                        .message(5, tensor("floats", FLOAT, 2, 1).bytes(4, floats(1.5f, -2)))
                        .message(5, tensor("longs", INT64, 3).packed(7, -1, 300, Long.MAX_VALUE))
                        .message(5, tensor("halves", FLOAT16, 2).packed(5, 0x3C00, 0xC000))
                        .message(
                                5,
                                new Proto()
                                        .packed(1, 2)
                                        .number(2, INT64)
                                        .text(8, "packed dims")
                                        .packed(7, 4, 5))
                        .message(5, tensor("scalar", FLOAT).bytes(9, floats(7)))
                        .message(5, tensor("none", FLOAT, 0, 3)));

        assertEquals(Shape.of(2, 1), read.shape("floats"));
        assertEquals(1.5f, read.tensor("floats").segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 0));
        assertArrayEquals(
                new long[] {-1, 300, Long.MAX_VALUE}, read.tensor("longs").toLongs());
        assertEquals(DType.F16, read.dtype("halves"));
        assertArrayEquals(
                new byte[] {0, 0x3C, 0, (byte) 0xC0},
                read.tensor("halves").segment().toArray(ValueLayout.JAVA_BYTE));
        assertArrayEquals(new long[] {4, 5}, read.tensor("packed dims").toLongs());
        assertEquals(Shape.of(), read.shape("scalar"));
        assertEquals(0, read.tensor("none").elements());
    }

    @Test
    void constantsAndBranchesAreNamed() {
        Proto constant = new Proto()
                .text(2, "c_out")
                .text(4, "Constant")
                .message(
                        5,
                        new Proto()
                                .text(1, "value")
                                .message(5, tensor("", FLOAT, 1).bytes(9, floats(1))));
        Proto branch = new Proto()
                .message(1, constant)
                .message(5, tensor("w", FLOAT, 1).bytes(9, floats(2)));
        Proto choice = new Proto()
                .message(5, new Proto().text(1, "then_branch").message(6, branch))
                .text(3, "if0")
                .text(4, "If");

        assertEquals(
                List.of("if0.then_branch.c_out", "if0.then_branch.w", "c_out"),
                List.copyOf(read("file", new Proto().message(1, choice).message(1, constant))
                        .names()));
    }

    @Test
    void externalDataIsFoundInTheFolderAlone(@TempDir Path folder) throws Exception {
        Path model = Files.createDirectory(folder.resolve("model")).resolve("model.onnx");
        Files.write(folder.resolve("model/weights.data"), floats(0, 1, 2, 3));
        Files.write(folder.resolve("secret.data"), floats(0, 1, 2, 3));

        Files.write(
                model,
                model(new Proto().message(5, external("weights.data", 8, 2))).end());
        assertEquals(3f, OnnxWeights.open(model).tensor("w").segment().get(ValueLayout.JAVA_FLOAT_UNALIGNED, 4));

        for (String location :
                List.of("../secret.data", folder.resolve("secret.data").toString(), "", "a/../../secret.data", "\0")) {
            Files.write(
                    model,
                    model(new Proto().message(5, external(location, 0, 2))).end());
            FormatException e = assertThrows(FormatException.class, () -> OnnxWeights.open(model));
            assertTrue(e.getMessage().contains("not in the model's folder"), e.getMessage());
        }
        Files.write(
                model,
                model(new Proto().message(5, external("weights.data", 12, 2))).end());
        assertThrows(FormatException.class, () -> OnnxWeights.open(model));
        Files.write(
                model,
                model(new Proto().message(5, external("weights.data", -4, 2))).end());
        assertThrows(FormatException.class, () -> OnnxWeights.open(model));
        Files.write(
                model,
                model(new Proto().message(5, external("none.data", 0, 2))).end());
        assertThrows(FormatException.class, () -> OnnxWeights.open(model));
        refused(new Proto().message(5, external("weights.data", 0, 2)), "weights.data");
    }

    @Test
    void damagedModelsAreHandled() {
        byte[] file = model(new Proto()
                        .message(5, tensor("a", FLOAT, 2).bytes(9, floats(1, 2)))
                        .message(5, tensor("b", INT64, 2).packed(7, 1, 300)))
                .end();

        Hostile.assertTruncationsRefused(file, OnnxWeights::of);
        Hostile.assertBitFlipsHandled(file, OnnxWeights::of, 20_000);
    }

    @Test
    void sizesAreChecked() {
        refused(new Proto().message(5, tensor("a", FLOAT, 3).bytes(9, floats(1, 2))), "tensor a", "8 bytes");
        refused(new Proto().message(5, tensor("a", INT64, 3).packed(7, 1, 2)), "tensor a");
        refused(new Proto().message(5, tensor("a", FLOAT, -1)), "impossible shape");
        refused(new Proto().message(5, tensor("a", FLOAT, 1L << 40, 1L << 40)), "impossible shape");
        refused(new Proto().message(5, tensor("a", FLOAT, 1L << 61)), "tensor a");
        refused(new Proto().message(5, tensor("a", 8, 1)), "data type 8");
        refused(new Proto().message(5, tensor("a", FLOAT, new long[100])), "dimensions");
    }

    @Test
    void malformedMessagesAreRefused() {
        refused(new Proto().raw(0x2a, 0xff, 0xff, 0xff, 0xff, 0x7f), "left");
        refused(new Proto().raw(0x2a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01), "left");
        refused(new Proto().raw(0x2b), "wire type 3");
        refused(new Proto().raw(0x00, 0x00), "field number 0");
        refused(new Proto().raw(0x28, 0x00), "wire type");
        refused(new Proto().raw(0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01), "10 bytes");
        Hostile.assertRefused(new byte[0], OnnxWeights::of, "no graph");
    }

    @Test
    void nestingAndDuplicatesAreRefused() {
        Proto weight = tensor("w", FLOAT, 1).bytes(9, floats(2));
        refused(new Proto().message(5, weight).message(5, weight), "two tensors with the name w");
        Proto graph = new Proto();
        for (int i = 0; i < 100; i++) {
            graph = new Proto().message(1, new Proto().message(5, new Proto().message(6, graph)));
        }
        refused(graph, "nests");
        refused(
                new Proto()
                        .message(
                                1,
                                new Proto()
                                        .text(3, "x".repeat(100_000))
                                        .message(5, new Proto().message(6, new Proto().message(5, weight)))),
                "names");
    }

    private static Proto tensor(String name, int type, long... sizes) {
        Proto tensor = new Proto();
        for (long size : sizes) {
            tensor.number(1, size);
        }
        return tensor.number(2, type).text(8, name);
    }

    private static Proto external(String location, long offset, long size) {
        return tensor("w", FLOAT, size)
                .message(13, new Proto().text(1, "location").text(2, location))
                .message(13, new Proto().text(1, "offset").text(2, Long.toString(offset)))
                .number(14, 1);
    }

    private static Proto model(Proto graph) {
        return new Proto().number(1, 8).text(2, "test").message(7, graph);
    }

    private static Checkpoint read(String source, Proto graph) {
        return OnnxWeights.of(MemorySegment.ofArray(model(graph).end()), source);
    }

    private static void refused(Proto graph, String... parts) {
        Hostile.assertRefused(model(graph).end(), OnnxWeights::of, parts);
    }

    private static byte[] floats(float... values) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            bytes.putFloat(value);
        }
        return bytes.array();
    }
}
