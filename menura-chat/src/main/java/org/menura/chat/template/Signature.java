package org.menura.chat.template;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parameters of a built-in function, filter, test or method.
 *
 * @param names of the parameters
 * @param required how many must be given
 * @param keywords whether they may be given by name
 * @param open whether any arguments may be given, which the function then reads by itself
 */
record Signature(List<String> names, int required, boolean keywords, boolean open) {
    static final Signature ANY = new Signature(List.of(), 0, true, true);

    /** Parameters that may be given by name; a name ending in {@code ?} is optional. */
    static Signature of(String... names) {
        return new Signature(plain(names), required(names), true, false);
    }

    /** Parameters that are given by position only; a name ending in {@code ?} is optional. */
    static Signature positional(String... names) {
        return new Signature(plain(names), required(names), false, false);
    }

    private static List<String> plain(String... names) {
        return Stream.of(names).map(n -> n.replace("?", "")).toList();
    }

    private static int required(String... names) {
        return (int) Stream.of(names).filter(n -> !n.endsWith("?")).count();
    }

    BoundArguments bind(String callee, Arguments arguments) {
        @Nullable Object[] values = new @Nullable Object[names.size()];
        int given = arguments.positional().size();
        if (open) {
            return new BoundArguments(callee, values, arguments);
        }
        if (given > names.size()) {
            throw new TemplateException("'" + callee + "' takes at most " + names.size() + " arguments");
        }
        for (int i = 0; i < given; i++) {
            values[i] = arguments.positional().get(i);
        }
        arguments.keywords().forEach((name, value) -> {
            int index = keywords ? names.indexOf(name) : -1;
            if (index < 0 || values[index] != null) {
                throw new TemplateException("'" + callee + "' does not take the argument '" + name + "' here");
            }
            values[index] = value;
        });
        for (int i = 0; i < required; i++) {
            if (values[i] == null) {
                throw new TemplateException("'" + callee + "' needs the argument '" + names.get(i) + "'");
            }
        }
        return new BoundArguments(callee, values, arguments);
    }
}
