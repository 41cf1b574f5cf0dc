package org.menura.format.pickle;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.menura.format.Checkpoint;
import org.menura.format.Hostile;
import org.menura.format.Testdata;
import org.menura.format.safetensors.SafetensorsFile;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

class PickleFileTest {
    private static final byte[] SIX = Pickle.floats(0, 1, 2, 3, 4, 5);

    @Test
    void publishedFileHasTheShapesOfItsSafetensorsTwin() {
        Checkpoint twin = SafetensorsFile.open(Testdata.path("models/mnist-cnn/model.safetensors"));
        PickleFile file = PickleFile.open(Testdata.path("models/mnist-cnn/model.pt"));

        assertEquals(twin.names(), Set.copyOf(file.names()));
        for (String name : twin.names()) {
            assertEquals(twin.shape(name), file.shape(name));
            assertEquals(twin.dtype(name), file.dtype(name));
        }
        // Values as Python's own pickle and struct modules read them.
        assertEquals(0.16227688f, floats(file.tensor("conv1.weight"))[0]);
        assertEquals(0.02751489f, floats(file.tensor("conv1.bias"))[2]);
        assertEquals(90.15564f, floats(file.tensor("norm2.running_var"))[2]);
        assertArrayEquals(
                new long[] {3752}, file.tensor("norm1.num_batches_tracked").toLongs());
    }

    @Test
    void transformersAndRwkvFilesAreRead() {
        PickleFile llama = PickleFile.open(Testdata.path("golden/llama-bin/pytorch_model.bin"));
        PickleFile rwkv = PickleFile.open(Testdata.path("models/rwkv7-reverse/reverse_L2_only_rwkv7.pth"));

        assertEquals(21, llama.names().size());
        assertEquals(Shape.of(88, 32), llama.shape("lm_head.weight"));
        assertEquals(Shape.of(1, 1, 32), rwkv.shape("rwkv1.x_r"));
    }

    @Test
    void stridedViewsAreGathered() {
        byte[] pickle = new Pickle()
                .protocol(2)
                .raw("}(")
                .text("transposed")
                .tensor("FloatStorage", "0", 6, 0, new long[] {3, 2}, new long[] {1, 3})
                .text("column")
                .tensor("FloatStorage", "0", 6, 1, new long[] {2}, new long[] {3})
                .text("expanded")
                .tensor("FloatStorage", "0", 6, 4, new long[] {2, 2}, new long[] {0, 1})
                .text("part")
                .tensor("FloatStorage", "0", 6, 2, new long[] {1, 3}, new long[] {99, 1})
                .text("none")
                .tensor("FloatStorage", "0", 6, 6, new long[] {0, 3}, new long[] {3, 1})
                .raw("u")
                .end();
        Checkpoint read = read(Pickle.zip(pickle, Map.of("0", SIX)));

        assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, floats(read.tensor("transposed")));
        assertArrayEquals(new float[] {1, 4}, floats(read.tensor("column")));
        assertArrayEquals(new float[] {4, 5, 4, 5}, floats(read.tensor("expanded")));
        assertArrayEquals(new float[] {2, 3, 4}, floats(read.tensor("part")));
        assertEquals(0, read.tensor("none").elements());
    }

    @Test
    void nestedNamesAreJoinedAndOtherThingsLeftOut() {
        byte[] pickle = new Pickle()
                .protocol(2)
                .raw("}(")
                .text("model")
                .raw("}")
                .text("weight")
                .vector("0", 2)
                .raw("s")
                .text("optimizer")
                .raw("}(")
                .integer(7)
                .raw("]")
                .vector("1", 1)
                .raw("a")
                .text("lr")
                .raw("G")
                .raw(0x3f, 0xb9, 0x99, 0x99, 0x99, 0x99, 0x99, 0x9a)
                .raw("u")
                .text("epoch")
                .raw("K")
                .raw(3)
                .text("name")
                .text("run")
                .text("best")
                .raw("N")
                .raw("u")
                .end();
        Checkpoint read = read(Pickle.zip(pickle, Map.of("0", SIX, "1", SIX)));

        assertEquals(List.of("model.weight", "optimizer.7.0"), List.copyOf(read.names()));
    }

    @Test
    void newerProtocolsAndTypes() {
        byte[] pickle = new Pickle()
                .protocol(4)
                .raw(0x95, 0, 0, 0, 0, 0, 0, 0, 0)
                .raw("}")
                .raw(0x94)
                .raw(0x8c, 1)
                .raw("w")
                .raw(0x94)
                .raw(0x8c, 12)
                .raw("torch._utils")
                .raw(0x8c, 18)
                .raw("_rebuild_tensor_v3")
                .raw(0x93)
                .raw("(")
                .raw("(")
                .text("storage")
                .global("torch.storage", "UntypedStorage")
                .text("0")
                .text("cpu")
                .integer(6)
                .raw("tQ")
                .integer(1)
                .integers(2)
                .integers(1)
                .raw(0x89)
                .global("collections", "OrderedDict")
                .raw(")R")
                .global("torch", "float8_e4m3fn")
                .raw("tRs")
                .end();
        Tensor w = read(Pickle.zip(pickle, Map.of("0", new byte[] {1, 2, 3, 4, 5, 6})))
                .tensor("w");

        assertEquals(DType.F8_E4M3, w.dtype());
        assertArrayEquals(new byte[] {2, 3}, w.segment().toArray(ValueLayout.JAVA_BYTE));
    }

    @Test
    void allStorageTypes() {
        Map<String, DType> types = Map.of(
                "DoubleStorage", DType.F64,
                "HalfStorage", DType.F16,
                "BFloat16Storage", DType.BF16,
                "LongStorage", DType.I64,
                "IntStorage", DType.I32,
                "ShortStorage", DType.I16,
                "CharStorage", DType.I8,
                "ByteStorage", DType.U8,
                "BoolStorage", DType.BOOL);
        types.forEach((storage, dtype) -> {
            byte[] pickle = new Pickle()
                    .tensor(storage, "0", 2, 1, new long[] {1}, new long[] {1})
                    .end();
            assertEquals(
                    dtype, read(Pickle.zip(pickle, Map.of("0", new byte[16]))).dtype("tensor"));
        });
    }

    @Test
    void parametersAndOrderedDictionariesWithState() {
        byte[] pickle = new Pickle()
                .protocol(2)
                .global("collections", "OrderedDict")
                .raw(")R(")
                .text("p")
                .global("torch._utils", "_rebuild_parameter")
                .raw("(")
                .vector("0", 6)
                .raw(0x88)
                .global("collections", "OrderedDict")
                .raw(")RtR")
                .raw("u}")
                .text("_metadata")
                .raw("}sb")
                .end();

        assertArrayEquals(
                new float[] {0, 1, 2, 3, 4, 5},
                floats(read(Pickle.zip(pickle, Map.of("0", SIX))).tensor("p")));
    }

    @Test
    void filesOfOldPyTorch() {
        byte[] pickle = new Pickle()
                .protocol(2)
                .raw("}")
                .text("w")
                .tensor("FloatStorage", "94", 6, 2, new long[] {2, 2}, new long[] {2, 1})
                .raw("s")
                .end();
        byte[] file = Pickle.legacy(pickle, Map.of("94", SIX), 4);

        assertArrayEquals(new float[] {2, 3, 4, 5}, floats(read(file).tensor("w")));
        Hostile.assertTruncationsRefused(file, PickleFile::of);
        Hostile.assertBitFlipsHandled(file, PickleFile::of, 20_000);
    }

    @Test
    void damagedZipFilesAreHandled() {
        byte[] pickle = new Pickle()
                .protocol(2)
                .raw("}")
                .text("w")
                .vector("0", 6)
                .raw("s")
                .end();
        byte[] file = Pickle.zip(pickle, Map.of("0", SIX));

        Hostile.assertTruncationsRefused(file, PickleFile::of);
        Hostile.assertBitFlipsHandled(file, PickleFile::of, 20_000);
    }

    private static Checkpoint read(byte[] file) {
        return PickleFile.of(MemorySegment.ofArray(file), "file");
    }

    private static float[] floats(Tensor tensor) {
        return tensor.segment().toArray(ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN));
    }
}
