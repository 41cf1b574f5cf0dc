package org.menura.chat.template;

import java.util.List;

/** A filter: {@code input | name(arguments)}. */
record Filter(String name, Signature signature, Body body) {
    @FunctionalInterface
    interface Body {
        Object apply(Rendering rendering, Object input, BoundArguments arguments);
    }

    Object apply(Rendering rendering, Object input, Arguments arguments) {
        Budget budget = rendering.budget();
        budget.step();
        String text = Text.of(input);
        if (text != null) {
            budget.read(text.length());
        } else if (input instanceof List<?> list) {
            budget.read(list.size());
        }
        return budget.made(body.apply(rendering, input, signature.bind(name, arguments)));
    }
}
