package org.menura.data.fasttext;

/**
 * A label with its probability.
 *
 * @param label as the file has it, such as {@code __label__en}
 * @param probability as fastText reports it, which is 10⁻⁵ more than the layer says, since it adds that before it takes
 *     logarithms
 */
public record Prediction(String label, float probability) {
    /** Returns the label without {@code __label__}. */
    public String name() {
        return label.replace(FastTextDictionary.LABEL, "");
    }
}
