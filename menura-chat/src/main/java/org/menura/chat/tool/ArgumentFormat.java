package org.menura.chat.tool;

import org.menura.tensor.annotation.Extension;

/** How the arguments of a call are written. */
@Extension
public sealed interface ArgumentFormat {
    /** A JSON object. */
    ArgumentFormat JSON = new Json();

    /** A JSON object. */
    record Json() implements ArgumentFormat {}

    /**
     * A tag for each argument, whose text is the value: strings as they are, others as JSON.
     *
     * @param keyOpen what comes before the name
     * @param keyClose what comes behind the name
     * @param valueOpen what comes before the value
     * @param valueClose what comes behind the value
     * @param type what stands between {@code keyClose} and {@code valueOpen}
     * @param cdata whether values with markup are written in {@code <![CDATA[…]]>}
     */
    record Tagged(String keyOpen, String keyClose, String valueOpen, String valueClose, TypeMark type, boolean cdata)
            implements ArgumentFormat {}

    /** What a tag says of the type of its value. */
    enum TypeMark {
        /** Nothing: the tool's schema decides. */
        NONE,
        /** {@code true} for strings, {@code false} for JSON. */
        IS_STRING,
        /** The name of the JSON type; numbers are {@code number}. */
        JSON_TYPE
    }

    /**
     * Elements within elements: {@code <name>value</name>} for members, {@code <item>} for entries of lists.
     *
     * @param prefix what stands before each tag
     */
    record Elements(String prefix) implements ArgumentFormat {}

    /** Keyword arguments of a Python call: {@code (name=value, …)}. */
    record Keywords() implements ArgumentFormat {}

    /**
     * An object with bare keys: {@code {name:value,…}}.
     *
     * @param quote what stands around strings, within which nothing is escaped
     * @param typed whether what is quoted may be other than a string, as the tool's schema says
     */
    record BareKeys(String quote, boolean typed) implements ArgumentFormat {}

    /** All text up to the end, as the one argument of a tool that runs code. */
    record Code(String name) implements ArgumentFormat {}
}
