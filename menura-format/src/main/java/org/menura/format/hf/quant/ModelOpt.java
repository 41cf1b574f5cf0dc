package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.menura.format.TensorEntry;
import org.menura.tensor.dtype.DType;

/**
 * NVIDIA Model Optimizer: 8-bit floats or integers with scales for all elements, rows or blocks, and NVFP4, floats of 4
 * bits with an 8-bit float as the scale of 16 of them and a float32 as the scale of the scales.
 *
 * @param algorithm what the settings call the method
 * @param as type of the decoded weights
 */
record ModelOpt(String algorithm, DType as) implements Method {
    private static final String SCALE = ".weight_scale";
    private static final String GLOBAL = ".weight_scale_2";

    private static final List<String> UNUSED =
            List.of(".input_scale", ".output_scale", ".q_scale", ".k_scale", ".v_scale");

    static ModelOpt of(JsonNode settings, DType as) {
        JsonNode all = settings.has("quantization") ? settings.path("quantization") : settings;
        return new ModelOpt(all.path("quant_algo").asText("?"), as);
    }

    @Override
    public void decode(Stored stored, Decoded out) {
        for (String name : stored.names()) {
            if (name.endsWith(".pre_quant_scale")) {
                throw stored.wrong(
                        "%s scales a layer's inputs (%s), which is not supported; take an export without it",
                        name, algorithm);
            }
            if (name.endsWith(SCALE)) {
                String module = name.substring(0, name.length() - SCALE.length());
                String weight = module + ".weight";
                stored.require(weight, module);
                out.add(weight, entry(stored, weight, name, module + GLOBAL), name, module + GLOBAL);
            } else if (UNUSED.stream().anyMatch(name::endsWith)) {
                out.hide(name);
            }
        }
    }

    private TensorEntry entry(Stored stored, String weight, String scale, String global) {
        DType type = stored.dtype(weight);
        if (type == DType.F8_E4M3 || type == DType.I8) {
            return Scaled.bytes(stored, weight, scale, 0, 0, null, Precision.F32, as);
        }
        if (type != DType.U8 || stored.dtype(scale) != DType.F8_E4M3 || !stored.has(global)) {
            throw stored.wrong(
                    "%s is %s with scales of %s (%s), which is not supported; supported are FP8 and NVFP4",
                    weight, type, stored.dtype(scale), algorithm);
        }
        stored.expectOne(global);
        return Scaled.packed(
                stored, weight, scale, 4, 0, scales -> multiply(stored, global, scales), Precision.F32, as);
    }

    private static void multiply(Stored stored, String global, float[] scales) {
        float factor = stored.values(global)[0];
        for (int i = 0; i < scales.length; i++) {
            scales[i] *= factor;
        }
    }
}
