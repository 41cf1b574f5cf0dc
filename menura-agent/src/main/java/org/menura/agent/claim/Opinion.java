package org.menura.agent.claim;

/**
 * What a verifier thinks of a claim.
 *
 * @param support how well the evidence supports it, the higher the better, on the verifier's own scale; NaN if it has no opinion
 * @param fault what is wrong for certain, in a sentence; empty if nothing is
 */
public record Opinion(double support, String fault) {
    /** Has no opinion. */
    public static final Opinion NONE = new Opinion(Double.NaN, "");

    /** Creates an opinion without a fault. */
    public static Opinion of(double support) {
        return new Opinion(support, "");
    }

    /** Creates the opinion that a claim is wrong for certain. */
    public static Opinion wrong(String fault) {
        return new Opinion(Double.NEGATIVE_INFINITY, fault);
    }
}
