package org.menura.model.decoder;

import org.menura.model.Config;
import org.menura.model.decoder.Olmo2.Olmo2Config;
import org.menura.model.layer.AttentionWindows;
import org.menura.model.layer.Embeddings;
import org.menura.model.layer.RmsNorm;
import org.menura.model.weights.Weights;

/**
 * OLMo 3 (arXiv 2512.13961): {@link Olmo2} in which three of four layers see a window, and only the others have their rotary
 * positions scaled to long texts.
 */
public final class Olmo3 {
    private static final int WINDOW = 4096;
    private static final int PERIOD = 4;
    private static final double BASE = 500_000;

    private Olmo3() {}

    /** Builds the model that a config describes. */
    public static Decoder build(Config config, Weights root) {
        Olmo2Config c = Olmo2Config.of(config);
        int[] windows = AttentionWindows.perLayer(
                config, c.d().layers(), AttentionWindows.size(config, WINDOW), layer -> (layer + 1) % PERIOD != 0);
        WindowedRopes ropes =
                WindowedRopes.of(config, root.ops(), c.d(), BASE, config.number("rope_theta", BASE), BASE);
        return new LlamaSkeleton(config.withDefault(Embeddings.PADDING, 1), root, c.d(), c.tied(), ropes.global())
                .around(
                        (layer, w) -> Olmo2.block(c, w, ropes.of(windows[layer]), windows[layer]),
                        w -> new RmsNorm(w, c.d().hidden(), c.normEps()));
    }
}
