package org.menura.train.run;

/**
 * How a run is computed, which changes no result.
 *
 * @param threads to compute with
 * @param version of the program, for the ledger
 */
public record RunSettings(int threads, String version) {}
