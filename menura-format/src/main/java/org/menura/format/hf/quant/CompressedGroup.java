package org.menura.format.hf.quant;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.menura.format.FormatException;
import org.menura.format.python.PythonRegex;

/**
 * Settings of some layers of a model of compressed-tensors.
 *
 * @param targets names of layers, regular expressions for them after {@code re:}, or names of classes
 * @param patterns the regular expressions
 * @param format how the weights are stored
 * @param bits of a code
 * @param height rows of a block, or 0
 * @param width columns of a block or group, or 0
 */
record CompressedGroup(
        List<String> targets, List<PythonRegex> patterns, String format, int bits, long height, long width) {
    private static final String PATTERN = "re:";

    static CompressedGroup of(JsonNode group, String format, String source) {
        if (!group.path("weights").isObject()) {
            return new CompressedGroup(List.of(), List.of(), "dense", 0, 0, 0);
        }
        JsonNode weights = group.path("weights");
        List<String> targets = new ArrayList<>();
        List<PythonRegex> patterns = new ArrayList<>();
        for (JsonNode target : group.path("targets")) {
            targets.add(target.asText());
            if (target.asText().startsWith(PATTERN)) {
                patterns.add(pattern(target.asText().substring(PATTERN.length()), source));
            }
        }
        long[] block = block(weights.path("block_structure"));
        long width = weights.path("group_size").asLong();
        return new CompressedGroup(
                targets,
                patterns,
                group.path("format").isTextual() ? group.path("format").asText() : format,
                weights.path("num_bits").asInt(8),
                block[0],
                width > 0 ? width : block[1]);
    }

    private static PythonRegex pattern(String text, String source) {
        try {
            return PythonRegex.compile(text);
        } catch (IllegalArgumentException e) {
            throw new FormatException(
                    "%s: quantization_config has the target \"re:%s\": %s".formatted(source, text, e.getMessage()));
        }
    }

    /** Rows and columns of a block, [128, 128] or "128x128". */
    private static long[] block(JsonNode structure) {
        if (structure.isTextual()) {
            String[] sizes = structure.asText().split("x");
            try {
                return new long[] {Long.parseLong(sizes[0]), Long.parseLong(sizes[sizes.length - 1])};
            } catch (NumberFormatException e) {
                return new long[2];
            }
        }
        return new long[] {structure.path(0).asLong(), structure.path(1).asLong()};
    }

    /** How closely the settings name a layer: 3 by its name, 2 by a pattern, 1 perhaps by its class, 0 not at all. */
    int closeness(String layer) {
        if (targets.contains(layer)) {
            return 3;
        }
        if (patterns.stream().anyMatch(p -> p.match(layer) != null)) {
            return 2;
        }
        return targets.stream().anyMatch(CompressedGroup::isClass) ? 1 : 0;
    }

    private static boolean isClass(String target) {
        return !target.isEmpty() && Character.isUpperCase(target.charAt(0));
    }
}
