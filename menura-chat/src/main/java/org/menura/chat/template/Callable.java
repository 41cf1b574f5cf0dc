package org.menura.chat.template;

/** Something a template can call. */
interface Callable {
    Object call(Rendering rendering, Arguments arguments);

    /** A callable whose result is text that can be written as it comes, instead of being collected first. */
    interface Writing extends Callable {
        void write(Arguments arguments, Output out);
    }

    /** Returns the text that a template prints for this callable. */
    default String display() {
        return "<function>";
    }
}
