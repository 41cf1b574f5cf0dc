package org.menura.model.gguf;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.function.IntPredicate;
import org.menura.model.Config;
import org.menura.model.layer.AttentionWindows;

/** The metadata of decoders of which some layers see a window and others everything. */
final class WindowKeys {
    private static final String PATTERN = "attention.sliding_window_pattern";

    private WindowKeys() {}

    /** Reads which layers have windows: all but every {@code usual}-th unless the file says so. */
    static void readPattern(GgufFields f, ObjectNode out, int usual) {
        Object stated = f.raw(PATTERN);
        int period = stated == null ? usual : stated instanceof Long ? f.integer(PATTERN) : 0;
        IntPredicate windowed = switch (stated) {
            case boolean[] flags -> i -> i < flags.length && flags[i];
            case long[] flags -> i -> i < flags.length && flags[i] != 0;
            case null, default -> i -> period > 0 && i % period < period - 1;
        };
        ArrayNode types = out.putArray("layer_types");
        for (int i = 0; i < f.blocks(); i++) {
            types.add(windowed.test(i) ? "sliding_attention" : "full_attention");
        }
    }

    /** Writes the window and, where they are not all layers but every {@code usual}-th, which layers have it. */
    static void write(Config c, GgufKeys k, int window, int usual) {
        int layers = c.positive("num_hidden_layers");
        int period = c.positive("sliding_window_pattern", usual);
        IntPredicate byPeriod = i -> (i + 1) % period != 0;
        int[] windows = AttentionWindows.perLayer(c, layers, window, byPeriod);
        boolean[] flags = new boolean[layers];
        boolean asUsual = true;
        for (int i = 0; i < layers; i++) {
            flags[i] = windows[i] > 0;
            asUsual &= flags[i] == ((i + 1) % usual != 0);
        }
        k.slidingWindow(window);
        if (!asUsual) {
            k.flags(PATTERN, flags);
        }
    }

    /** The same config with positions as older releases of transformers name them. */
    static Config withOlderRope(Config c) {
        Config newer = c.object("rope_parameters");
        if (newer == null || !newer.has("full_attention")) {
            return c;
        }
        Config out = c.without("rope_parameters").with("rope_scaling", newer.raw("full_attention"));
        Config local = newer.object("sliding_attention");
        if (local == null) {
            return out;
        }
        local.refuseUnless("rope_type", "default");
        return local.has("rope_theta") ? out.with("rope_local_base_freq", local.raw("rope_theta")) : out;
    }
}
