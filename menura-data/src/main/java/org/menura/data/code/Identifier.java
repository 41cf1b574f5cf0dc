package org.menura.data.code;

/**
 * An occurrence of an identifier in source code.
 *
 * @param start offset of its first UTF-16 unit
 * @param end offset behind its last one
 * @param name the identifier
 */
public record Identifier(int start, int end, String name) {}
