package org.menura.world.bfcl;

/**
 * What a check says.
 *
 * @param valid whether all is right
 * @param error what is wrong, by the leaderboard's name of it; empty if nothing is
 * @param message what is wrong, in words; empty if nothing is
 */
public record Verdict(boolean valid, String error, String message) {
    static final Verdict VALID = new Verdict(true, "", "");

    static Verdict wrong(String error, String message) {
        return new Verdict(false, error, message);
    }
}
