package org.menura.chat.template;

import org.jspecify.annotations.Nullable;

/**
 * Jinja2's default undefined value: false, empty when printed or iterated, and an error in everything else.
 *
 * @param message what the error says
 */
record Undefined(String message) {
    static Undefined variable(String name) {
        return new Undefined("'" + name + "' is undefined");
    }

    static Undefined because(String message) {
        return new Undefined(message);
    }

    static Undefined attribute(Object target, Object name) {
        String article = "A value of type " + Values.typeName(target);
        String what = name instanceof String s ? " has no attribute '" + s + "'" : " has no such element";
        return new Undefined(article + what);
    }

    static Undefined hidden(Object target, String name) {
        String message = "Access to '" + name + "' of a value of type " + Values.typeName(target) + " is unsafe";
        return new Undefined(message);
    }

    TemplateException failure() {
        return new TemplateException(message);
    }

    /** Fails if {@code value} is undefined. */
    static void check(@Nullable Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
    }
}
