package org.menura.model.adapter;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the layers of Mixtral's experts, which transformers 5 has renamed in models but not in checkpoints. */
final class ExpertNames {
    private static final Pattern RENAMED = Pattern.compile(
            "(?<before>(.*\\.)?layers\\.\\d+)\\.mlp\\.(?<part>gate|experts\\.\\d+\\.)(?<layer>[a-z_]*)");
    private static final Pattern STORED = Pattern.compile(
            "(?<before>(.*\\.)?layers\\.\\d+)\\.block_sparse_moe\\.(?<part>gate|experts\\.\\d+\\.)(?<layer>w[123])?");
    private static final Map<String, String> LAYERS = Map.of("gate_proj", "w1", "down_proj", "w2", "up_proj", "w3");

    private ExpertNames() {}

    /** Returns what checkpoints of Mixtral call a layer of experts or their router; other names as they are. */
    static String inMixtral(String path) {
        Matcher m = RENAMED.matcher(path);
        return !m.matches()
                ? path
                : m.group("before") + ".block_sparse_moe." + m.group("part")
                        + LAYERS.getOrDefault(m.group("layer"), m.group("layer"));
    }

    /** Returns what transformers 5 calls a layer of Mixtral's experts or their router; other names as they are. */
    static String inModel(String path) {
        Matcher m = STORED.matcher(path);
        if (!m.matches()) {
            return path;
        }
        String stored = m.group("layer");
        String layer = LAYERS.entrySet().stream()
                .filter(e -> e.getValue().equals(stored))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("");
        return m.group("before") + ".mlp." + m.group("part") + layer;
    }
}
