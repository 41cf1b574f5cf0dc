package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.tensor.dtype.DType;

/**
 * AutoRound (arXiv 2309.05516), which packs in the ways of others: {@code auto_round:auto_gptq} and so on, integers of
 * 5, 6 and 7 bits too.
 */
final class AutoRound {
    private static final List<Integer> BITS = List.of(2, 3, 4, 5, 6, 7, 8);

    private AutoRound() {}

    static Method of(JsonNode settings, String source, DType as) {
        String packing = settings.path("packing_format")
                .asText(settings.path("backend").asText("auto_round:auto_gptq"));
        String type = settings.path("data_type").asText("int");
        int bits = settings.path("bits").asInt(4);
        if (type.equals("int") && packing.contains("gptq") && BITS.contains(bits)) {
            int groupSize = settings.path("group_size").asInt(-1);
            return new Gptq(bits, BITS, groupSize, !packing.contains("gptqmodel"), as);
        }
        if (type.equals("int") && packing.contains("awq")) {
            return Awq.of(settings, source, as);
        }
        throw new FormatException(
                "%s: AutoRound's packing \"%s\" of %d bits (%s) is not supported; export as auto_gptq or auto_awq"
                        .formatted(source, packing, bits, type));
    }
}
