package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import org.menura.format.FormatException;
import org.menura.tensor.dtype.DType;

/** AutoRound (arXiv 2309.05516), which packs in the ways of others: {@code auto_round:auto_gptq} and so on. */
final class AutoRound {
    private AutoRound() {}

    static Method of(JsonNode settings, String source, DType as) {
        String packing = settings.path("packing_format").asText("auto_round:auto_gptq");
        String type = settings.path("data_type").asText("int");
        String kind = packing.substring(packing.indexOf(':') + 1);
        if (type.equals("int")) {
            switch (kind) {
                case "gptq", "auto_gptq":
                    return Gptq.of(settings, "gptq", source, as);
                case "gptqmodel":
                    return Gptq.of(settings, "gptq_v2", source, as);
                case "awq", "auto_awq":
                    return Awq.of(settings, source, as);
                default:
            }
        }
        throw new FormatException(
                "%s: AutoRound's packing \"%s\" of %s is not supported; export as auto_gptq or auto_awq"
                        .formatted(source, packing, type));
    }
}
