package org.menura.chat.template;

import java.util.Collection;

/** What is left of the {@link TemplateLimits} of one rendering, and whether it may change values. */
final class Budget {
    private static final int READ_COST = 8;
    private static final int GLANCE_COST = 64;
    private static final int CALL_DEPTH = 3;
    private static final int ELEMENT_COST = 8;

    private final TemplateLimits limits;
    private final boolean mutable;
    private final Dialect dialect;
    private long steps;
    private long work;
    private int depth;

    Budget(TemplateLimits limits, boolean mutable, Dialect dialect) {
        this.limits = limits;
        this.mutable = mutable;
        this.dialect = dialect;
        this.steps = limits.steps();
        this.work = limits.work();
    }

    /** Returns whether lists and dicts may be changed. */
    boolean mutable() {
        return mutable;
    }

    /** Returns the environment of the template. */
    Dialect dialect() {
        return dialect;
    }

    /** One evaluated node or visited element. */
    void step() {
        if (--steps < 0) {
            throw new TemplateException("The template did not end within " + limits.steps() + " steps");
        }
    }

    /** One step, one level deeper; ends with {@link #leave()} unless an exception ends the rendering. */
    void enter() {
        step();
        if (++depth > limits.depth()) {
            throw new TemplateException("The template or its data nests deeper than " + limits.depth() + " levels");
        }
    }

    void leave() {
        depth--;
    }

    /** Counts one step into a call of a macro or recursive loop, which needs as much stack as several levels. */
    void enterCall() {
        step();
        depth += CALL_DEPTH - 1;
        enter();
    }

    void leaveCall() {
        depth -= CALL_DEPTH;
    }

    /** Work on {@code characters} characters that are only read. */
    void read(long characters) {
        spend(characters / READ_COST);
    }

    /** Work on {@code characters} characters that are only counted, up to an index. */
    void glance(long characters) {
        spend(characters / GLANCE_COST);
    }

    /** Work on {@code count} elements of a list that is made. */
    void elements(long count) {
        spend(count > Long.MAX_VALUE / ELEMENT_COST ? Long.MAX_VALUE : count * ELEMENT_COST);
    }

    /** A string of {@code length} characters that is about to be made. */
    void characters(long length) {
        if (length > limits.output()) {
            throw new TemplateException("The template makes a text of more than " + limits.output() + " characters");
        }
        spend(length);
    }

    /** Accounts for a value just made by a filter or method and hands it back. */
    Object made(Object value) {
        if (value instanceof String s) {
            characters(s.length());
        } else if (value instanceof Collection<?> list) {
            elements(list.size());
        }
        return value;
    }

    private void spend(long amount) {
        if (amount > work) {
            throw new TemplateException(
                    "The template makes more than " + limits.work() + " characters of intermediate values");
        }
        work -= amount;
    }

    long outputLimit() {
        return limits.output();
    }
}
