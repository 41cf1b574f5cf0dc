package org.menura.model.decoder;

import org.jspecify.annotations.Nullable;
import org.menura.model.Config;
import org.menura.model.layer.Dimensions;
import org.menura.model.layer.Rope;
import org.menura.model.layer.RopeScaling;
import org.menura.tensor.Backend;

/**
 * The rotary positions of a decoder in which layers with a window have their own: {@code rope_parameters} by the type of layer
 * or, in older configs, {@code rope_theta} and {@code rope_scaling} of the layers that see everything.
 */
record WindowedRopes(Rope global, Rope local) {
    private static final String GLOBAL = "full_attention";
    private static final String LOCAL = "sliding_attention";

    /**
     * Builds the rotary positions that a config asks for.
     *
     * @param globalBase {@code rope_theta} of layers that see everything, where the config has none
     * @param olderLocalBase of layers with a window in older configs, which do not scale those
     * @param localBase of layers with a window where {@code rope_parameters} have none
     */
    static WindowedRopes of(
            Config c, Backend ops, Dimensions d, double globalBase, double olderLocalBase, double localBase) {
        Config newer = c.object("rope_parameters");
        if (newer == null || !newer.has(GLOBAL)) {
            return new WindowedRopes(Rope.of(c, ops, d, globalBase), rope(c, ops, d, null, olderLocalBase));
        }
        Rope local = rope(c, ops, d, newer.object(LOCAL), localBase);
        if (!local.keeps(1, Integer.MAX_VALUE)) {
            throw newer.unsupported(LOCAL, "positions of windowed layers cannot depend on the length");
        }
        return new WindowedRopes(rope(c, ops, d, newer.object(GLOBAL), globalBase), local);
    }

    private static Rope rope(Config c, Backend ops, Dimensions d, @Nullable Config scaling, double defaultBase) {
        double base = scaling == null ? defaultBase : scaling.number("rope_theta", defaultBase);
        Config sized = c.withDefault("max_position_embeddings", d.context());
        return new Rope(ops, RopeScaling.of(sized, scaling, d.heads().dim(), base), c.flag(Rope.INTERLEAVED, false));
    }

    /** Returns the positions of a layer by its window; 0 for none. */
    Rope of(int window) {
        return window > 0 ? local : global;
    }
}
