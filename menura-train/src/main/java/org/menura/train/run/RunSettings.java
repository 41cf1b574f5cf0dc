package org.menura.train.run;

/**
 * Settings of the computation of a run. Neither the number of threads nor the version nor who computes replicas changes a
 * result; a library may, in the last bits.
 *
 * @param threads to compute with
 * @param libraries whether matrix products may be left to a native library
 * @param version of the program, for the ledger
 * @param replicas who computes the replicas of a recipe with {@code diloco}
 */
public record RunSettings(int threads, boolean libraries, String version, Replicas replicas) {
    /** Makes settings with native libraries, where there are any. */
    public RunSettings(int threads, String version) {
        this(threads, true, version);
    }

    /** Makes settings in which this program computes all. */
    public RunSettings(int threads, boolean libraries, String version) {
        this(threads, libraries, version, Replicas.HERE);
    }
}
