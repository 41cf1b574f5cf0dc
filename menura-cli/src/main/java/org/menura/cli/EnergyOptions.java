package org.menura.cli;

import org.jspecify.annotations.Nullable;
import org.menura.train.energy.EnergySettings;
import picocli.CommandLine.Option;

/** What the energy of a run is reckoned with. */
final class EnergyOptions {
    @Option(
            names = "--watts",
            paramLabel = "W",
            description =
                    "The processor's design power, half of which is taken where it has no energy counters (default:"
                            + " 85).")
    private @Nullable Double watts;

    @Option(
            names = "--grid",
            paramLabel = "G",
            description = "Grams of CO2 equivalent per kWh of your electricity (default: 475, the world's mean).")
    private @Nullable Double grid;

    @Option(names = "--place", paramLabel = "PLACE", description = "Where the electricity comes from, for the card.")
    private @Nullable String place;

    EnergySettings settings(Console console) {
        try {
            return new EnergySettings(watts, grid, place);
        } catch (IllegalArgumentException e) {
            throw console.wrong("--watts, --grid: " + e.getMessage());
        }
    }
}
