package org.menura.format.hf;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.function.Supplier;
import org.menura.format.FormatException;
import org.menura.format.TensorEntry;
import org.menura.tensor.Shape;
import org.menura.tensor.Tensor;
import org.menura.tensor.dtype.DType;

/**
 * The updates that peft has for the stacked weights of a mixture's experts, taken apart by expert: a [experts · rank, in]
 * has the ranks of each expert behind each other, b [out, rank · experts] the experts of each rank.
 */
final class ExpertPairs {
    static final String GATE_UP = "gate_up_proj";
    static final String DOWN = "down_proj";

    private static final String MODULE = ".experts";
    private static final String INNER = ".base_layer";

    private ExpertPairs() {}

    /** Returns whether a module is one of stacked experts, with an update of one weight or, wrapped twice, of two. */
    static boolean isStacked(String module) {
        return plain(module).endsWith(MODULE);
    }

    private static String plain(String module) {
        return module.endsWith(INNER) ? module.substring(0, module.length() - INNER.length()) : module;
    }

    /** Returns which weight an update is of: peft wraps the first of several within, and the others around it. */
    static String weight(String module, PeftConfig config) {
        List<String> both = config.expertParameters();
        return plain(module) + "." + (module.endsWith(INNER) ? GATE_UP : both.getLast());
    }

    /**
     * Returns the updates of all experts' layers by their paths, such as {@code model.layers.0.mlp.experts.3.up_proj}.
     *
     * @param weight the stacked weight's path
     * @throws FormatException if the shapes do not fit
     */
    static SequencedMap<String, LoraPair> of(
            String weight, TensorEntry a, TensorEntry b, PeftConfig config, String source) {
        int rank = config.rank(weight);
        boolean isJoined = weight.endsWith("." + GATE_UP);
        long rows = a.shape().rank() == 2 ? a.shape().size(0) : 0;
        if (rows == 0
                || rows % rank != 0
                || b.shape().rank() != 2
                || b.shape().size(1) != rows
                || isJoined && b.shape().size(0) % 2 != 0) {
            throw new FormatException("%s: the update of the experts' %s has shapes %s and %s, which do not fit rank %d"
                    .formatted(source, weight, a.shape(), b.shape(), rank));
        }
        int experts = Math.toIntExact(rows / rank);
        Supplier<float[]> wholeA = once(a);
        Supplier<float[]> wholeB = once(b);
        int in = Math.toIntExact(a.shape().size(1));
        int outs = Math.toIntExact(b.shape().size(0)) / (isJoined ? 2 : 1);
        String path = weight.substring(0, weight.lastIndexOf('.') + 1);
        List<String> layers = isJoined ? List.of("gate_proj", "up_proj") : List.of(DOWN);
        SequencedMap<String, LoraPair> all = new LinkedHashMap<>();
        for (int e = 0; e < experts; e++) {
            int expert = e;
            TensorEntry own = entry(() -> rows(wholeA.get(), expert * rank, rank, in), rank, in);
            for (int l = 0; l < layers.size(); l++) {
                int first = l * outs;
                TensorEntry out = entry(() -> columns(wholeB.get(), first, outs, rank, experts, expert), outs, rank);
                all.put(
                        path + e + "." + layers.get(l),
                        new LoraPair(own, out, config.scale(weight), false, false, null));
            }
        }
        return all;
    }

    private static TensorEntry entry(Supplier<float[]> values, int rows, int columns) {
        return new TensorEntry(DType.F32, Shape.of(rows, columns), () -> Tensor.of(values.get(), rows, columns));
    }

    private static float[] rows(float[] all, int first, int count, int width) {
        float[] out = new float[count * width];
        System.arraycopy(all, first * width, out, 0, out.length);
        return out;
    }

    private static float[] columns(float[] all, int first, int outs, int rank, int experts, int expert) {
        float[] out = new float[outs * rank];
        for (int i = 0; i < out.length; i++) {
            out[i] = all[(first * rank + i) * experts + expert];
        }
        return out;
    }

    private static Supplier<float[]> once(TensorEntry entry) {
        float[][] read = new float[1][0];
        return () -> {
            synchronized (read) {
                if (read[0].length == 0) {
                    read[0] = entry.tensor().get().toFloats();
                }
                return read[0];
            }
        };
    }
}
