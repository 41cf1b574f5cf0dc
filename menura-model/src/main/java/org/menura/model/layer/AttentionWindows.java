package org.menura.model.layer;

import java.util.List;
import java.util.function.IntPredicate;
import org.menura.model.Config;

/** Reads which layers of a decoder see only a window of the last positions. */
public final class AttentionWindows {
    private static final String TYPES = "layer_types";

    private AttentionWindows() {}

    /**
     * Returns the window's size that {@code sliding_window} gives, own position included.
     *
     * @param fallback where the field is absent
     * @return 0 where the field is null: no window
     */
    public static int size(Config c, int fallback) {
        if (c.lacks("sliding_window")) {
            return fallback;
        }
        return c.has("sliding_window") ? c.positive("sliding_window") : 0;
    }

    /**
     * Returns the window of each layer, 0 for none, as {@code layer_types} has it.
     *
     * @param window what layers of type {@code sliding_attention} see; 0 if the config has no window
     * @param sliding which layers those are where the config has no such list
     */
    public static int[] perLayer(Config c, int layers, int window, IntPredicate sliding) {
        List<String> types = c.texts(TYPES);
        if (c.has(TYPES) && types.size() < layers) {
            throw c.unsupported(TYPES, "it must name one for each of the " + layers + " layers");
        }
        int[] windows = new int[layers];
        for (int i = 0; i < layers; i++) {
            if (types.isEmpty() ? sliding.test(i) : slides(c, types.get(i))) {
                if (window == 0) {
                    throw c.unsupported(
                            types.isEmpty() ? "sliding_window" : TYPES, "sliding layers need a sliding_window");
                }
                windows[i] = window;
            }
        }
        return windows;
    }

    private static boolean slides(Config c, String type) {
        return switch (type) {
            case "sliding_attention" -> true;
            case "full_attention" -> false;
            default -> throw c.unsupported(TYPES, "supported: full_attention, sliding_attention");
        };
    }
}
