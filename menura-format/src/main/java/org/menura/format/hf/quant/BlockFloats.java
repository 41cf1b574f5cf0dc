package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.format.json.Json;
import org.menura.tensor.Shape;
import org.menura.tensor.dtype.DType;

/**
 * 4-bit codes of bitsandbytes: the first of each two in the upper half of a byte, and for each block of them, without
 * regard to rows, a scale, which may be quantised itself (QLoRA, arXiv 2305.14314, section 3).
 *
 * @param table the number of each code
 * @param block codes of a block
 * @param shape the weight's
 * @param precision what products are rounded to
 * @param nested scales of a block of scales, or 0 if they are floats
 * @param offset what is added to scales that are quantised
 */
record BlockFloats(float[] table, long block, Shape shape, Precision precision, long nested, float offset) {
    static final String SCALES = ".absmax";
    static final String NESTED_SCALES = ".nested_absmax";
    static final String NESTED_MAP = ".nested_quant_map";
    private static final int LARGEST_STATE = 1 << 16;
    private static final int BYTE_CODES = 256;

    /** Quantiles of a normal distribution (QLoRA, appendix E). */
    private static final float[] NF4 = {
        -1.0f,
        -0.6961928009986877f,
        -0.5250730514526367f,
        -0.39491748809814453f,
        -0.28444138169288635f,
        -0.18477343022823334f,
        -0.09105003625154495f,
        0.0f,
        0.07958029955625534f,
        0.16093020141124725f,
        0.24611230194568634f,
        0.33791524171829224f,
        0.44070982933044434f,
        0.5626170039176941f,
        0.7229568362236023f,
        1.0f
    };

    /** A sign, 2 exponent bits and 1 mantissa bit, over the largest of them: the library's own order of codes. */
    private static final float[] FP4 = {
        0.0f,
        0.005208333333f,
        0.66666667f,
        1.0f,
        0.33333333f,
        0.5f,
        0.16666667f,
        0.25f,
        -0.0f,
        -0.005208333333f,
        -0.66666667f,
        -1.0f,
        -0.33333333f,
        -0.5f,
        -0.16666667f,
        -0.25f
    };

    /**
     * Reads what a weight's state says.
     *
     * @param state name of the tensor whose bytes are the state's JSON
     * @throws FormatException if it is damaged, or does not fit the weight's tensors
     */
    static BlockFloats read(Stored stored, String weight, String state) {
        if (stored.dtype(state) != DType.U8 || stored.shape(state).elements() > LARGEST_STATE) {
            throw stored.wrong("%s is %s of shape %s, no JSON", state, stored.dtype(state), stored.shape(state));
        }
        String source = stored.checkpoint().source() + ": " + state;
        JsonNode json = Json.parse(stored.bytes(state).toArray(ValueLayout.JAVA_BYTE), source);
        String type = json.path("quant_type").asText();
        long[] sizes = new long[json.path("shape").size()];
        Arrays.setAll(sizes, i -> json.path("shape").path(i).asLong(-1));
        long block = json.path("blocksize").asLong();
        boolean twice = json.has("nested_blocksize");
        long nested = json.path("nested_blocksize").asLong();
        if (!type.equals("nf4") && !type.equals("fp4") || sizes.length == 0 || block <= 0 || twice && nested <= 0) {
            throw new FormatException(
                    "%s must have a quant_type (nf4 or fp4), a shape and a blocksize".formatted(source));
        }
        Shape shape;
        try {
            shape = Shape.of(sizes);
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new FormatException("%s has the impossible shape %s".formatted(source, Arrays.toString(sizes)), e);
        }
        Precision precision = switch (json.path("dtype").asText()) {
            case "float16" -> Precision.F16;
            case "bfloat16" -> Precision.BF16;
            default -> Precision.F32;
        };
        float offset = (float) json.path("nested_offset").asDouble();
        BlockFloats floats = new BlockFloats(type.equals("nf4") ? NF4 : FP4, block, shape, precision, nested, offset);
        floats.check(stored, weight);
        return floats;
    }

    private void check(Stored stored, String weight) {
        long bytes = stored.dtype(weight).bytes(stored.shape(weight).elements());
        long elements = shape.elements();
        if (elements == 0 || Math.ceilDiv(elements, 2L) > bytes || bytes - elements / 2 > Long.BYTES) {
            throw stored.wrong("%s has %d bytes, too few or too many for shape %s", weight, bytes, shape);
        }
        stored.require(weight + SCALES, weight);
        long blocks = Math.ceilDiv(elements, block);
        stored.expect(weight + SCALES, blocks);
        if (nested > 0) {
            stored.require(weight + NESTED_SCALES, weight);
            stored.require(weight + NESTED_MAP, weight);
            stored.expect(weight + NESTED_SCALES, Math.ceilDiv(blocks, nested));
            stored.expect(weight + NESTED_MAP, BYTE_CODES);
        }
        DType scales = stored.dtype(weight + SCALES);
        if (nested > 0 ? scales != DType.U8 : !scales.isFloat()) {
            throw stored.wrong("%s is %s, which its state does not say", weight + SCALES, scales);
        }
    }

    TensorEntry entry(Stored stored, String weight, DType as) {
        return Rows.entry(shape, as, () -> rows(stored.bytes(weight), scales(stored, weight)));
    }

    private float[] scales(Stored stored, String weight) {
        float[] scales = stored.values(weight + SCALES);
        if (nested > 0) {
            float[] map = stored.values(weight + NESTED_MAP);
            float[] outer = stored.values(weight + NESTED_SCALES);
            for (int i = 0; i < scales.length; i++) {
                scales[i] = map[(int) scales[i]] * outer[(int) (i / nested)] + offset;
            }
        }
        return scales;
    }

    private Rows rows(MemorySegment codes, float[] scales) {
        int width = shape.cols();
        return (row, count, out) -> {
            long first = row * width;
            for (int i = 0; i < count * width; i++) {
                long at = first + i;
                int pair = codes.get(ValueLayout.JAVA_BYTE, at >> 1);
                int code = ((at & 1) == 0 ? pair >> 4 : pair) & 15;
                out[i] = table[code] * scales[(int) (at / block)];
            }
            precision.round(out, count * width);
        };
    }
}
