package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.format.hf.quant.PackedIntegers.Layout;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/**
 * AWQ (arXiv 2306.00978) as AutoAWQ saves it: integers of 4 bits with a float16 scale and a zero point for each group
 * of inputs and output. The layout {@code gemm} packs eight outputs in a word, even ones in its lower half; {@code
 * gemv} packs eight inputs in their order.
 *
 * @param gemv whether the layout is that of {@code gemv}
 * @param groupSize inputs of a group; those of the layer if it is not positive
 * @param as type of the decoded weights
 */
record Awq(boolean gemv, int groupSize, DType as) implements Method {
    private static final String CODES = ".qweight";
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final int BITS = 4;
    private static final int TOGETHER = 8;
    /** Layouts of other kernels, made of {@code gemm} when a model is loaded. */
    private static final Set<String> LIKE_GEMM = Set.of("gemm", "exllama", "ipex");

    static Method of(JsonNode settings, String source, DType as) {
        String version = settings.path("version")
                .asText(settings.path("format").asText("gemm"))
                .toLowerCase(Locale.ROOT);
        int bits = settings.path("bits").asInt(settings.path("w_bit").asInt(BITS));
        int groupSize =
                settings.path("group_size").asInt(settings.path("q_group_size").asInt(128));
        if (bits == BITS && version.equals("gemv_fast")) {
            return new AwqFast(groupSize, as);
        }
        if (bits != BITS || !version.equals("gemv") && !LIKE_GEMM.contains(version)) {
            throw new FormatException(
                    "%s: AWQ of %d bits in the layout \"%s\" is not supported; supported are 4 bits, gemm and gemv"
                            .formatted(source, bits, version));
        }
        return new Awq(version.equals("gemv"), groupSize, as);
    }

    @Override
    public void decode(Stored stored, Decoded out) {
        for (String name : stored.names()) {
            if (name.endsWith(CODES)) {
                String module = name.substring(0, name.length() - CODES.length());
                stored.require(module + ".qzeros", module);
                stored.require(module + ".scales", module);
                stored.matrix(name, DType.I32);
                stored.matrix(module + ".qzeros", DType.I32);
                stored.matrix(module + ".scales", DType.F16, DType.BF16, DType.F32);
                Shape shape = gemv ? gemvShape(stored, module) : gemmShape(stored, module);
                out.add(
                        module + ".weight",
                        Rows.entry(shape, as, () -> gemv ? gemv(stored, module, shape) : gemm(stored, module, shape)),
                        name,
                        module + ".qzeros",
                        module + ".scales");
            }
        }
    }

    private Shape gemmShape(Stored stored, String module) {
        Shape packed = stored.shape(module + CODES);
        long inputs = packed.size(0);
        long outputs = Math.multiplyExact(packed.size(1), TOGETHER);
        long groups = Math.ceilDiv(inputs, groupSize > 0 ? groupSize : inputs);
        stored.expect(module + ".qzeros", groups, packed.size(1));
        stored.expect(module + ".scales", groups, outputs);
        return Shape.of(outputs, inputs);
    }

    /** Zero points and scales are padded there. */
    private Shape gemvShape(Stored stored, String module) {
        Shape packed = stored.shape(module + CODES);
        long outputs = packed.size(0);
        long inputs = Math.multiplyExact(packed.size(1), TOGETHER);
        long groups = Math.ceilDiv(inputs, groupSize > 0 ? groupSize : inputs);
        long words = stored.shape(module + ".qzeros").size(1);
        stored.expect(module + ".qzeros", outputs, Math.max(words, Math.ceilDiv(groups, TOGETHER)));
        stored.expect(module + ".scales", outputs, words * TOGETHER);
        return Shape.of(outputs, inputs);
    }

    private Rows gemm(Stored stored, String module, Shape shape) {
        int outputs = shape.dim(0);
        int inputs = shape.dim(1);
        int groups = stored.shape(module + ".scales").dim(0);
        float[] zeros = new float[groups * outputs];
        PackedIntegers zero = new PackedIntegers(stored.bytes(module + ".qzeros"), DType.I32, BITS, Layout.STREAM);
        float[] line = new float[outputs];
        for (int group = 0; group < groups; group++) {
            zero.read((long) group * (outputs / TOGETHER), 1, 0, 0, line, 0, outputs);
            for (int i = 0; i < outputs; i++) {
                zeros[group * outputs + i] = line[i / TOGETHER * TOGETHER + place(i)];
            }
        }
        MemorySegment codes = stored.bytes(module + CODES);
        Rows unpacked = (row, count, out) -> {
            for (int i = 0; i < inputs; i++) {
                long at = (i * (long) outputs + row) / TOGETHER;
                for (int r = 0; r < count; r += TOGETHER) {
                    int word = codes.getAtIndex(INT, at + r / TOGETHER);
                    for (int k = 0; k < TOGETHER; k++) {
                        out[(r + k) * inputs + i] = word >> place(k) * BITS & 15;
                    }
                }
            }
        };
        return affine(stored, module, unpacked, zeros, new Groups(outputs, outputs, 1, 1, columns(inputs, outputs)));
    }

    private Rows gemv(Stored stored, String module, Shape shape) {
        int outputs = shape.dim(0);
        int inputs = shape.dim(1);
        int padded = stored.shape(module + ".scales").dim(1);
        float[] zeros = new float[Math.multiplyExact(outputs, padded)];
        new PackedIntegers(stored.bytes(module + ".qzeros"), DType.I32, BITS, Layout.STREAM)
                .read(0, 1, 0, 0, zeros, 0, zeros.length);
        PackedIntegers codes = new PackedIntegers(stored.bytes(module + CODES), DType.I32, BITS, Layout.STREAM);
        Rows unpacked = (row, count, out) -> codes.read(row * (inputs / TOGETHER), 1, 0, 0, out, 0, count * inputs);
        return affine(stored, module, unpacked, zeros, new Groups(outputs, outputs, 1, padded, columns(inputs, 1)));
    }

    private static Rows affine(Stored stored, String module, Rows codes, float[] zeros, Groups groups) {
        String scales = module + ".scales";
        Precision work = Precision.of(stored.dtype(scales));
        return new Affine(codes, groups, stored.values(scales), zeros, work, work);
    }

    private int[] columns(int inputs, int stride) {
        int size = groupSize > 0 ? groupSize : inputs;
        int[] columns = new int[inputs];
        for (int i = 0; i < inputs; i++) {
            columns[i] = i / size * stride;
        }
        return columns;
    }

    /** The place in a word of the output that is {@code i}-th of eight: 0 4 1 5 2 6 3 7. */
    private static int place(int i) {
        int within = i % TOGETHER;
        return within / 2 + within % 2 * (TOGETHER / 2);
    }
}
