package org.menura.data;

/**
 * A text with the label of its class, for training classifiers.
 *
 * @param text what is read
 * @param label name of its class
 */
public record LabelledText(String text, String label) {}
