package org.menura.train.energy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * The energy of a stretch of time, after CodeCarbon's method: the processor's counters, or half of its design power; the
 * memory's counter, or 3 W for each 8 GB.
 *
 * @param processorHow how the processor's was come by, in words
 * @param memoryHow how the memory's was come by, in words
 */
public record EnergyUse(
        double seconds,
        double processorJoules,
        String processorHow,
        double memoryJoules,
        String memoryHow,
        EnergySettings settings) {
    private static final double JOULES_PER_KWH = 3.6e6;
    private static final double SHARE = 0.5;
    private static final double MEMORY_WATTS_PER_GB = 3.0 / 8;

    /** Reckons a stretch without counters. */
    static EnergyUse of(
            double seconds,
            double processor,
            double memory,
            boolean counted,
            boolean memoryCounted,
            long memoryBytes,
            EnergySettings settings) {
        double watts = settings.wattsOrUsual();
        double gigabytes = memoryBytes / 1e9;
        return new EnergyUse(
                seconds,
                counted ? processor : SHARE * watts * seconds,
                counted
                        ? "measured by the processor's counters (RAPL), of the whole machine"
                        : String.format(
                                Locale.ROOT,
                                "estimated, as the machine shows no counters (RAPL): half of %s W%s for the whole time",
                                trimmed(watts),
                                settings.watts() == null ? ", an assumed design power," : " of design power"),
                memoryCounted ? memory : MEMORY_WATTS_PER_GB * gigabytes * seconds,
                memoryCounted
                        ? "measured by the memory's counter (RAPL)"
                        : String.format(Locale.ROOT, "estimated: 3 W for each 8 GB of %.1f GB", gigabytes),
                settings);
    }

    private static String trimmed(double watts) {
        return watts == Math.rint(watts) ? Long.toString((long) watts) : Double.toString(watts);
    }

    /** Returns what was used after an earlier look at the same meter. */
    public EnergyUse since(EnergyUse earlier) {
        return new EnergyUse(
                seconds - earlier.seconds,
                processorJoules - earlier.processorJoules,
                processorHow,
                memoryJoules - earlier.memoryJoules,
                memoryHow,
                settings);
    }

    /** Returns the energy in kWh. */
    public double kilowattHours() {
        return (processorJoules + memoryJoules) / JOULES_PER_KWH;
    }

    /** Returns the emissions in grams of CO₂ equivalent. */
    public double grams() {
        return kilowattHours() * settings.intensity();
    }

    /** Returns the figures by name, as a ledger keeps them. */
    public SequencedMap<String, Double> figures() {
        SequencedMap<String, Double> all = new LinkedHashMap<>();
        all.put("seconds", seconds);
        all.put("processor_joules", processorJoules);
        all.put("memory_joules", memoryJoules);
        all.put("kwh", kilowattHours());
        all.put("grid_g_per_kwh", settings.intensity());
        all.put("co2_g", grams());
        return all;
    }

    /** Returns how the figures were come by. */
    public ObjectNode facts() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("processor", processorHow);
        json.put("memory", memoryHow);
        json.put("grid", settings.intensitySource());
        if (settings.place() != null) {
            json.put("place", settings.place());
        }
        json.put("hardware", Hardware.processor());
        return json;
    }
}
