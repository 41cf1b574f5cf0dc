package org.menura.train.energy;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the machine is, as far as it tells. */
final class Hardware {
    private Hardware() {}

    /** Returns the processor's name and the number of processors that may be used. */
    static String processor() {
        String name = System.getProperty("os.arch");
        try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            name = lines.filter(l -> l.startsWith("model name"))
                    .map(l -> l.substring(l.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse(name);
        } catch (IOException | RuntimeException e) {
            // Only Linux has the file; the architecture's name will do.
            return "%s, %d processors".formatted(name, Runtime.getRuntime().availableProcessors());
        }
        return "%s, %d processors".formatted(name, Runtime.getRuntime().availableProcessors());
    }

    /** Returns the bytes of the machine's memory; 0 where it is not known. */
    static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? Math.max(0, system.getTotalMemorySize())
                : 0;
    }
}
