package org.menura.generate.sample;

/**
 * When beam search stops although beams could go on, once it has as many finished hypotheses as beams
 * (transformers' {@code early_stopping}).
 */
public enum EarlyStopping {
    /** At once ({@code true}). */
    TRUE,
    /**
     * When the best beam, were it to end at its present length, could not beat the worst finished hypothesis ({@code
     * false}). With a positive length penalty, this may miss a longer one that could.
     */
    FALSE,
    /** Only when no beam can beat the worst finished hypothesis at any length ({@code "never"}). */
    NEVER;

    /** Of the spellings {@code true}, {@code false} and {@code never}. */
    public static EarlyStopping parse(String text) {
        for (EarlyStopping value : values()) {
            if (value.name().equalsIgnoreCase(text)) {
                return value;
            }
        }
        throw new IllegalArgumentException("early_stopping must be true, false or never, but it is '" + text + "'");
    }
}
