package org.menura.tensor.cpu.library;

import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.menura.tensor.annotation.Internal;

/** The process's one {@link KernelLibrary}, looked for when it is first asked for. */
@Internal
public final class FoundKernels {
    private static final @Nullable KernelLibrary FOUND = find();

    private FoundKernels() {}

    /** Returns it; null if there is none for this machine. */
    public static @Nullable KernelLibrary get() {
        return FOUND;
    }

    /** Returns its functions of floats; null if there are none. */
    public static @Nullable FloatKernels floats() {
        return FOUND == null ? null : FOUND.floats();
    }

    /** Returns its functions of floats for losses and gradients; null if there are none. */
    public static @Nullable GradientKernels gradients() {
        return FOUND == null ? null : FOUND.gradients();
    }

    /** Returns its softmax of attention over a sequence; null if there is none. */
    public static @Nullable SoftmaxKernels softmax() {
        return FOUND == null ? null : FOUND.softmax();
    }

    private static @Nullable KernelLibrary find() {
        for (KernelLibrary.Finder finder :
                ServiceLoader.load(KernelLibrary.Finder.class, KernelLibrary.class.getClassLoader())) {
            KernelLibrary found = finder.find();
            if (found != null) {
                return found;
            }
        }
        return null;
    }
}
