package org.menura.world.bfcl;

/** Thrown if a call or an answer key is such that the leaderboard's checker ends with an error: it counts as wrong. */
final class UnjudgedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnjudgedException(String what) {
        super(what);
    }
}
