package org.menura.train.run;

/**
 * Settings of the computation of a run. Neither the number of threads nor the version changes a result; a library may,
 * in the last bits.
 *
 * @param threads to compute with
 * @param libraries whether matrix products may be left to a native library
 * @param version of the program, for the ledger
 */
public record RunSettings(int threads, boolean libraries, String version) {
    /** Makes settings with native libraries, where there are any. */
    public RunSettings(int threads, String version) {
        this(threads, true, version);
    }
}
