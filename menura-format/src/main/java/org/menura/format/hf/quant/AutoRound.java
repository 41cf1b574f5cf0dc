package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import org.menura.format.FormatException;
import org.menura.tensor.dtype.DType;

/**
 * AutoRound (arXiv 2309.05516), which packs in the ways of others: {@code auto_round:auto_gptq} and so on, but no
 * integers in planes.
 */
final class AutoRound {
    private AutoRound() {}

    static Method of(JsonNode settings, String source, DType as) {
        String packing =
                settings.path("packing_format").asText(settings.path("backend").asText("auto_round:auto_gptq"));
        String type = settings.path("data_type").asText("int");
        if (type.equals("int") && packing.contains("gptq")) {
            return Gptq.of(settings, Set.of(), !packing.contains("gptqmodel"), source, as);
        }
        if (type.equals("int") && packing.contains("awq")) {
            return Awq.of(settings, source, as);
        }
        throw new FormatException(
                "%s: AutoRound's packing \"%s\" of %s is not supported; export as auto_gptq or auto_awq"
                        .formatted(source, packing, type));
    }
}
