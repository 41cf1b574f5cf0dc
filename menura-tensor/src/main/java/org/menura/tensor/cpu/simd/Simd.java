package org.menura.tensor.cpu.simd;

/** Tells which of two sets of loops computes: those on the Vector API, or their twins in plain Java. */
public final class Simd {
    /** Whether the Vector API is there and pays on this processor. */
    public static final boolean ON = isOn();

    private Simd() {}

    private static boolean isOn() {
        if (!VectorApi.isThere()) {
            VectorApi.warn();
            return false;
        }
        return Lanes.suitProcessor();
    }
}
