package org.menura.chat.tool;

import org.menura.tensor.annotation.Extension;

/** A part of what a model writes for one tool call. White space around literals is written as given and read as may be. */
@Extension
public sealed interface CallPart {
    /** A literal that must stand there. */
    record Literal(String text) implements CallPart {}

    /** A literal that models leave out at times; it is written. */
    record Lenient(String text) implements CallPart {}

    /** The name of the function, up to the next literal or white space. */
    record Name() implements CallPart {}

    /** The name of a function that the form itself means, such as the tool that runs code; nothing stands for it. */
    record FixedName(String name) implements CallPart {}

    /** The id of the call, up to the next literal. */
    record Id() implements CallPart {}

    /** The number of the call within the answer. */
    record Number(int first) implements CallPart {}

    /** An id that holds the name of the function and the number of the call: {@code functions.NAME:NUMBER}. */
    record NumberedName(String prefix, String separator) implements CallPart {}

    /** The arguments. */
    record Arguments(ArgumentFormat format) implements CallPart {}

    /**
     * A JSON object of the call's members. All keys that models are known to use are read.
     *
     * @param name key of the function's name
     * @param arguments key of the arguments
     * @param id key of the id; empty if none is written
     * @param idFirst whether the id is the first member, not the last
     */
    record CallObject(String name, String arguments, String id, boolean idFirst) implements CallPart {}

    /** A JSON object with one member: the function's name and, as its value, the arguments. */
    record NameToArguments() implements CallPart {}
}
