package org.menura.data;

/**
 * A text that belongs to a class.
 *
 * @param text what is read
 * @param label name of its class
 */
public record LabelledText(String text, String label) {}
