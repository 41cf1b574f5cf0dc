package org.menura.chat.template;

/** A test: {@code input is name(arguments)}. */
record Test(String name, Signature signature, Body body) {
    @FunctionalInterface
    interface Body {
        boolean apply(Rendering rendering, Object input, BoundArguments arguments);
    }

    boolean apply(Rendering rendering, Object input, Arguments arguments) {
        rendering.budget().step();
        return body.apply(rendering, input, signature.bind(name, arguments));
    }
}
