package org.menura.agent.act;

/**
 * An argument, or a part of one, that was copied from a text of others.
 *
 * @param path JSON pointer of the argument
 * @param value what was copied
 * @param event number of the event in the journal that brought the text
 */
public record Taint(String path, String value, long event) {}
