package org.menura.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Tests what the collector of the launcher would otherwise leave: the test itself runs with another one. */
final class OldGenerationTest {
    private static final int MIB = 1 << 20;

    @Test
    void garbageIsCollectedBeforeTheHeapIsFull() throws Exception {
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xms32m",
                        "-Xmx2g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        OldGenerationTest.class.getName()))
                .redirectErrorStream(true)
                .start();
        String printed = new String(process.getInputStream().readAllBytes());
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(printed.lines()).containsExactly("600 MiB before", "less than 100 MiB behind");
    }

    @Test
    void anotherCollectorIsLeftAlone() {
        boolean serial = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .anyMatch(c -> c.getName().equals("MarkSweepCompact"));
        assertThat(OldGeneration.find().isPresent()).isEqualTo(serial);
    }

    /** Fills the old generation with what lived for a moment: arrays that do not fit into the young one. */
    public static void main(String[] args) {
        OldGeneration old = OldGeneration.find().orElseThrow();
        for (int i = 0; i < 6; i++) {
            if (new byte[100 * MIB].length == 0) {
                throw new AssertionError();
            }
        }
        long before = used();
        old.collectIfFull();
        System.out.println(before / 100 * 100 + " MiB before");
        System.out.println(used() < 100 ? "less than 100 MiB behind" : used() + " MiB behind, limit " + old.limit());
    }

    private static long used() {
        Runtime r = Runtime.getRuntime();
        return (r.totalMemory() - r.freeMemory()) / MIB;
    }
}
