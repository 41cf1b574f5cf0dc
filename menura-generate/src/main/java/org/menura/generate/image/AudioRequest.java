package org.menura.generate.image;

/**
 * What sound to make.
 *
 * @param prompt what is to be heard
 * @param negative what is not to be heard
 * @param seconds its length
 * @param steps from noise to sound
 * @param guidance how closely to follow the prompt (arXiv 2207.12598); 1 for not beyond it
 * @param seed of the random numbers
 */
public record AudioRequest(String prompt, String negative, double seconds, int steps, double guidance, long seed) {
    private static final int MOST_SECONDS = 120;
    private static final int MOST_STEPS = 10_000;

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException if one is out of range
     */
    public AudioRequest {
        if (!(seconds > 0 && seconds <= MOST_SECONDS)) {
            throw new IllegalArgumentException(
                    "a sound must be above 0 and at most %d seconds long, not %s".formatted(MOST_SECONDS, seconds));
        }
        if (steps < 1 || steps > MOST_STEPS) {
            throw new IllegalArgumentException("steps must be 1 to %d, not %d".formatted(MOST_STEPS, steps));
        }
        if (!(guidance >= 1 && guidance <= 1000)) {
            throw new IllegalArgumentException("guidance must be 1 to 1000, not " + guidance);
        }
    }

    /** A prompt with the usual numbers: five seconds in 20 steps. */
    public static AudioRequest of(String prompt) {
        return new AudioRequest(prompt, "", 5, 20, 2.5, 0);
    }
}
