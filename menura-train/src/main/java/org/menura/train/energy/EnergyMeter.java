package org.menura.train.energy;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Measures the energy of the whole processor by its own counters (RAPL, {@code /sys/class/powercap}), or says that there are none. The
 * counters begin again at 0 after some 2^18 joules, so a watching thread reads them often enough to see each time.
 */
public final class EnergyMeter implements AutoCloseable {
    private static final Path POWERCAP = Path.of("/sys/class/powercap");
    private static final long BETWEEN_MILLIS = 10_000;

    /**
     * An amount of energy.
     *
     * @param joules null where there is no counter and no estimate was asked for
     * @param how how it was measured, in words
     */
    public record Energy(@Nullable Double joules, String how) {}

    private record Zone(Path counter, long range, boolean isMemory) {}

    private final List<Zone> zones;
    private final long[] last;
    private final @Nullable Double watts;
    private final long cpuStart = cpuNanos();
    private final @Nullable Thread watcher;
    private final long begin = System.nanoTime();
    private double microjoules;
    private double memoryMicrojoules;

    private EnergyMeter(Path powercap, @Nullable Double watts) {
        this.zones = zones(powercap);
        this.last = new long[zones.size()];
        this.watts = watts;
        for (int i = 0; i < last.length; i++) {
            last[i] = read(zones.get(i).counter);
        }
        this.watcher = zones.isEmpty() ? null : Thread.ofVirtual().start(this::watch);
    }

    /**
     * Starts to measure.
     *
     * @param watts what the processor takes when all of it is busy, for an estimate where there are no counters; null for none
     */
    public static EnergyMeter start(@Nullable Double watts) {
        return new EnergyMeter(POWERCAP, watts);
    }

    /** Starts to measure by the counters below another folder. */
    public static EnergyMeter start(Path powercap, @Nullable Double watts) {
        return new EnergyMeter(powercap, watts);
    }

    /** The packages, and the memory beside them where it has a counter of its own; parts of packages are in them already. */
    private static List<Zone> zones(Path powercap) {
        List<Zone> out = new ArrayList<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(powercap, "intel-rapl:*")) {
            for (Path zone : all) {
                String name = text(zone.resolve("name"));
                if (name == null) {
                    continue;
                }
                boolean counted = name.startsWith("package") || name.equals("dram");
                String range = text(zone.resolve("max_energy_range_uj"));
                if (counted && read(zone.resolve("energy_uj")) >= 0) {
                    out.add(new Zone(zone.resolve("energy_uj"), range == null ? 0 : parse(range), name.equals("dram")));
                }
            }
        } catch (IOException e) {
            return List.of();
        }
        return out;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(BETWEEN_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            // The meter was stopped: its last look is made by the one who stopped it.
            return;
        }
    }

    /** Adds what the counters have counted since the last look. */
    public synchronized void look() {
        for (int i = 0; i < last.length; i++) {
            Zone zone = zones.get(i);
            long now = read(zone.counter);
            if (now < 0) {
                continue;
            }
            long more = now - last[i];
            long counted = more >= 0 ? more : more + zone.range + 1;
            microjoules += counted;
            memoryMicrojoules += zone.isMemory ? counted : 0;
            last[i] = now;
        }
    }

    /** Returns the energy since the start. */
    public Energy energy() {
        if (!zones.isEmpty()) {
            look();
            synchronized (this) {
                return new Energy(
                        microjoules / 1e6, "measured by the processor's counters (RAPL), of the whole machine");
            }
        }
        if (watts != null) {
            double seconds = (cpuNanos() - cpuStart) / 1e9;
            double share = seconds / Runtime.getRuntime().availableProcessors();
            return new Energy(
                    watts * share,
                    String.format(
                            Locale.ROOT,
                            "estimated: %.1f s of processor time, %.0f W with all processors busy",
                            seconds,
                            watts));
        }
        return new Energy(
                null,
                "not measured: this machine shows no energy counters (/sys/class/powercap/intel-rapl:*); give the processor's watts for"
                        + " an estimate");
    }

    /** Returns what was used since the start, estimated where nothing counts; see {@link EnergyUse}. */
    public EnergyUse use(EnergySettings settings) {
        double seconds = (System.nanoTime() - begin) / 1e9;
        look();
        synchronized (this) {
            boolean counted = zones.stream().anyMatch(z -> !z.isMemory);
            boolean memoryCounted = zones.stream().anyMatch(Zone::isMemory);
            return EnergyUse.of(
                    seconds,
                    (microjoules - memoryMicrojoules) / 1e6,
                    memoryMicrojoules / 1e6,
                    counted,
                    memoryCounted,
                    Hardware.memory(),
                    settings);
        }
    }

    private static long cpuNanos() {
        return ProcessHandle.current()
                .info()
                .totalCpuDuration()
                .map(Duration::toNanos)
                .orElse(0L);
    }

    private static long read(Path file) {
        String text = text(file);
        return text == null ? -1 : parse(text);
    }

    private static long parse(String text) {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static @Nullable String text(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            return null;
        }
    }

    @Override
    public void close() {
        if (watcher != null) {
            watcher.interrupt();
        }
    }
}
