package org.menura.tensor.cpu.work;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.Tensor;

/** Refuses operands whose shapes do not fit each other, by name. */
public final class ShapeChecks {
    private ShapeChecks() {}

    public static void product(String operation, Tensor a, Tensor b, boolean fits) {
        if (!fits) {
            throw new IllegalArgumentException(
                    "%s cannot take shapes %s and %s".formatted(operation, a.shape(), b.shape()));
        }
    }

    public static void factors(String operation, Tensor x, @Nullable Tensor w) {
        if (w != null) {
            product(operation, x, w, w.elements() == x.shape().cols());
        }
    }

    /** Checks that a bias has one element for each of so many outputs. */
    public static void bias(String operation, Tensor w, @Nullable Tensor bias, int outs) {
        if (bias != null) {
            product(operation, w, bias, bias.elements() == outs);
        }
    }

    /** Checks that b's shape is a suffix of a's and returns b's element count. */
    public static int broadcast(String operation, Tensor a, Tensor b) {
        int skip = a.shape().rank() - b.shape().rank();
        boolean fits = skip >= 0;
        for (int i = 0; fits && i < b.shape().rank(); i++) {
            fits = a.shape().size(skip + i) == b.shape().size(i);
        }
        product(operation, a, b, fits);
        return (int) b.elements();
    }
}
