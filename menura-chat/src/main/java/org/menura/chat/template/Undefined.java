package org.menura.chat.template;

import org.jspecify.annotations.Nullable;

/**
 * Jinja2's undefined values. The default one is false, empty when printed or iterated, and an error in everything else;
 * the strict one is an error in those as well.
 *
 * @param message what the error says
 */
record Undefined(String message, boolean strict) {
    static Undefined variable(String name, boolean strict) {
        return new Undefined("'" + name + "' is undefined", strict);
    }

    /** The value of a condition that is false and has no {@code else}, which no environment treats strictly. */
    static Undefined missingElse() {
        return new Undefined("The condition of an expression without 'else' is false", false);
    }

    static Undefined because(String message, Budget budget) {
        return new Undefined(message, budget.dialect().strict());
    }

    static Undefined attribute(Object target, Object name, Budget budget) {
        String article = "A value of type " + Values.typeName(target);
        String what = name instanceof String s ? " has no attribute '" + s + "'" : " has no such element";
        return because(article + what, budget);
    }

    static Undefined hidden(Object target, String name, Budget budget) {
        String message = "Access to '" + name + "' of a value of type " + Values.typeName(target) + " is unsafe";
        return because(message, budget);
    }

    TemplateException failure() {
        return new TemplateException(message);
    }

    /** Fails where the value is strict: when it is printed, counted, iterated, compared or asked whether it is true. */
    void use() {
        if (strict) {
            throw failure();
        }
    }

    /** Fails if {@code value} is undefined. */
    static void check(@Nullable Object value) {
        if (value instanceof Undefined undefined) {
            throw undefined.failure();
        }
    }
}
