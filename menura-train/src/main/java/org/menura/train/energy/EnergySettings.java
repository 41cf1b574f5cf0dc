package org.menura.train.energy;

import org.jspecify.annotations.Nullable;

/**
 * What energy is reckoned with where nothing tells more.
 *
 * @param watts the processor's thermal design power, for an estimate where it has no counters; null for {@link #USUAL_WATTS}
 * @param gramsPerKwh the grid's intensity in grams of CO₂ equivalent per kWh; null for the world's, {@link #WORLD}
 * @param place where the electricity comes from, in words; null if it was not said
 */
public record EnergySettings(
        @Nullable Double watts,
        @Nullable Double gramsPerKwh,
        @Nullable String place) {
    /** The thermal design power that is assumed of a processor that nobody described, as CodeCarbon assumes it. */
    public static final double USUAL_WATTS = 85;

    /** The mean intensity of the world's electricity that CodeCarbon takes, in g/kWh. */
    public static final double WORLD = 475;

    /** Nothing is known: all is assumed, and said to be. */
    public static final EnergySettings UNKNOWN = new EnergySettings(null, null, null);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is no positive number
     */
    public EnergySettings(@Nullable Double watts, @Nullable Double gramsPerKwh, @Nullable String place) {
        if (watts != null && !(watts > 0 && watts < 1e6)
                || gramsPerKwh != null && !(gramsPerKwh >= 0 && gramsPerKwh < 1e4)) {
            throw new IllegalArgumentException(
                    "watts are a number above 0, the grid's intensity one of 0 or more grams per kWh");
        }
        this.watts = watts;
        this.gramsPerKwh = gramsPerKwh;
        this.place = place;
    }

    /** Returns the processor's power for an estimate. */
    public double wattsOrUsual() {
        return watts == null ? USUAL_WATTS : watts;
    }

    /** Returns the grid's intensity in g/kWh. */
    public double intensity() {
        return gramsPerKwh == null ? WORLD : gramsPerKwh;
    }

    /** Tells where the intensity comes from, in words. */
    public String intensitySource() {
        String where = place == null ? "" : ", " + place;
        return gramsPerKwh == null
                ? "default: the world's mean, as nobody said where the electricity came from" + where
                : "given by the user" + where;
    }
}
