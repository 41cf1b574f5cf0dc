package org.menura.generate.sample;

/**
 * The stop condition of beam search once it has as many finished hypotheses as beams (transformers' {@code
 * early_stopping}).
 */
public enum EarlyStopping {
    /** Stops at once ({@code true}). */
    TRUE,
    /**
     * Stops when the best beam, were it to end at its present length, could not beat the worst finished hypothesis
     * ({@code false}). With a positive length penalty, this may miss a longer one that could.
     */
    FALSE,
    /** Stops only when no beam can beat the worst finished hypothesis at any length ({@code "never"}). */
    NEVER;

    /** Parses the spellings {@code true}, {@code false} and {@code never}. */
    public static EarlyStopping parse(String text) {
        for (EarlyStopping value : values()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("early_stopping must be true, false or never, but it is '" + text + "'");
    }
}
