package org.menura.format.hf.quant;

import org.menura.format.TensorEntry;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/**
 * bitsandbytes: blocks of 4-bit codes ({@link BlockFloats}), and integers of 8 bits with the largest magnitude of each
 * row (LLM.int8(), arXiv 2208.07339).
 *
 * @param as type of the decoded weights
 */
record BitsAndBytes(DType as) implements Method {
    private static final String STATE = ".quant_state.bitsandbytes__";
    private static final String ROWS = ".SCB";
    private static final String LAYOUT = ".weight_format";
    /** What the library multiplies by in place of a division by 127. */
    private static final float STEP = 7.874015718698502e-3f;

    @Override
    public void decode(Stored stored, Decoded out) {
        for (String name : stored.names()) {
            int state = name.indexOf(STATE);
            if (state > 0) {
                String weight = name.substring(0, state);
                stored.require(weight, weight);
                out.add(
                        weight,
                        BlockFloats.read(stored, weight, name).entry(stored, weight, as),
                        name,
                        weight + BlockFloats.SCALES,
                        weight + ".quant_map",
                        weight + BlockFloats.NESTED_SCALES,
                        weight + BlockFloats.NESTED_MAP);
            } else if (name.endsWith(ROWS)) {
                String module = name.substring(0, name.length() - ROWS.length());
                out.add(module + ".weight", bytes(stored, module), name, module + LAYOUT);
            }
        }
    }

    private TensorEntry bytes(Stored stored, String module) {
        String weight = module + ".weight";
        stored.require(weight, module);
        Shape shape = stored.matrix(weight, DType.I8);
        stored.expect(module + ROWS, shape.size(0));
        String layout = module + LAYOUT;
        if (stored.has(layout) && (stored.shape(layout).elements() != 1 || stored.values(layout)[0] != 0)) {
            throw stored.wrong("%s is not 0, the only order of 8-bit weights that is supported", layout);
        }
        return Rows.entry(shape, as, () -> {
            PlainCodes codes = PlainCodes.of(stored.tensor(weight));
            float[] largest = stored.values(module + ROWS);
            return (first, count, out) -> {
                codes.rows(first, count, out);
                for (int i = 0; i < count * codes.width(); i++) {
                    out[i] = out[i] * largest[(int) first + i / codes.width()] * STEP;
                }
            };
        });
    }
}
