package org.menura.tensor.cpu;

import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Internal;
import org.menura.tensor.cpu.library.FoundKernels;
import org.menura.tensor.cpu.library.KernelLibrary;
import org.menura.tensor.cpu.library.MatrixLibrary;

/** What matrix products with operands rounded to bfloat16 ({@link CpuOptions#withBf16}) come to on a machine. */
@Internal
public enum Bf16 {
    /** No native library multiplies them: products are computed in float32. */
    NO_LIBRARY,
    /** The processor has no instructions for them: products are computed in float32. */
    NO_INSTRUCTIONS,
    /** They take longer than those of float32. */
    SLOW,
    /** They are faster than those of float32. */
    FAST;

    /** Tells by what a backend has found on this machine. */
    public static Bf16 of(CpuBackend cpu) {
        return of(cpu.products.library(), FoundKernels.get());
    }

    static Bf16 of(@Nullable MatrixLibrary library, @Nullable KernelLibrary kernels) {
        if (library == null) {
            return NO_LIBRARY;
        }
        if (!library.fastBf16()) {
            return NO_INSTRUCTIONS;
        }
        return kernels != null && kernels.slowBf16() ? SLOW : FAST;
    }
}
