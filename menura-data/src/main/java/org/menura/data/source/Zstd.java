package org.menura.data.source;

import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import com.github.luben.zstd.ZstdOutputStreamNoFinalizer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;

/**
 * Zstandard streams by zstd-jni, which pins Java arrays while native code works on them. JDK 25.0.0 to 25.0.2 may move
 * pinned arrays under G1 (JDK-8377811), which damages data without a word, so the library is not loaded there.
 */
final class Zstd {
    private static final int LEVEL = 3;

    private Zstd() {}

    static InputStream reader(InputStream in) throws IOException {
        check();
        return new ZstdInputStreamNoFinalizer(in).setContinuous(false);
    }

    static OutputStream writer(OutputStream out) throws IOException {
        check();
        return new ZstdOutputStreamNoFinalizer(out, LEVEL);
    }

    private static void check() {
        boolean g1 = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .anyMatch(name -> name.startsWith("G1"));
        check(Runtime.version(), g1);
    }

    /**
     * Refuses a JVM that moves pinned arrays.
     *
     * @throws UnsoundRuntimeException if it does
     */
    static void check(Runtime.Version jdk, boolean g1) {
        if (g1 && jdk.feature() == 25 && jdk.interim() == 0 && jdk.update() < 3) {
            throw new UnsoundRuntimeException(
                    "JDK %d.0.%d damages zstd data under the G1 collector (JDK-8377811); use 25.0.3 or later, or give java -XX:+UseParallelGC"
                            .formatted(jdk.feature(), jdk.update()));
        }
    }
}
