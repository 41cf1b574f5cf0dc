package org.menura.detect.measure;

/**
 * A text whose origin is known.
 *
 * @param domain what kind of text it is
 * @param generator the model that wrote it; of a human text, the model whose text stands beside it, or "" if none does
 * @param isMachine whether a model wrote it
 * @param text what it says
 * @param group texts of one group hang together, such as a human text and its continuation by a model
 */
public record LabelledText(String domain, String generator, boolean isMachine, String text, String group) {
    /** Returns the domain and the generator, as tables name them. */
    public String cell() {
        return generator.isEmpty() ? domain : domain + " " + generator;
    }

    /** Returns the same with another text. */
    public LabelledText withText(String other) {
        return new LabelledText(domain, generator, isMachine, other, group);
    }
}
