package org.menura.model.gguf;

import java.util.stream.Stream;
import org.menura.format.FormatException;
import org.menura.format.gguf.GgufFile;
import org.menura.tensor.Shape;

/**
 * Factors beside the weights of a GGUF file: {@code X.scale} beside {@code X.weight}, one number, or one per expert of
 * a stack. llama.cpp multiplies products with the weight by it (its {@code build_lora_mm}); files of NVFP4 hold the
 * scale of the whole tensor there. {@code X.input_scale} is for processors that round activations to 4 bits, and does
 * nothing elsewhere.
 */
final class WeightFactors {
    private static final String WEIGHT = ".weight";
    private static final String FACTOR = ".scale";
    private static final String OF_INPUTS = ".input_scale";

    private final GgufFile file;

    WeightFactors(GgufFile file) {
        this.file = file;
    }

    /** The names that a weight's factors have, whether they are there or not; none for what is no weight. */
    static Stream<String> names(String weight) {
        return weight.endsWith(WEIGHT) ? Stream.of(named(weight, FACTOR), named(weight, OF_INPUTS)) : Stream.of();
    }

    /** Whether a tensor has a factor. */
    boolean has(Mapping m) {
        String weight = m.gguf();
        names(weight).filter(file::has).forEach(n -> check(n, m));
        return weight.endsWith(WEIGHT) && file.has(named(weight, FACTOR));
    }

    /** The factor of the part of a tensor that becomes tensor number {@code part} of a checkpoint. */
    float of(Mapping m, int part) {
        float[] factors = file.tensor(named(m.gguf(), FACTOR)).toFloats();
        return factors[part % factors.length];
    }

    private void check(String name, Mapping m) {
        String weight = m.gguf();
        Shape shape = file.shape(name);
        Shape of = file.shape(weight);
        boolean stack = of.rank() > 2 && of.size(0) > 0 && m.huggingFace().size() % of.size(0) == 0;
        long count = stack ? of.size(0) : 1;
        if (shape.elements() != count || shape.rank() > 1 || !file.dtype(name).isFloat()) {
            throw new FormatException("%s: %s is %s of shape %s, where a factor of %s is F32 of shape [%d]"
                    .formatted(file.source(), name, file.dtype(name), shape, weight, count));
        }
    }

    private static String named(String weight, String end) {
        return weight.substring(0, weight.length() - WEIGHT.length()) + end;
    }
}
