package org.menura.agent.claim;

/** A verifier of claims by the documents that they cite. */
public interface Verifier {
    /** Returns its name, for journals and reports. */
    String name();

    /**
     * Judges a claim.
     *
     * @param seed of random numbers, where some are drawn
     */
    Opinion judge(Claim claim, Library library, long seed) throws InterruptedException;
}
