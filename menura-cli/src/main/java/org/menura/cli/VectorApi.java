package org.menura.cli;

/**
 * Resolves {@code jdk.incubator.vector} after the start of the JVM. The option {@code --add-modules} does the same but
 * prints a warning that cannot be turned off, which has no place in a command's output.
 */
final class VectorApi {
    private VectorApi() {}

    /** Without the launcher's {@code --add-exports} nothing is loaded, and the plain Java kernels run. */
    static void load() {
        if (isLoaded()) {
            return;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, "jdk.incubator.vector");
        } catch (ReflectiveOperationException _) {
            return;
        }
    }

    /** Whether the launcher has put its classes on the boot class path. */
    private static boolean isLoaded() {
        try {
            Class.forName("jdk.incubator.vector.Vector", false, null);
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }
}
