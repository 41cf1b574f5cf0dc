package org.menura.data.runtime;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * Refuses JVMs on which native code that works on Java arrays damages them: JDK 25.0.0 to 25.0.2 may move pinned arrays
 * under G1 (JDK-8377811), without a word.
 */
public final class PinnedArrays {
    private static final boolean G1 = ManagementFactory.getGarbageCollectorMXBeans().stream()
            .map(GarbageCollectorMXBean::getName)
            .anyMatch(name -> name.startsWith("G1"));

    private PinnedArrays() {}

    /**
     * Refuses this JVM if it moves pinned arrays.
     *
     * @param data what would be damaged, such as {@code zstd}
     * @throws UnsoundRuntimeException if it does
     */
    public static void check(String data) {
        check(data, Runtime.version(), G1);
    }

    static void check(String data, Runtime.Version jdk, boolean g1) {
        if (g1 && jdk.feature() == 25 && jdk.interim() == 0 && jdk.update() < 3) {
            throw new UnsoundRuntimeException(
                    "JDK %d.0.%d damages %s data under the G1 collector (JDK-8377811); use 25.0.3 or later, or give java -XX:+UseParallelGC"
                            .formatted(jdk.feature(), jdk.update(), data));
        }
    }
}
