package org.menura.chat.template;

/** Jinja's {@code namespace(...)}: the one kind of object whose attributes a template may set. */
record Namespace(Dict attributes) {
    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
