package org.menura.data;

/**
 * A text with the label of its class, for training classifiers.
 *
 * @param text the text that is classified
 * @param label name of its class
 */
public record LabelledText(String text, String label) {}
