package org.menura.tensor.cpu.simd;

import org.menura.tensor.annotation.Internal;

/** Finds {@code jdk.incubator.vector}, which a JVM has only where it is asked for, and says so where it is missing. */
@Internal
public final class VectorApi {
    private static final String MODULE = "jdk.incubator.vector";
    /** Whether {@code -Dmenura.vector=off} asks for plain Java: a class archive can't hold what knows an incubator module. */
    private static final boolean OFF = "off".equals(System.getProperty("menura.vector"));

    private VectorApi() {}

    /**
     * Returns whether its classes can be used. Where {@code java.base/jdk.internal.module} is exported to this module, they are
     * resolved now, after the start of the JVM: the option {@code --add-modules} does the same but prints a warning that
     * cannot be turned off, which has no place in a command's output.
     */
    public static boolean isThere() {
        if (OFF) {
            return false;
        }
        if (isLoaded()) {
            return true;
        }
        try {
            Class.forName("jdk.internal.module.Modules")
                    .getMethod("loadModule", String.class)
                    .invoke(null, MODULE);
        } catch (ReflectiveOperationException _) {
            return false;
        }
        return isLoaded();
    }

    private static boolean isLoaded() {
        try {
            Class.forName(MODULE + ".Vector", false, null);
            return true;
        } catch (ClassNotFoundException _) {
            return false;
        }
    }

    /** Logs that plain Java computes instead, and what to do about it. */
    static void warn() {
        if (OFF) {
            return;
        }
        System.getLogger("org.menura.tensor.cpu")
                .log(
                        System.Logger.Level.WARNING,
                        "this JVM was started without the Vector API, so models are computed by plain Java, four to ten times"
                                + " slower; add --add-modules jdk.incubator.vector to the options of java");
    }
}
