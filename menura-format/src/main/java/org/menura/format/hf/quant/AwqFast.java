package org.menura.format.hf.quant;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/**
 * AWQ in the layout {@code gemv_fast}: four outputs interleaved by 64 inputs, each 32 inputs in an order of their own,
 * and zero points stored as what they add to a weight.
 *
 * @param groupSize inputs of a group; those of the layer if it is not positive
 * @param as type of the decoded weights
 */
record AwqFast(int groupSize, DType as) implements Method {
    private static final String CODES = ".qweight";
    private static final int OUTPUTS = 4;
    private static final int INPUTS = 64;
    private static final int BLOCK = OUTPUTS * INPUTS;

    @Override
    public void decode(Stored stored, Decoded out) {
        for (String name : stored.names()) {
            if (name.endsWith(CODES)) {
                String module = name.substring(0, name.length() - CODES.length());
                stored.require(module + ".qzeros", module);
                stored.require(module + ".scales", module);
                Shape shape = shape(stored, module);
                out.add(
                        module + ".weight",
                        Rows.entry(shape, as, () -> rows(stored, module, shape)),
                        name,
                        module + ".qzeros",
                        module + ".scales");
            }
        }
    }

    /** Scales are padded to whole words of zero points, which other layouts have. */
    private Shape shape(Stored stored, String module) {
        Shape packed = stored.matrix(module + CODES, DType.I16);
        Shape scales = stored.matrix(module + ".scales", DType.F16);
        stored.matrix(module + ".qzeros", DType.F16);
        long outputs = Math.multiplyExact(packed.size(0), OUTPUTS);
        long inputs = packed.size(1);
        long groups = Math.ceilDiv(inputs, groupSize > 0 ? groupSize : inputs);
        if (inputs % INPUTS != 0) {
            throw stored.wrong("%s%s has shape %s, no whole blocks of %d inputs", module, CODES, packed, INPUTS);
        }
        stored.expect(module + ".scales", Math.max(scales.size(0), groups), outputs);
        stored.expect(module + ".qzeros", scales.size(0), outputs);
        return Shape.of(outputs, inputs);
    }

    private Rows rows(Stored stored, String module, Shape shape) {
        int outputs = shape.dim(0);
        int inputs = shape.dim(1);
        int size = groupSize > 0 ? groupSize : inputs;
        float[] scales = stored.values(module + ".scales");
        float[] added = stored.values(module + ".qzeros");
        MemorySegment codes = stored.bytes(module + CODES);
        return (first, count, out) -> {
            for (int r = 0; r < count; r++) {
                long row = first + r;
                long start = row / OUTPUTS * OUTPUTS * inputs + row % OUTPUTS * INPUTS;
                for (int i = 0; i < inputs; i++) {
                    long at = start + (long) (i / INPUTS) * BLOCK + place(i % INPUTS);
                    int code = codes.get(ValueLayout.JAVA_BYTE, at / 2) >> (at % 2 == 0 ? 0 : 4) & 15;
                    int group = i / size * outputs + (int) row;
                    out[r * inputs + i] = code * scales[group] + added[group];
                }
            }
            Precision.F16.round(out, count * inputs);
        };
    }

    /** The place of an input among 64: of each 32, pairs eight apart lie together, those of even index first. */
    private static int place(int input) {
        int within = input % 32;
        return input - within + within / 2 % 4 * 8 + within % 2 * 4 + within / 8;
    }
}
