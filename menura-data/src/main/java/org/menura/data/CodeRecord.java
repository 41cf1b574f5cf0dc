package org.menura.data;

/**
 * A piece of source code, perhaps with what it is said to do.
 *
 * @param language of the code, such as {@code java}
 * @param docstring description in a natural language; empty if there is none
 * @param code the source text
 * @param place file and line that it was read from, for messages
 */
public record CodeRecord(String language, String docstring, String code, String place) {}
