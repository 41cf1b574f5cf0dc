package org.menura.chat.template;

/** A method of one of Python's types. */
record Method(String name, Signature signature, Body body) {
    @FunctionalInterface
    interface Body {
        Object call(Rendering rendering, Object target, BoundArguments arguments);
    }

    /** A method with its object. */
    record Bound(Object target, Method method) implements Callable {
        @Override
        public Object call(Rendering rendering, Arguments arguments) {
            String text = Text.of(target);
            rendering.budget().read(text == null ? 0 : text.length());
            BoundArguments bound = method.signature().bind(method.name(), arguments);
            return rendering.budget().made(method.body().call(rendering, target, bound));
        }

        @Override
        public String display() {
            return "<built-in method " + method.name() + " of " + Values.typeName(target) + " object>";
        }
    }
}
