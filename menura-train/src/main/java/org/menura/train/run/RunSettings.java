package org.menura.train.run;

import org.menura.train.energy.EnergySettings;

/**
 * Settings of the computation of a run. Neither the number of threads nor the version nor who computes replicas changes a
 * result; a library may, in the last bits.
 *
 * @param threads to compute with
 * @param libraries whether matrix products may be left to a native library
 * @param version of the program, for the ledger
 * @param replicas who computes the replicas of a recipe with {@code diloco}
 * @param energy what the run's energy is reckoned with
 * @param kernels whether products of stored weights may be left to kernels of machine code, where libraries may be used
 */
public record RunSettings(
        int threads, boolean libraries, String version, Replicas replicas, EnergySettings energy, boolean kernels) {
    /** Makes settings with native libraries, where there are any. */
    public RunSettings(int threads, String version) {
        this(threads, true, version);
    }

    /** Makes settings in which this program computes all. */
    public RunSettings(int threads, boolean libraries, String version) {
        this(threads, libraries, version, Replicas.HERE);
    }

    /** Makes settings that know nothing about the electricity. */
    public RunSettings(int threads, boolean libraries, String version, Replicas replicas) {
        this(threads, libraries, version, replicas, EnergySettings.UNKNOWN, true);
    }

    /** Returns settings with other ones for energy. */
    public RunSettings withEnergy(EnergySettings other) {
        return new RunSettings(threads, libraries, version, replicas, other, kernels);
    }

    /** Returns settings with kernels of machine code, or without. */
    public RunSettings withKernels(boolean yes) {
        return new RunSettings(threads, libraries, version, replicas, energy, yes);
    }
}
