package org.menura.model.adapter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds layers that transformers 5 has renamed in models, and so in adapters, but not in checkpoints. */
final class RenamedLayers {
    private static final Pattern EXPERTS = Pattern.compile(
            "(?<before>(.*\\.)?layers\\.\\d+)\\.mlp\\.(?<part>gate(?![a-z_])|experts\\.\\d+\\.)(?<layer>[a-z_]*)");
    private static final Map<String, String> LAYERS = Map.of("gate_proj", "w1", "down_proj", "w2", "up_proj", "w3");

    /** The language model within one that sees, as transformers 5 has it; that of Idefics 3 has a name of its own. */
    private static final List<String> LANGUAGES = List.of("model.language_model.", "model.text_model.");

    /** What it was called before, and where Menura taught adapters of its own. */
    private static final Pattern OLDER = Pattern.compile("language_model\\.(model\\.)?(?<layer>layers\\..*)");

    private static final String TOWER = "model.vision_tower.";

    private static final String MODEL = "model.";

    private RenamedLayers() {}

    /** Returns what checkpoints of Mixtral call a layer of experts or their router; other names as they are. */
    static String inMixtral(String path) {
        Matcher m = EXPERTS.matcher(path);
        return !m.matches()
                ? path
                : m.group("before") + ".block_sparse_moe." + m.group("part")
                        + LAYERS.getOrDefault(m.group("layer"), m.group("layer"));
    }

    /** Returns what checkpoints may call a layer of a model with an adapter; the first is its name. */
    static List<String> inCheckpoints(String path) {
        List<String> names = new ArrayList<>(List.of(path, inMixtral(path)));
        for (String language : LANGUAGES) {
            if (path.startsWith(language)) {
                names.add("language_model.model." + path.substring(language.length()));
            }
            Matcher older = OLDER.matcher(path);
            if (older.matches()) {
                names.add(language + older.group("layer"));
            }
        }
        if (path.startsWith(TOWER)) {
            names.add("vision_tower.vision_model." + path.substring(TOWER.length()));
            names.add(TOWER + "vision_model." + path.substring(TOWER.length()));
        }
        if (path.startsWith(MODEL)) {
            names.add(path.substring(MODEL.length()));
        } else if (path.startsWith("lm_head")) {
            names.add("language_model." + path);
        }
        return names;
    }
}
