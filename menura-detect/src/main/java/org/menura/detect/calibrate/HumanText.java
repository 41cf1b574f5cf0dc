package org.menura.detect.calibrate;

/**
 * A text and where it comes from.
 *
 * @param source file, with the line or the part
 * @param text what it says
 */
public record HumanText(String source, String text) {}
