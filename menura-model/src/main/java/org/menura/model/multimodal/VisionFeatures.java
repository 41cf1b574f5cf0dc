package org.menura.model.multimodal;

import java.util.List;
import java.util.stream.IntStream;
import org.menura.model.Config;
import org.menura.model.Features;
import org.menura.model.encoder.VisionTower;
import org.menura.tensor.Backend;
import org.menura.tensor.Segments;
import org.menura.tensor.Tensor;

/** Outputs of chosen layers of a vision tower. */
final class VisionFeatures {
    private VisionFeatures() {}

    /** Which layers' outputs a field asks for, counted from the embeddings; negative numbers count from the end. */
    static int[] layers(Config c, String name, int fallback, VisionTower tower) {
        int count = tower.blocks().size() + 1;
        float[] given = c.raw(name).isArray() ? c.numbers(name) : new float[] {c.number(name, fallback)};
        int[] out = new int[given.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = (int) (given[i] < 0 ? given[i] + count : given[i]);
            if (out[i] < 0 || out[i] >= count) {
                throw c.unsupported(name, "the vision tower has %d layers".formatted(count - 1));
            }
        }
        return out;
    }

    /**
     * The outputs of layers side by side, [rows, layers · hidden].
     *
     * @param dropsFirst whether the class token's row is left out
     */
    static Features of(VisionTower tower, Tensor pixels, int[] layers, boolean dropsFirst) {
        Backend ops = tower.ops();
        List<Tensor> states = tower.states(pixels, layers);
        Tensor x = states.size() == 1 ? states.getFirst() : ops.concat(states);
        Segments all = tower.segments(pixels);
        if (!dropsFirst) {
            return new Features(x, all);
        }
        int[] rows = IntStream.range(0, all.count())
                .flatMap(i -> IntStream.range(all.start(i) + 1, all.end(i)))
                .toArray();
        int[] lengths =
                IntStream.range(0, all.count()).map(i -> all.length(i) - 1).toArray();
        return new Features(ops.gatherRows(x, rows), Segments.ofLengths(lengths));
    }
}
