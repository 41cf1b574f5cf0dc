package org.menura.generate.image;

/**
 * The prompt, length and denoising parameters of audio to generate.
 *
 * @param prompt text of what is to be heard
 * @param negative the negative prompt, of what is not to be heard
 * @param seconds length in seconds
 * @param steps number of denoising steps
 * @param guidance scale of classifier-free guidance, which says how closely the prompt is followed (arXiv 2207.12598);
 *     1 or less for no guidance
 * @param seed the seed of the random numbers
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
        if (!(guidance >= 0 && guidance <= 1000)) {
            throw new IllegalArgumentException("guidance must be 0 to 1000, not " + guidance);
        }
    }

    /** Returns a request for a prompt with the default parameters: five seconds in 20 steps. */
    public static AudioRequest of(String prompt) {
        return new AudioRequest(prompt, "", 5, 20, 2.5, 0);
    }
}
