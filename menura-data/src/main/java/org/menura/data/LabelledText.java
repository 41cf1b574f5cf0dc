package org.menura.data;

import org.jspecify.annotations.Nullable;

/**
 * A text, or a pair of texts, with the label of its class, for training classifiers.
 *
 * @param text the text that is classified, or the first of the pair
 * @param second the second of the pair, such as the claim of which the first is the evidence; null if there is none
 * @param label name of its class
 */
public record LabelledText(String text, @Nullable String second, String label) {
    /** Makes a text with a label. */
    public LabelledText(String text, String label) {
        this(text, null, label);
    }

    /** Returns the text; of a pair both, each a line of its own. */
    public String whole() {
        return second == null ? text : text + "\n" + second;
    }
}
