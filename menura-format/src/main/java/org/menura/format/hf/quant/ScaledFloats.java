package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.menura.format.TensorEntry;
import org.menura.tensor.dtype.DType;

/**
 * Weights of 8-bit floats with a scale for all elements, for each row or for each block: {@code fp8}, {@code mxfp8} and
 * {@code fbgemm_fp8}. Bytes hold two floats of 4 bits each, as the experts of some of those folders are.
 *
 * @param height rows of a block, or 0 where the settings do not say
 * @param width columns of a block, or 0 where the settings do not say
 * @param as type of the decoded weights
 */
record ScaledFloats(long height, long width, DType as) implements Method {
    /** How scales are called, and what the weight is called in that place. */
    private static final Map<String, String> SCALES =
            Map.of("_scale_inv", "", ".weight_scale", ".weight", ".scale", ".weight", ".qscale_weight", ".weight");

    /** Scales of activations and of cached keys and values, which a computation in full precision does not need. */
    private static final List<String> UNUSED = List.of(
            "activation_scale",
            ".input_scale",
            ".input_scale_ub",
            ".output_scale",
            ".q_scale",
            ".k_scale",
            ".v_scale",
            ".kv_scale",
            ".qscale_act");

    static ScaledFloats of(JsonNode settings, DType as) {
        JsonNode block = settings.path("weight_block_size");
        return block.size() == 2
                ? new ScaledFloats(block.path(0).asLong(), block.path(1).asLong(), as)
                : new ScaledFloats(0, 0, as);
    }

    @Override
    public void decode(Stored stored, Decoded out) {
        for (String name : stored.names()) {
            String weight = weight(name, stored);
            if (weight != null) {
                out.add(weight, entry(stored, weight, name), name);
            } else if (UNUSED.stream().anyMatch(name::endsWith)) {
                out.hide(name);
            }
        }
    }

    private TensorEntry entry(Stored stored, String weight, String scale) {
        stored.require(weight, weight);
        return switch (stored.dtype(weight)) {
            case F8_E4M3, F8_E5M2 -> Scaled.bytes(stored, weight, scale, height, width, null, Precision.F32, as);
            case I8, U8 -> Scaled.packed(stored, weight, scale, 4, 0, null, Precision.F32, as);
            default ->
                throw stored.wrong(
                        "%s has scales, %s, but is %s and not a float of 8 bits", weight, scale, stored.dtype(weight));
        };
    }

    /** The weight that a tensor has the scales of; null if it is none of scales. */
    private static @Nullable String weight(String name, Stored stored) {
        for (Map.Entry<String, String> ending : SCALES.entrySet()) {
            if (!name.endsWith(ending.getKey())) {
                continue;
            }
            String weight = name.substring(0, name.length() - ending.getKey().length()) + ending.getValue();
            boolean certain = !ending.getKey().equals(".scale");
            if (certain || stored.has(weight) && isPacked(stored.dtype(weight))) {
                return weight;
            }
        }
        return null;
    }

    private static boolean isPacked(DType dtype) {
        return dtype == DType.F8_E4M3 || dtype == DType.F8_E5M2 || dtype == DType.I8;
    }
}
