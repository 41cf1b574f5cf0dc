package org.menura.tensor.cpu.dequant;

import org.menura.tensor.Tensor;

/** Readers of stored weights on the Vector API: which one reads which type. */
final class VectorPanels {
    private VectorPanels() {}

    /** The fastest reader of stored weights w [rows, cols]. */
    static Dequantizer of(Tensor w) {
        return switch (w.dtype()) {
            case F16 -> new HalfPanels(w);
            case BF16 -> new Bf16Panels(w);
            case Q8_0 -> new Q8Panels(w);
            case Q4_0 -> new Q4Panels.Scaled(w);
            case Q4_1 -> new Q4Panels.Shifted(w);
            case IQ4_NL -> new Q4Panels.NonLinear(w);
            case Q5_0 -> new Q5Panels.Scaled(w);
            case Q5_1 -> new Q5Panels.Shifted(w);
            case Q4_K -> new Q4KPanels(w);
            case Q5_K -> new Q5KPanels(w);
            case Q6_K -> new Q6KPanels(w);
            default -> new CodecPanels(w);
        };
    }
}
