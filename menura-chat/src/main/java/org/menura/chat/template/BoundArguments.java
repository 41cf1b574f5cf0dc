package org.menura.chat.template;

import org.jspecify.annotations.Nullable;

/** Arguments matched to the parameters of a {@link Signature}; a parameter that was not given is null. */
record BoundArguments(String callee, @Nullable Object[] values, Arguments all) {
    boolean has(int index) {
        return values[index] != null;
    }

    Object get(int index) {
        Object value = values[index];
        return value == null ? None.NONE : value;
    }

    Object get(int index, Object fallback) {
        Object value = values[index];
        return value == null ? fallback : value;
    }

    boolean truth(int index, boolean fallback) {
        Object value = values[index];
        return value == null ? fallback : Values.truth(value);
    }

    /** A string argument, markup included. */
    String text(int index) {
        String text = Text.of(get(index));
        if (text == null) {
            throw wrongType(index, "a string");
        }
        return text;
    }

    String text(int index, String fallback) {
        return has(index) ? text(index) : fallback;
    }

    /** An integer argument; one beyond the range of {@code long} is cut to it. */
    long integer(int index) {
        Object value = get(index);
        if (!PythonNumbers.isInteger(value)) {
            throw wrongType(index, "an integer");
        }
        return PythonNumbers.clamp(value);
    }

    long integer(int index, long fallback) {
        return has(index) ? integer(index) : fallback;
    }

    private TemplateException wrongType(int index, String expected) {
        Undefined.check(values[index]);
        return new TemplateException("Argument " + (index + 1) + " of '" + callee + "' must be " + expected
                + ", not of type " + Values.typeName(get(index)));
    }
}
