package org.menura.train.energy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Energy by counters that begin again, or estimated and called so. */
class EnergyTest {
    @TempDir
    Path folder;

    private Path zone(String name, String of, long range) throws IOException {
        Path zone = Files.createDirectories(folder.resolve(name));
        Files.writeString(zone.resolve("name"), of + "\n");
        Files.writeString(zone.resolve("max_energy_range_uj"), range + "\n");
        return zone.resolve("energy_uj");
    }

    @Test
    void countersAreReadAcrossTheirEnd() throws IOException {
        Path processor = zone("intel-rapl:0", "package-0", 9_999_999);
        Path memory = zone("intel-rapl:0:1", "dram", 9_999_999);
        Files.writeString(processor, "9000000");
        Files.writeString(memory, "1000000");
        try (EnergyMeter meter = EnergyMeter.start(folder, null)) {
            Files.writeString(processor, "500000");
            Files.writeString(memory, "3000000");
            EnergyUse use = meter.use(new EnergySettings(null, 100.0, "here"));
            assertEquals(1.5, use.processorJoules(), 1e-9);
            assertEquals(2.0, use.memoryJoules(), 1e-9);
            assertEquals(3.5 / 3.6e6 * 100, use.grams(), 1e-15);
            assertTrue(use.processorHow().contains("RAPL"));
            assertEquals("given by the user, here", use.facts().path("grid").asText());
            Files.writeString(processor, "1500000");
            EnergyUse more = meter.use(EnergySettings.UNKNOWN).since(use);
            assertEquals(1.0, more.processorJoules(), 1e-9);
            assertEquals(0.0, more.memoryJoules(), 1e-9);
        }
    }

    @Test
    void withoutCountersHalfTheDesignPowerIsTakenAndSaidToBe() throws IOException {
        EnergyUse use = EnergyUse.of(10, 0, 0, false, false, 16_000_000_000L, EnergySettings.UNKNOWN);
        assertEquals(0.5 * 85 * 10, use.processorJoules(), 1e-9);
        assertEquals(3.0 / 8 * 16 * 10, use.memoryJoules(), 1e-9);
        assertTrue(use.processorHow().contains("assumed"), use.processorHow());
        assertTrue(
                use.facts().path("grid").asText().startsWith("default"),
                use.facts().toString());
        assertEquals(use.kilowattHours() * 475, use.figures().get("co2_g"), 1e-15);
        EnergyUse told = EnergyUse.of(10, 0, 0, false, false, 0, new EnergySettings(200.0, 0.0, null));
        assertEquals(1000, told.processorJoules(), 1e-9);
        assertEquals(0, told.grams());
        assertThrows(IllegalArgumentException.class, () -> new EnergySettings(-1.0, null, null));
    }
}
